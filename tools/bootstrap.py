"""Make a virtual environment and install a lock into it: `python -m tools.bootstrap .venv requirements.txt`.

A Python that is too old can read this file too, so that it can say so or find a newer one. A second
run with the same lock only compares hashes. Each likely failure is told in one sentence.
"""

import hashlib
import os
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 14)
SYSTEM = "/usr/bin/python3"
NETWORK_ERRORS = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "Max retries exceeded",
)


def stop(sentence):
    sys.exit(f"\nParvis: {sentence}")


def version_of(command):
    """The (major, minor) of a Python command, or None when it doesn't run (a pyenv shim may not)."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.check_output([command, "-c", code], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(int(number) for number in answer.split())


def suits(version):
    return version is not None and OLDEST <= version <= NEWEST


def has_venv(command):
    """Whether a Python makes environments: Debian and Ubuntu package both modules apart from Python itself."""
    return not subprocess.call([command, "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL)


def find_python():
    """The Python named by PYTHON; without it the system's own, the one that runs this file, or a newer one on PATH.

    The system's is optimised by who distributes it, and a tenth faster than one that is compiled without that, as most
    are that people compile themselves.
    """
    asked = os.environ.get("PYTHON")
    newer = ["python3.%d" % minor for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    systems = [SYSTEM] if sys.platform == "linux" else []  # macOS asks whether it shall install it
    candidates = [asked] if asked else [*systems, sys.executable, *newer]
    suiting = [command for command in candidates if suits(version_of(command))]
    if suiting:
        return next(filter(has_venv, suiting), suiting[0])
    version = version_of(candidates[0])
    found = f"is Python {version[0]}.{version[1]}" if version else "doesn't run"
    stop(
        f"{candidates[0]} {found}, and Python 3.11 to 3.14 is needed: install one, or say where "
        "it is: make run PYTHON=/path/to/python3"
    )


def make_environment(folder):
    python = find_python()
    if not has_venv(python):
        major, minor = version_of(python)
        stop(
            f"the venv module is missing from {python}: install it (on Debian or Ubuntu, "
            f"sudo apt install python{major}.{minor}-venv), then type the same command again."
        )
    print(f"Making {folder} ...", flush=True)
    if subprocess.call([python, "-m", "venv", "--clear", folder]):
        stop(f"{folder} could not be made: the lines above say why.")


def install(python, folder, lock):
    print(f"Installing {lock} (a minute or two the first time) ...", flush=True)
    log = os.path.join(folder, "pip.log")
    if os.path.exists(log):
        os.remove(log)  # pip would write after the former run's lines
    # Wheels only: nothing is compiled, so no compiler is needed.
    pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "--log", log]
    pip += ["--retries", "2", "--only-binary", ":all:", "--require-hashes", "-r", lock]
    if subprocess.call(pip, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        with open(log, encoding="utf-8", errors="replace") as file:
            said = file.read()
        if any(error in said for error in NETWORK_ERRORS):
            stop(
                "the Python packages can't be fetched: check the network, then type the same command again."
            )
        stop(f"the packages of {lock} could not be installed: the end of {log} says why.")


def main(folder, lock):
    python = os.path.join(folder, "bin", "python")
    stamp = os.path.join(folder, f"{lock}.sha256")
    with open(lock, "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    asked, version = os.environ.get("PYTHON"), version_of(python)
    usable = suits(version) and (not asked or version_of(asked) == version)
    if usable and os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == wanted:
                return
    # An environment that a cut-off run or a removed Python left unusable is made anew.
    if not usable or subprocess.call([python, "-c", "import pip"], stderr=subprocess.DEVNULL):
        make_environment(folder)
    install(python, folder, lock)
    with open(stamp, "w") as file:
        file.write(wanted)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        stop("stopped; the same command goes on from here.")
