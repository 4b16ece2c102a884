"""What the admin's first screen says of searches (home.desk)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from home.desk import Line
from search.models import AskedQuery

_PERIOD = timedelta(days=30)
_WORDS = 5  # searches that are named


def lines(user) -> Iterator[Line]:
    """What readers looked for lately and didn't find."""
    if not user.has_perm("search.view_askedquery"):
        return
    since = timezone.localdate() - _PERIOD
    asked = AskedQuery.objects.filter(day__gte=since, found_nothing__gt=0).order_by()
    most: Any = asked.values("words").annotate(times=Sum("found_nothing"))
    words = [row["words"] for row in most.order_by("-times", "words")[:_WORDS]]
    if words:
        text = _("Readers searched and found nothing: %(words)s.")
        named = ", ".join(_("“%(word)s”") % {"word": word} for word in words)
        query = urlencode({"failed": "none", "day_from": since.isoformat()})
        yield Line(text % {"words": named}, f"{reverse('search_report')}?{query}")
