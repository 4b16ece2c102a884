"""The numbers of the meetings of a club, each of which is borne once, drafts included."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.refusals import ON_PUBLICATION


def lock_numbers(club_path: str) -> None:
    """Until the end of the transaction, nobody else numbers a meeting of the club."""
    Page.objects.select_for_update().filter(path=club_path).first()


def next_edition(club_path: str) -> int:
    """The number to propose for the next meeting of a club."""
    return max((edition for _path, edition in _editions(club_path)), default=0) + 1


def is_edition_taken(edition: int, club_path: str, meeting=None) -> bool:
    """Whether another meeting of the club, published or not, has this number.

    A session and the report below it are one meeting.
    """
    paths = [path for path, number in _editions(club_path) if number == edition]
    return any(not (meeting and meeting.path.startswith(path)) for path in paths)


def check_edition(edition: int, club_path: str, meeting=None) -> None:
    """Raises ValidationError when the number is taken."""
    if is_edition_taken(edition, club_path, meeting):
        words = {"edition": edition, "next": next_edition(club_path)}
        message = _(
            "The club has a session no. %(edition)s already; the next free number is %(next)s."
        )
        raise ValidationError({"edition": ValidationError(message % words, code=ON_PUBLICATION)})


def _editions(club_path: str) -> list[tuple[str, int]]:
    """(tree path, number) of the meetings right below a club."""
    depth = len(club_path) // Page.steplen + 1
    found = []
    for model in (apps.get_model("clubs", name) for name in ("SessionPage", "ReportPage")):
        meetings = model.objects.filter(path__startswith=club_path, depth=depth)
        found += meetings.filter(edition__isnull=False).values_list("path", "edition")
    return found
