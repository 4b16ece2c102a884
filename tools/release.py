"""Make a version: `python -m tools.release 1.1.0`, or `make release VERSION=1.1.0`.

Checks that nothing is uncommitted, that the number follows and that CHANGELOG.md tells of it; then writes the number
into pyproject.toml, keeps a database of the version for the tests (tools/release_dump.py), commits and tags. Nothing
leaves this machine: the last line says what to type for that.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT, CHANGELOG = Path("pyproject.toml"), Path("CHANGELOG.md")
# By kind of database, what runs the program that keeps one.
KEEPERS = {
    "sqlite": [sys.executable],
    "postgresql": [sys.executable, "-m", "tools.postgres", sys.executable],
}


def stop(sentence: str) -> None:
    sys.exit(f"Parvis: {sentence}")


def git(*words: str) -> str:
    return subprocess.run(["git", *words], check=True, capture_output=True, text=True).stdout


def number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def check(version: str) -> None:
    """Ends with a sentence, before anything is changed, when the version can't be made."""
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version):
        stop(f"“{version}” is no version: write three numbers, make release VERSION=1.1.0")
    if git("status", "--porcelain"):
        stop("there are changes that aren't committed: commit them, or put them aside, first.")
    if git("tag", "--list", f"v{version}"):
        stop(f"the version {version} was made already: there is a tag v{version}.")
    current = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    if number(version) < number(current):
        stop(f"{version} comes before {current}, the version of the code.")
    entry = re.search(
        rf"^## {re.escape(version)}\n(.*?)(?=^## |\Z)",
        CHANGELOG.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    if not entry or not entry[1].strip():
        stop(f"CHANGELOG.md doesn't tell what is new: write it under “## {version}”, and commit.")


def set_version(version: str) -> None:
    text = PROJECT.read_text(encoding="utf-8")
    text = re.sub(r'^version = ".*"$', f'version = "{version}"', text, count=1, flags=re.MULTILINE)
    PROJECT.write_text(text, encoding="utf-8")


def main(version: str = "", *kinds: str) -> None:
    check(version)
    set_version(version)
    for kind in kinds or KEEPERS:
        subprocess.run([*KEEPERS[kind], "-m", "tools.release_dump", version], check=True)
    git("add", "pyproject.toml", "tests/upgrade", "demo")
    git("commit", "--quiet", "--message", f"Version {version}")
    git("tag", "--annotate", f"v{version}", "--message", f"Parvis {version}")
    print(f"Version {version} is made. To publish it: git push --follow-tags")


if __name__ == "__main__":
    main(*sys.argv[1:])
