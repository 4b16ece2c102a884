"""What `deploy/install` puts on a server, tried below a folder: its code, settings, units and file for nginx.

On a whole bare Debian: `make test-install`.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests import page_types
from tests.conftest import sections
from tests.databases import going_to
from tests.source_rules import ROOT
from tools.ports import answers, free_port

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(sys.platform != "linux", reason="a server runs Debian"),
]
HOST = "www.example.org"
UNITS = ["parvis-web", "parvis-worker", "parvis-housekeeping"]


def run(*command, **options) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, **options)


def own_packages(folder: Path, lock: Path) -> None:
    """A virtual environment with the packages of this one, as whole as one into which the lock was installed."""
    venv.create(folder, with_pip=False)
    [site_packages] = folder.glob("lib/*/site-packages")
    (site_packages / "own.pth").write_text(sysconfig.get_path("purelib"))
    (folder / "requirements.txt.sha256").write_text(hashlib.sha256(lock.read_bytes()).hexdigest())
    shutil.copy(Path(sys.prefix, "bin/granian"), folder / "bin/granian")
    granian = folder / "bin/granian"
    granian.write_text(re.sub(r"^#!.*", f"#!{folder}/bin/python", granian.read_text()))


@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker, databases, tmp_path_factory) -> Path:
    """The database of a site with a page, as a file."""
    name = databases.copied(databases.migrated())
    with django_db_blocker.unblock(), going_to(name):
        page_types.news_page(sections().home, title="Avant la mise à jour")
    return Path(name)


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """The code, as it comes in an archive."""
    folder = tmp_path_factory.mktemp("source")
    left_out = shutil.ignore_patterns(
        ".git", ".venv*", "node_modules", "__pycache__", ".*_cache", "var", "tests", "screenshots"
    )
    shutil.copytree(ROOT, folder, ignore=left_out, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def server(source, content, tmp_path_factory) -> Path:
    """The folder below which a site has been installed."""
    root = tmp_path_factory.mktemp("server")
    lock = source / "requirements.txt"
    name = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    own_packages(root / "srv/parvis/venvs" / name, lock)
    done = install(
        source, root, "--host", HOST, "--email-url", "smtp://localhost:25",
        "--from", "Habitat du Val <site@example.org>", "--database", f"sqlite:///{content}", "--self-signed",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Faites maintenant le site : parvis create_site" in done.stdout
    return root


def install(source: Path, root: Path, *options: str) -> subprocess.CompletedProcess:
    environment = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ
    }
    return run(
        source / "deploy/install",
        "--root",
        root,
        *options,
        env=environment,
        stdin=subprocess.DEVNULL,
    )


def home_page(root: Path) -> str:
    """What the version in service answers to a visitor, with its settings and its server."""
    code = root / "srv/parvis/current"
    port = free_port()
    granian = f".venv/bin/granian --interface wsgi --port {port} site/config/wsgi.py:application"
    script = f"set -a; . {root}/etc/parvis.env; exec {granian}"
    process = subprocess.Popen(
        ["sh", "-c", script], cwd=code, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 40
        while not answers(port):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        visitor = HTTPConnection("127.0.0.1", port, timeout=40)
        visitor.request("GET", "/actualites/", headers={"Host": HOST, "X-Forwarded-Proto": "https"})
        return visitor.getresponse().read().decode()
    finally:
        process.terminate()
        process.wait(20)


def test_settings_are_kept_from_others_and_hold_a_key_of_their_own(server):
    environment = server / "etc/parvis.env"
    assert environment.stat().st_mode & 0o777 == 0o600
    [key] = re.findall("^SECRET_KEY='(.+)'$", environment.read_text(), re.MULTILINE)
    assert len(key) >= 50


@pytest.fixture(scope="module")
def units(server) -> Path:
    """The same folder, with the units that Debian has, to which those of the site refer."""
    own = server / "etc/systemd/system"
    for folder in ("lib/systemd/system", "usr/lib/systemd/system"):
        if not (server / folder).exists():
            shutil.copytree(f"/{folder}", server / folder, symlinks=True)
    # As on a server: the folder below which the test installs is the root there.
    for unit in own.rglob("*"):
        if unit.is_file():
            unit.write_text(unit.read_text().replace(str(server), ""))
    return server


@pytest.mark.parametrize("unit", UNITS)
def test_a_service_may_do_little(units, unit):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd isn't installed")
    told = run(
        "systemd-analyze",
        "security",
        f"--root={units}",
        "--offline=true",
        "--no-pager",
        f"{unit}.service",
    )
    [exposure] = re.findall(r"Overall exposure level .*: ([\d.]+)", told.stdout)
    assert float(exposure) <= 2.0, told.stdout


def test_systemd_understands_the_units(units):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd isn't installed")
    names = [f"{unit}.service" for unit in UNITS] + ["parvis-housekeeping.timer"]
    told = run("systemd-analyze", "verify", f"--root={units}", "--man=no", *names)
    said = [line for line in told.stderr.splitlines() if "parvis" in line]
    assert not said
    assert told.returncode == 0, told.stderr


def test_nginx_gets_what_is_this_server_s(server):
    site = (server / "etc/nginx/sites-enabled/parvis.conf").read_text()
    assert "${PARVIS_" not in site
    assert f"server_name {HOST};" in site
    assert 'Strict-Transport-Security "max-age=31536000"' in site


def test_the_former_version_answers_after_a_broken_one(server, source, tmp_path):
    """What a migration destroyed before another failed is back."""
    assert "Avant la mise à jour" in home_page(server)
    former, settings = (
        (server / "srv/parvis/current").readlink(),
        (server / "etc/parvis.env").read_text(),
    )
    broken = tmp_path / "broken"
    shutil.copytree(source, broken)
    last = max(path.stem for path in (broken / "news/migrations").glob("0*.py"))
    for number, does in (("9998", destroys), ("9999", fails)):
        (broken / f"news/migrations/{number}_broken.py").write_text(does.format(last=last))
        last = f"{number}_broken"
    done = install(broken, server)
    assert done.returncode == 1
    assert "This version is broken" in done.stdout + done.stderr
    assert "La version d’avant est revenue" in done.stderr
    assert (server / "srv/parvis/current").readlink() == former
    assert (server / "etc/parvis.env").read_text() == settings
    assert "Avant la mise à jour" in home_page(server)


MIGRATION = """
from django.db import migrations


def do(apps, schema_editor):
    {does}


class Migration(migrations.Migration):
    dependencies = [("news", "{{last}}")]
    operations = [migrations.RunPython(do)]
"""
destroys = MIGRATION.format(does='schema_editor.execute("DELETE FROM news_newspage")')
fails = MIGRATION.format(does='raise RuntimeError("This version is broken")')


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--hots", "x"], "l’option --hots n’existe pas"),
        (["--host"], "l’option --host veut une valeur"),
        (["--certificate", "/etc/hostname"], "--certificate veut aussi --key"),
        (["--certificate", "/nulle/part", "--key", "/nulle/part"], "/nulle/part ne peut pas être lu"),
        (["--host", "www.example.org"], "il manque --email-url"),
        (["--host", "a b", "--email-url", "smtp://x", "--from", "x@example.org"], "n’est pas une liste de noms"),
        (["--host", "a", "--email-url", "smtp://x", "--from", "x@example.org"], "il manque un certificat"),
    ],
)  # fmt: skip
def test_what_is_amiss_is_said_before_anything_is_done(tmp_path, options, sentence):
    done = install(ROOT, tmp_path / "root", *options)
    assert done.returncode == 1
    assert done.stderr.startswith("\nErreur : ")
    assert sentence in done.stderr
    assert not (tmp_path / "root").exists()


def test_the_help_explains():
    for script in ("install", "uninstall"):
        assert f"deploy/{script}" in run(ROOT / "deploy" / script, "--help").stdout


def test_uninstalling_keeps_data_unless_told(server):
    media, environment = server / "var/lib/parvis/media", server / "etc/parvis.env"
    gone = run(ROOT / "deploy/uninstall", "--root", server)
    assert gone.returncode == 0, gone.stderr
    assert not (server / "srv/parvis").exists()
    assert not list((server / "etc/systemd/system").glob("parvis*"))
    assert media.exists()
    assert environment.exists()
    refused = run(ROOT / "deploy/uninstall", "--root", server, "--data", stdin=subprocess.DEVNULL)
    assert refused.returncode == 1
    assert media.exists()
    assert run(ROOT / "deploy/uninstall", "--root", server, "--data", "--yes").returncode == 0
    assert not media.exists()
    assert not environment.exists()
