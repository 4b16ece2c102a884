"""What a check of the site's health has found (operations.health)."""

from dataclasses import dataclass

from operations.jobs import needed_jobs
from operations.models import JobRun

# One failure of a job may pass by itself: it is tried again at once.
FAILURES = 2


@dataclass(frozen=True)
class Finding:
    """What was found; where it isn't well, `remedy` says what to do."""

    is_well: bool
    sentence: str
    remedy: str = ""


def run_of(name: str) -> JobRun | None:
    """How a job went, if this site needs it and it is known."""
    if name not in {job.name for job in needed_jobs()}:
        return None
    return JobRun.objects.filter(name=name).first()
