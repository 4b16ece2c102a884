"""Builds the demo association's site in the database, and leaves alone what is there already.

Everything has a key by which a second run knows it again: a slug, an address, a file's name. What an
editor has changed since stays changed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from demo import DEMO_EDITOR_EMAIL
from demo.artwork import Artwork


@dataclass
class Demo:
    """What has been built so far, by key; each step adds to it."""

    locale: Locale
    artwork: Artwork
    say: Callable[[str], None] = print
    themes: dict = field(default_factory=dict)
    kinds: dict = field(default_factory=dict)
    contacts: dict = field(default_factory=dict)
    organisations: dict = field(default_factory=dict)
    photos: dict = field(default_factory=dict)
    documents: dict = field(default_factory=dict)
    pages: dict = field(default_factory=dict)
    galleries: dict = field(default_factory=dict)  # keys of photos, by the gallery's own

    @property
    def today(self) -> date:
        return self.artwork.today

    @cached_property
    def editor(self):
        return get_user_model().objects.get_by_natural_key(DEMO_EDITOR_EMAIL)

    def moment(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)


def build(artwork: Artwork, tell: Callable[[float, str], None], size: int | None = None) -> None:
    """The whole site; with a size, so many news items in total and a quarter as many publications.

    One line is told per step, with the share of the work that is done. A step that fails leaves nothing of itself
    in the database. The home page is published last: without it the site isn't whole.
    """
    from demo.builder import (
        bulk,
        clubs,
        directory,
        english,
        gallery,
        joining,
        library,
        media,
        notices,
        pages,
        registrations,
        space,
        training,
        words,
    )

    steps: list[Callable[[Demo], None]] = [
        words.accounts,
        words.vocabulary,
        media.photos,
        words.people,
        directory.organisations,
        media.documents,
        words.association,
        pages.sections,
        pages.news,
        clubs.clubs,
        training.courses,
        library.publications,
        space.members,
        registrations.registrations,
        english.english,
        directory.pages,
        words.promoted,
        gallery.report_of_a_day,
        notices.notices,
        joining.joining,
        pages.home_body,
    ]
    if size:
        steps.append(partial(bulk.fill, size=size))
    demo = Demo(Locale.objects.get_or_create(language_code="fr")[0], artwork)
    for number, step in enumerate(steps, start=1):
        demo.say = partial(tell, number / len(steps))
        with transaction.atomic():
            step(demo)
