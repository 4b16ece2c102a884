"""Write requirements.txt and requirements-dev.txt, exact and with hashes: `python -m tools.lock`.

One lock for Python 3.11 to 3.13, Linux and macOS. Nothing of this machine's registry settings goes in.
"""

import subprocess
import sys
from pathlib import Path

COMPILE = [
    *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--upgrade"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make lock"),
]


def main():
    subprocess.run([*COMPILE, "requirements.in", "--output-file", "requirements.txt"], check=True)
    # The same versions run the site and are tested.
    together = ["--constraints", "requirements.txt", "--output-file", "requirements-dev.txt"]
    subprocess.run([*COMPILE, "requirements-dev.in", *together], check=True)
    for name in ("requirements.txt", "requirements-dev.txt"):
        places = [line for line in Path(name).read_text().splitlines() if "://" in line]
        if places:
            sys.exit(f"Parvis: {name} names a place on the network: {places[0]}")


if __name__ == "__main__":
    main()
