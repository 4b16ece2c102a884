"""docs/security.md says something of every requirement, and the tests that it names are there."""

import ast
import re

import pytest
from django.conf import settings

from tests.source_rules import ROOT

# OWASP ASVS 5.0.0: level 1, and level 2 of V5, V6 and V7. By section, its requirements.
NUMBERS = {
    "1.2": [1, 2, 3, 4, 5], "1.3": [1, 2], "1.5": [1], "2.1": [1], "2.2": [1, 2], "2.3": [1],
    "3.2": [1, 2], "3.3": [1], "3.4": [1, 2], "3.5": [1, 2, 3], "4.1": [1], "4.4": [1],
    "5.1": [1], "5.2": [1, 2, 3], "5.3": [1, 2], "5.4": [1, 2, 3], "6.1": [1, 2, 3], "6.2": [*range(1, 13)],
    "6.3": [1, 2, 3, 4], "6.4": [1, 2, 3, 4], "6.5": [1, 2, 3, 4, 5], "6.6": [1, 2, 3], "6.8": [1, 2, 3, 4],
    "7.1": [1, 2, 3], "7.2": [1, 2, 3, 4], "7.3": [1, 2], "7.4": [1, 2, 3, 4, 5], "7.5": [1, 2], "7.6": [1, 2],
    "8.1": [1], "8.2": [1, 2], "8.3": [1], "9.1": [1, 2, 3], "9.2": [1], "10.4": [1, 2, 3, 4, 5], "11.3": [1, 2],
    "11.4": [1], "12.1": [1], "12.2": [1, 2], "13.4": [1], "14.2": [1], "14.3": [1], "15.1": [1], "15.2": [1],
    "15.3": [1],
}  # fmt: skip
TEXT = (ROOT / "docs/security.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| V")
]
STANDS = ("Holds", "In part", "Doesn't hold", "No object", "Up to the operator")


def test_every_requirement_has_its_line_once():
    asked = [f"V{section}.{number}" for section, all_ in NUMBERS.items() for number in all_]
    assert [row[0] for row in ROWS] == asked


@pytest.fixture(scope="module")
def names() -> set[str]:
    """Of all tests."""
    return {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^ *def (test_\w+)\(", path.read_text(), re.MULTILINE)
    }


def test_what_holds_is_shown_by_tests_that_exist(names):
    for number, asked, how, shown in ROWS:
        named = re.findall(r"`(test_\w+)`", shown)
        assert asked
        assert how.startswith(STANDS), number
        assert set(named) <= names, (number, set(named) - names)
        assert named or not how.startswith(("Holds", "In part")), number


def test_every_limit_that_this_page_names_is_a_setting():
    """What the page says in numbers is what the settings say."""
    limits, megabyte = settings.SIGN_IN_LIMITS, 1024 * 1024
    assert (limits["minutes"], limits["tries_by_account"], limits["tries_by_address"]) == (
        10,
        10,
        60,
    )
    assert "Ten wrong tries close an account for ten minutes, sixty close a network address" in TEXT
    assert settings.SESSION_COOKIE_AGE == 14 * 24 * 3600
    assert not settings.SESSION_SAVE_EVERY_REQUEST
    assert settings.SIGN_IN_LINK_MINUTES == 30
    validators = {each["NAME"]: each for each in settings.AUTH_PASSWORD_VALIDATORS}
    [minimum] = [
        each for name, each in validators.items() if name.endswith("MinimumLengthValidator")
    ]
    assert minimum["OPTIONS"]["min_length"] == 12
    for said, size in {
        "to 25 MB and 80 megapixels": settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE / megabyte,
        "to 100 MB": settings.WAGTAILDOCS_MAX_UPLOAD_SIZE / megabyte,
        "Word to 400 MB": settings.WORD_IMPORT_MAX_SIZE / megabyte,
        "600 MB unpacked": settings.WORD_IMPORT_MAX_UNPACKED / megabyte,
    }.items():
        assert said in TEXT
        assert f"{size:.0f} MB" in said
    for name in settings.WAGTAILDOCS_EXTENSIONS:
        assert name.upper() in TEXT


def test_no_code_is_made_of_text():
    """Neither `eval` nor `exec`, nor a shell, in what a server runs."""
    apps = [folder for folder in ROOT.iterdir() if (folder / "apps.py").exists()]
    for path in (path for app in apps for path in app.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", "") or ast.unparse(node.func)
                assert name not in {"eval", "exec", "os.system", "os.popen"}, path
                shell = [word for word in node.keywords if word.arg == "shell"]
                assert not shell, path
