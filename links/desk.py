"""What the admin's first screen says of links (home.desk)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext

from home.desk import Line
from links.reports import may_read, uses_of


def lines(user) -> Iterator[Line]:
    """Those that lead nowhere, in what the user may change."""
    if not may_read(user):
        return
    if number := uses_of(user).to_mend().count():
        text = ngettext("%(number)s link leads nowhere.", "%(number)s links lead nowhere.", number)
        yield Line(text % {"number": number}, reverse("link_report"))
