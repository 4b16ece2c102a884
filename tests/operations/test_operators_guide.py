"""Each command of docs/operators.md is run, here or elsewhere; those that can't be are listed with the reason."""

import re
import shlex
import subprocess
from io import StringIO

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.test import override_settings

from operations.jobs import JOBS
from tests import factories
from tests.source_rules import ROOT
from tools.system import APT_NAMES

GUIDE = (ROOT / "docs/operators.md").read_text()
COMMANDS = [
    line.strip()
    for block in re.findall(r"^```sh\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]
MANAGE = re.compile(r"^(?:sudo parvis|\.venv/bin/python manage\.py) (.+)")
# The beginning of a command, and where it is run instead, or why it isn't.
ELSEWHERE = {
    "sudo apt": "the machine's packages; `make test-install` has the script install them",
    "apt install": "the packages are compared below",
    "brew install": "macOS",
    "cd ": "a folder of the server",
    "sudo git": "there is no address to fetch from before the project is published",
    "sudo deploy/install": "tests/operations/test_server.py, and its options below",
    "sudo /usr/local/src/parvis/deploy/install": "tests/operations/test_server.py",
    "sudo deploy/uninstall": "tests/operations/test_server.py",
    "sudo nano": "an editor",
    "sudo systemctl": "systemd doesn't run in the tests; the names of units are compared below",
    "systemctl": "the same",
    "journalctl": "the same",
    "sudo certbot": "Let's Encrypt asks a server that it reaches",
    "curl": "tests/operations/test_health.py asks it",
    "sudo restic": "another machine; the tests of backups use restic",
    "docker": "no container engine; tests/operations/test_containers.py reads the files",
    "python3 -m venv": "tools.bootstrap does it for these very tests",
    ".venv/bin/pip install": "the same",
    ".venv/bin/granian": "tests/operations/test_server.py starts it",
    ".venv/bin/python manage.py db_worker": "it goes on for ever; tests/core/test_workers.py starts it",
    ".venv/bin/python manage.py upgrade": "tests/upgrade and tests/operations/test_upgrade_goes_back.py",
    "sudo parvis fill_bucket": "tests/config/test_several_machines.py has a bucket",
    "sudo parvis restore": "the tests of backups restore into empty databases",
}
# They ask questions, which tests/home/test_create_site.py and Django's own tests answer.
ASKING = {"sudo parvis create_site", "sudo parvis createsuperuser"}
# What is amiss on a site without a worker is theirs to say.
COMPLAINING = {"check_health", "check_background_work"}


def elsewhere(command: str) -> bool:
    return command in ASKING or any(command.startswith(beginning) for beginning in ELSEWHERE)


def test_each_reason_is_that_of_a_command():
    assert all(any(command.startswith(name) for command in COMMANDS) for name in ELSEWHERE)
    assert {*COMMANDS} >= ASKING


@pytest.mark.parametrize("command", [one for one in COMMANDS if not elsewhere(one)])
def test_a_command_of_the_guide_does_what_it_is_asked(copied_db, media_root, command):
    managed = MANAGE.match(command)
    if managed is None:
        done = subprocess.run(shlex.split(command), cwd=ROOT, capture_output=True, timeout=30)
        assert done.returncode == 0, done.stderr
        return
    name, *arguments = shlex.split(managed[1])
    if name == "shell":
        factories.user("vous@example.org", is_superuser=True)
    with override_settings(BACKUP_ROOT=str(backups(media_root))):
        try:
            call_command(name, *arguments, stdout=StringIO(), stderr=StringIO())
        except CommandError:
            if name not in COMPLAINING:
                raise


def backups(media_root):
    """The folder of backups, the same for the command that makes one and for the one that proves it."""
    folder = media_root.parent / "backups-of-the-guide"
    folder.mkdir(exist_ok=True)
    return folder


def test_commands_within_the_text_exist():
    named = set(re.findall(r"`(?:sudo )?parvis (\w+)", GUIDE))
    named |= set(re.findall(r"`manage\.py (\w+)", GUIDE))
    named |= {
        name
        for row in re.findall(
            r"^\| (`.+?`) \| (?:chaque fois|quart|heure|nuit|mois|semaine)", GUIDE, re.MULTILINE
        )
        for name in re.findall(r"`(\w+)`", row)
    }
    assert len(named) > 15
    known = {*get_commands(), *(job.name for job in JOBS), "help"}
    assert not named - known


def test_the_table_of_jobs_holds_them_all():
    assert {job.name for job in JOBS if f"`{job.name}`" not in GUIDE} == set()


def test_options_of_the_script_are_those_that_it_has():
    told = subprocess.run(
        [ROOT / "deploy/install", "--help"], capture_output=True, text=True, check=True
    ).stdout
    used = {
        option
        for command in COMMANDS
        if "deploy/install" in command
        for option in re.findall(r"--[\w-]+", command)
    }
    assert used
    assert all(f"{option} " in told for option in used)


def test_units_that_it_names_are_those_of_the_server():
    own = {path.name for path in (ROOT / "deploy/systemd").iterdir() if path.is_file()}
    named = set(re.findall(r"parvis-(?:web|worker|housekeeping)(?:\.\w+)?", GUIDE))
    assert {name if "." in name else f"{name}.service" for name in named} == own


def test_packages_are_the_same_everywhere():
    [listed] = [command for command in COMMANDS if command.startswith("apt install libpango")]
    assert set(listed.split()[2:]) == set(APT_NAMES["pango"])
    script = (ROOT / "deploy/install").read_text()
    assert all(package in script for package in APT_NAMES["pango"])


def test_every_setting_of_the_environment_is_explained():
    settings = "".join(path.read_text() for path in (ROOT / "site/config/settings").glob("*.py"))
    read = set(re.findall(r'(?:env\.\w+|env|required)\(\s*"([A-Z_]+)"', settings))
    own = {"DEBUG", "TWO_FACTOR"}  # of a workstation
    assert {name for name in read - own if f"`{name}`" not in GUIDE} == set()
