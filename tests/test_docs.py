"""What the documents say of the project's structure is so."""

import re

import pytest

from tests.source_rules import FLOORS, ROOT, imported_apps, sources

DOCUMENTS = [
    "README.md",
    "docs/decisions.md",
    "docs/performance.md",
    "docs/operators.md",
    "docs/security.md",
]
# A path of the project, as documents write it: with a folder, and a file's name at its end.
PATH = re.compile(r"[`(]((?:[\w.-]+/)+[\w-]+\.(?:py|md|html|css|js|in|txt|toml))[`)]")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_files_that_a_document_names_exist(name):
    named = set(PATH.findall((ROOT / name).read_text()))
    missing = {path for path in named if not (ROOT / path).exists()}
    assert not missing - {path for path in named if path.startswith("var/")}


def test_the_folders_that_the_decisions_name_exist():
    text = (ROOT / "docs/decisions.md").read_text()
    apps = {app for floor in FLOORS for app in floor} | {"tests", "tools", "site"}
    named = {path for path in re.findall(r"`((?:\w+/)+)`", text) if path.split("/")[0] in apps}
    assert all((ROOT / path).is_dir() for path in named)


def test_the_tests_that_the_decisions_name_exist():
    sources = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/decisions.md").read_text()))
    assert named
    assert all(f"def {name}(" in sources for name in named)


def test_the_map_of_the_house_runs_from_the_ground_up():
    readme = (ROOT / "README.md").read_text()
    listed = re.findall(r"^(\w+)/ +\S", readme.split("```")[3], re.MULTILINE)
    assert set(listed) == {app for floor in FLOORS for app in floor} | {"demo"}
    for number, app in enumerate(listed):
        below = set(listed[number + 1 :])
        assert not any(imported_apps(path) & below for path in sources(app)), app
