"""Runs the press: clubs/pdf/press.py in a process of its own. Django isn't needed here either."""

import subprocess
import sys
from pathlib import Path

from clubs.pdf.press import NO_LIBRARIES

__all__ = ["NO_LIBRARIES", "run_press"]


def run_press(*words, timeout: int = 60) -> subprocess.CompletedProcess:
    """What it answered; without words it tries its libraries. Raises subprocess.TimeoutExpired (seconds)."""
    command = [sys.executable, "-I", Path(__file__).with_name("press.py"), *words]
    return subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        check=False,
        text=True,
        timeout=timeout,
    )
