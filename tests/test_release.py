"""A version is made in a copy of the project: what is refused, and what is written, committed and tagged."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.source_rules import ROOT

NEXT, UNTOLD = "97.1.0", "98.0.0"
IGNORED = shutil.ignore_patterns(
    ".git", ".venv*", "var", "node_modules", "__pycache__", ".*_cache", "*.webp", ".hypothesis"
)


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "parvis"
    shutil.copytree(ROOT, folder, ignore=IGNORED)
    git(folder, "init", "--quiet")
    git(folder, "config", "user.name", "Yann Delafosse")
    git(folder, "config", "user.email", "yann@example.org")
    commit(folder, "The project")
    return folder


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def release(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "tools.release", *words],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("", "is no version"),
        ("1.0", "is no version"),
        ("1.0.0-beta", "is no version"),
        ("0.0.1", "comes before"),
        (UNTOLD, "CHANGELOG.md doesn't tell"),
    ],
)
def test_what_cannot_be_a_version_is_refused_in_a_sentence(clone, version, sentence):
    answer = release(clone, version)
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not git(clone, "status", "--porcelain")


def test_nothing_is_released_that_is_not_committed(clone):
    with (clone / "CHANGELOG.md").open("a") as changelog:
        changelog.write(f"\n## {UNTOLD}\n\nSomething.\n")
    assert "aren't committed" in release(clone, UNTOLD).stderr
    git(clone, "checkout", "--", "CHANGELOG.md")


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_version_is_written_committed_and_tagged(clone, databases, tmp_path):
    changelog = clone / "CHANGELOG.md"
    changelog.write_text(changelog.read_text() + f"\n## {NEXT}\n\nSomething is new.\n")
    commit(clone, "What is new")
    # Already migrated, so that it is ready at once.
    database = tmp_path / "db.sqlite3"
    shutil.copyfile(databases.migrated(), database)
    answer = release(clone, NEXT, "sqlite", DATABASE_URL=f"sqlite:///{database}")
    assert answer.returncode == 0, answer.stderr
    assert NEXT in answer.stdout
    assert tomllib.loads((clone / "pyproject.toml").read_text())["project"]["version"] == NEXT
    assert not git(clone, "status", "--porcelain")
    assert git(clone, "tag", "--points-at", "HEAD").split() == [f"v{NEXT}"]
    kept = {path.name for path in (clone / "tests" / "upgrade" / NEXT).iterdir()}
    assert kept == {"pages.json", "sqlite.gz"}
    assert "was made already" in release(clone, NEXT).stderr


def test_the_changelog_tells_of_this_version():
    versions = re.findall(
        r"^## (\d+\.\d+\.\d+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    assert settings.VERSION in versions
    numbers = [tuple(map(int, version.split("."))) for version in versions]
    assert numbers == sorted(numbers, reverse=True)


def test_the_public_is_not_told_the_version(site):
    answer = Client().get("/")
    told = f"{answer.content.decode()} {answer.headers}"
    assert f"Parvis {settings.VERSION}" not in told
    assert 'name="generator"' not in told


def test_the_database_of_a_former_version_is_kept_for_both_databases():
    folders = [path for path in (ROOT / "tests" / "upgrade").iterdir() if path.name[0].isdigit()]
    assert folders
    for folder in folders:
        assert (folder / f"{connection.vendor}.gz").exists()
