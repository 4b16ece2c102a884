"""Builds the demo association's site in the database, and leaves alone what is there already.

Everything has a key by which a second run knows it again: a slug, an address, a file's name. What an
editor has changed since stays changed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from demo import DEMO_EDITOR_EMAIL


@dataclass
class Demo:
    """What has been built so far, by key; each step adds to it."""

    locale: Locale
    say: Callable[[str], None]
    today: date = field(default_factory=timezone.localdate)
    themes: dict = field(default_factory=dict)
    kinds: dict = field(default_factory=dict)
    contacts: dict = field(default_factory=dict)
    organisations: dict = field(default_factory=dict)
    photos: dict = field(default_factory=dict)
    documents: dict = field(default_factory=dict)
    pages: dict = field(default_factory=dict)
    galleries: dict = field(default_factory=dict)  # keys of photos, by the gallery's own

    @property
    def editor(self):
        return get_user_model().objects.get_by_natural_key(DEMO_EDITOR_EMAIL)

    def moment(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)


def build(
    size: int | None = None,
    say: Callable[[str], None] = print,
    finish: Callable[[], None] = lambda: None,
) -> None:
    """The whole site; with a size, so many news items in total and a quarter as many publications.

    One line is said per step. A step that fails leaves nothing of itself in the database. `finish` is called
    before the last one, whose work in the background takes minutes.
    """
    from demo.builder import bulk, clubs, english, gallery, library, media, pages, space, words

    demo = Demo(Locale.objects.get_or_create(language_code="fr")[0], say)
    steps = [
        words.accounts,
        words.vocabulary,
        media.photos,
        words.people,
        media.documents,
        words.association,
        pages.sections,
        pages.news,
        clubs.clubs,
        library.publications,
        space.members,
        english.english,
        words.promoted,
        pages.home_body,
    ]
    for step in steps:
        with transaction.atomic():
            step(demo)
    if size:
        with transaction.atomic():
            bulk.fill(demo, size)
    finish()
    with transaction.atomic():
        gallery.report_of_a_day(demo)
