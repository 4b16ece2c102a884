"""What stands above a page for a time: the editors' notices, and sessions that were moved or cancelled of late."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from clubs.models import SessionPage
from core.visibility import kept_for, named_pages
from home.models import AssociationSettings, HomePage, Notice
from training.models import CourseSessionPage


@dataclass(frozen=True)
class ShownNotice:
    """`url` is that of the page that says more; nothing where the reader may not know of it."""

    notice: Notice
    url: str


def shown_notices(request, home: HomePage | None) -> dict:
    """What components/site_notices.html shows, on the home page or on another."""
    return kept_for(
        request,
        ("notices", home and home.pk),
        lambda: {
            "notices": current_notices(request, home),
            "sessions": changed_sessions(request, home) if home else [],
        },
    )


def current_notices(request, home: HomePage | None) -> list[ShownNotice]:
    """Today's, of which the home page shows all; elsewhere nothing is asked as long as there are none."""
    if home is None and not AssociationSettings.load(request).has_notices:
        return []
    notices = Notice.objects.current().select_related("page")
    if home is None:
        notices = notices.filter(on_every_page=True)
    found = list(notices)
    urls = _urls(request, {notice.page.translation_key for notice in found if notice.page})
    return [
        ShownNotice(notice, urls.get(notice.page.translation_key, "") if notice.page else "")
        for notice in found
    ]


def changed_sessions(request, home: HomePage) -> list[SessionPage | CourseSessionPage]:
    """What is held within a month and was moved or cancelled, in the home page's language, until its day is over."""
    found: list[SessionPage | CourseSessionPage] = []
    for model in (SessionPage, CourseSessionPage):
        sessions = model.objects.descendant_of(home).live_for(request)
        changed = sessions.moved_or_cancelled(days=settings.SESSION_NOTICE_DAYS)
        found += changed.for_cards(request)[: settings.SESSION_NOTICES]
    return sorted(found, key=lambda session: session.starts_at)[: settings.SESSION_NOTICES]


def _urls(request, keys: set) -> dict:
    """The address of a page, in the language in use if it exists there, by its translation key."""
    if not keys:
        return {}
    urls = {}
    for page in named_pages(request).filter(translation_key__in=keys).select_related("locale"):
        if page.locale.language_code == get_language() or page.translation_key not in urls:
            urls[page.translation_key] = page.get_url(request)
    return urls
