"""Runs the renderer: clubs/pdf/render.py in a process of its own. Django isn't needed here either."""

import subprocess

from clubs.pdf.render import NO_LIBRARIES
from core.limited_process import run_limited

__all__ = ["NO_LIBRARIES", "run_renderer"]


def run_renderer(*words, seconds: float = 60, megabytes: int = 1024) -> subprocess.CompletedProcess:
    """What it answered; without words it tries its libraries. Raises subprocess.TimeoutExpired."""
    return run_limited("clubs.pdf.render", *words, seconds=seconds, megabytes=megabytes)
