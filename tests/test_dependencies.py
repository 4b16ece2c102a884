"""What the code imports is what the requirements declare, each where it is needed."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

from tests.source_rules import APPS, ROOT, sources
from tools import bootstrap, lock

OWN = {*APPS, "config", "demo", "tests", "tools"}


def declared(name: str) -> set[str]:
    """The packages that a requirements file names, with those of the files that it builds on."""
    found = set()
    for line in (ROOT / name).read_text().splitlines():
        if below := re.match(r"-r (\S+)", line):
            found |= declared(below[1])
        elif package := re.match(r"[A-Za-z0-9._-]+", line):
            found.add(_normal(package[0]))
    return found


def undeclared(modules: set[str], name: str) -> set[str]:
    """The top-level modules whose packages a requirements file doesn't name."""
    packages, known = packages_distributions(), declared(name)
    others = modules - OWN - sys.stdlib_module_names
    return {
        module
        for module in others
        if not known & {_normal(package) for package in packages.get(module, [])}
    }


def imported(paths: list[Path]) -> set[str]:
    found = set()
    for node in (node for path in paths for node in ast.walk(ast.parse(path.read_text()))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


# What only a site on several machines imports, since its settings name it.
OF_SEVERAL_MACHINES = {ROOT / "core/bucket.py", ROOT / "core/shared_cache.py"}


@pytest.mark.parametrize(
    ("folders", "requirements"),
    [
        ([*APPS, "site"], "requirements.in"),
        (["demo"], "requirements-demo.in"),
        (["tools", "tests"], "requirements-dev.in"),
    ],
)
def test_what_is_imported_is_declared(folders, requirements):
    paths = [path for path in sources(*folders) if path not in OF_SEVERAL_MACHINES]
    assert not undeclared(imported(paths), requirements)


def test_what_several_machines_need_is_declared_apart():
    needed = imported(list(OF_SEVERAL_MACHINES))
    assert not undeclared(needed, "requirements-nodes.in")
    assert undeclared(needed, "requirements.in") == {"botocore", "redis", "storages"}


def test_what_the_settings_name_is_declared():
    named = [*settings.INSTALLED_APPS, *settings.MIDDLEWARE]
    assert not undeclared({name.split(".")[0] for name in named}, "requirements.in")


def test_a_server_knows_nothing_of_the_demo():
    code = "import django; django.setup(); import sys; print(*sys.modules)"
    command = [sys.executable, "-m", "tools.temporary_site", sys.executable, "-c", code]
    environment = os.environ | {"PYTHONPATH": "site"}
    answer = subprocess.check_output(command, cwd=ROOT, env=environment, text=True)
    modules = set(answer.split())
    assert "clubs.models" in modules
    assert not {name.split(".")[0] for name in modules} & {"demo", "reportlab", "botocore", "redis"}


def _normal(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def test_the_supported_versions_of_python_are_the_same_everywhere():
    oldest, newest = ("{}.{}".format(*version) for version in (bootstrap.OLDEST, bootstrap.NEWEST))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    following = f"3.{bootstrap.NEWEST[1] + 1}"
    assert project["requires-python"] == f">={oldest},<{following}"
    for name in (
        "README.md",
        "docs/operators.md",
        "Makefile",
        "tools/bootstrap.py",
        "tools/lock.py",
    ):
        said = re.compile(rf"Python {re.escape(oldest)} (?:to|à) {re.escape(newest)}")
        assert said.search((ROOT / name).read_text()), name
    # Where `python3` is too old or too new for the project, make looks for these.
    assert all(f" python{version}" in (ROOT / "Makefile").read_text() for version in lock.PYTHONS)


@pytest.mark.parametrize(
    ("version", "makes_environments", "taken"),
    [("3 11", True, True), ("3 9", True, False), ("3 11", False, False)],
)
def test_the_systems_own_python_is_taken_where_it_will_do(
    monkeypatch, tmp_path, version, makes_environments, taken
):
    own = tmp_path / "python3"
    modules = "" if makes_environments else "*ensurepip*) exit 1;;"
    own.write_text(f'#!/bin/sh\ncase "$2" in {modules} *) echo {version};; esac\n')
    own.chmod(0o755)
    monkeypatch.setattr(bootstrap, "SYSTEM", str(own))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("PYTHON", raising=False)
    assert bootstrap.find_python() == (str(own) if taken else sys.executable)
