"""Write requirements*.txt, exact and with hashes: `python -m tools.lock [--upgrade]`.

One lock for Python 3.11 to 3.14, Linux and macOS: each package must have a wheel for every one of them. Versions stay
as they are where they are still allowed, unless --upgrade takes the newest. Nothing of this machine's registry
settings goes in.
"""

import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

from tools.bootstrap import NEWEST, OLDEST

COMPILE = [
    *(sys.executable, "-m", "uv", "pip", "compile", "--quiet"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make lock"),
]
# From the smallest to the largest; each takes the versions of those before it.
LOCKS = ("requirements", "requirements-nodes", "requirements-demo", "requirements-dev")
PYTHONS = [f"3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)]
PLATFORMS = (
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
)


def main(options: list[str]) -> None:
    constraints: list[str] = []
    for name in LOCKS:
        files = [f"{name}.in", "--output-file", f"{name}.txt"]
        subprocess.run([*COMPILE, *options, *files, *constraints], check=True)
        constraints += ["--constraints", f"{name}.txt"]
        text = Path(f"{name}.txt").read_text()
        if places := [line for line in text.splitlines() if "://" in line]:
            sys.exit(f"Parvis: {name}.txt names a place on the network: {places[0]}")
        for python, platform in product(PYTHONS, PLATFORMS):
            check_wheels(f"{name}.txt", python, platform)


def check_wheels(lock: str, python: str, platform: str) -> None:
    """Ends when a package of a lock can't be installed without a compiler. Nothing is installed."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--target", folder]
        command += ["--python-version", python, "--python-platform", platform]
        command += ["--only-binary", ":all:", "--require-hashes", "--requirements", lock]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        sys.exit(
            f"Parvis: {lock} has no wheels for Python {python} on {platform}.\n{answer.stderr}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
