"""Counts what is searched for, by day, for editors to learn from: no cookie, no address, nothing about who asks."""

import re
from datetime import date, timedelta

from crawlerdetect import CrawlerDetect
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from core.full_disk import dispensable
from search.models import AskedQuery
from search.queries import Query

# What may name a person: an e-mail address, a phone number.
_PERSONAL = re.compile(r"@|\d[\d .-]{7,}")
_LONGEST: int = AskedQuery._meta.get_field("words").max_length or 0


def count(request, query: Query, found_nothing: bool) -> None:
    """One more for this search, if a reader asked it and it says nothing about a person."""
    words = query.text.lower()
    if len(words) > _LONGEST or _PERSONAL.search(words) or not _is_counted(request):
        return
    today = timezone.localdate()
    day: dict = {"day": today, "language": query.language, "words": words}
    one_more = {"asked": F("asked") + 1, "found_nothing": F("found_nothing") + int(found_nothing)}
    with dispensable():
        if not AskedQuery.objects.filter(**day).update(**one_more) and _has_room(today):
            AskedQuery.objects.bulk_create([AskedQuery(**day)], ignore_conflicts=True)
            AskedQuery.objects.filter(**day).update(**one_more)


def _has_room(today: date) -> bool:
    """Whether another search may be counted today; the first of a day makes those of long ago forgotten."""
    counted = AskedQuery.objects.filter(day=today).count()
    if not counted:
        oldest = today - timedelta(days=settings.SEARCHES_KEPT_DAYS)
        AskedQuery.objects.filter(day__lt=oldest).delete()
    return counted < settings.SEARCHES_COUNTED_A_DAY


def _is_counted(request) -> bool:
    agent = request.headers.get("User-Agent", "")
    return (
        request.method == "GET"
        and bool(agent)
        and request.headers.get("Sec-Purpose", "") != "prefetch"
        and not CrawlerDetect(user_agent=agent).isCrawler()
        and not request.user.has_perm("wagtailadmin.access_admin")
    )
