"""Since when something is new to somebody: her visit before this one, as far as her session or her account knows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

# Without a visit before, what is younger than this is new.
NEW_FOR = timedelta(days=30)
_VISIT_ENDS = timedelta(minutes=30)  # after the last page
_NOTED_AGAIN = timedelta(minutes=5)
_SEEN, _BEFORE = "space_seen_at", "space_seen_before"


@dataclass(frozen=True)
class Since:
    """`is_period` where no visit is known, and the moment is that many days ago."""

    moment: datetime
    is_period: bool = False


def note_sign_in(request, last: datetime | None) -> None:
    """A new session begins; `last` is when the one before did."""
    if last:
        request.session[_BEFORE] = last.isoformat()


def new_since(request) -> Since:
    """For a page of the members' space; the visit is noted in the session."""
    session, now = request.session, timezone.now()
    seen = _moment(session.get(_SEEN))
    if seen and now - seen > _VISIT_ENDS:
        session[_BEFORE] = session[_SEEN]
    if seen is None or now - seen > _NOTED_AGAIN:
        session[_SEEN] = now.isoformat()
    before = _moment(session.get(_BEFORE))
    return Since(before) if before else Since(now - NEW_FOR, is_period=True)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
