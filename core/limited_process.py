"""Programs that read what people send, each in a process of its own with limits of time and memory.

A hostile or damaged file then stops that process and nothing else. The programs are modules of the project that
need no settings and no database. This file is also what starts them: run as a script, it puts the limits upon
itself, then runs the module that it is given.
"""

import os
import resource
import runpy
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run_limited(
    module: str, *arguments, seconds: float, megabytes: int
) -> subprocess.CompletedProcess:
    """Runs `python -m module arguments`; its standard output and its errors are in the answer, as text.

    Raises subprocess.TimeoutExpired once it took `seconds`. When it wants more memory than `megabytes`, whatever
    that does to it (a MemoryError, an abort) ends it with an exit status that isn't 0.
    """
    command = [sys.executable, "-I", __file__, seconds, megabytes, module, *arguments]
    return subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
        timeout=seconds,
    )


def _limit(kind: int, value: int) -> None:
    with suppress(ValueError, OSError):  # macOS has no limit of memory
        resource.setrlimit(kind, (value, value))


def _main(seconds: str, megabytes: str, module: str, *arguments: str) -> None:
    os.nice(10)  # pages come first
    _limit(resource.RLIMIT_AS, int(megabytes) * 1024 * 1024)
    # Whoever waits for the answer counts real time; without anybody who waits, the program ends all the same.
    _limit(resource.RLIMIT_CPU, int(float(seconds)) + 2)
    _limit(resource.RLIMIT_CORE, 0)
    sys.path.append(str(ROOT))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main(*sys.argv[1:])
