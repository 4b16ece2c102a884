"""The page of a theme: what there is about it, of every kind."""

from django.conf import settings
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Page

from clubs.archive import listed_meetings, read_meetings
from clubs.models import ClubIndexPage, ReportPage, SessionPage
from core.exports import links_at
from core.languages import listed_below, name_in_use
from core.layout import Layout
from core.typography import sort_key
from downloads.models import LibraryPage, PublicationPage
from downloads.models.cards import publication_cards
from downloads.themes import (
    ThemeName,
    choosable_themes,
    theme_facet,
    theme_url,
    themed_pages,
    translated_names,
)
from news.models import NewsIndexPage, NewsPage
from training.cards import course_cards
from training.dates import dates_by_course
from training.models import CataloguePage, CoursePage


@require_safe
def theme(request, slug: str) -> HttpResponseBase:
    """The newest news, meetings and publications, the courses about a theme, each list with a way to the whole of it.

    404 where the visitor may read nothing about it in any language, as for a theme that doesn't exist.
    """
    shown = get_object_or_404(choosable_themes().filter(_used(request)), slug=slug)
    name = name_in_use(translated_names(), shown.translation_key, shown.name)
    layout = Layout(request, title=name)
    news, news_url = _news(request, layout, slug)
    meetings, meetings_url = _meetings(request, layout, slug)
    publications, library_url = _publications(request, layout, slug)
    courses, catalogue_url = _courses(request, layout, slug)
    context = {
        "layout": layout,
        "title": name,
        "news": news,
        "news_url": news_url,
        "coming": [meeting for meeting in meetings if not meeting.is_past],
        "past": [meeting for meeting in meetings if meeting.is_past],
        "meetings_url": meetings_url,
        "courses": courses,
        "catalogue_url": catalogue_url,
        "publications": publications,
        "library_url": library_url,
        "exports": [
            {"name": what, "files": links_at(url)}
            for what, found, url in (
                (_("news"), news, news_url),
                (_("sessions and reports"), meetings, meetings_url),
                (_("publications"), publications, library_url),
                (_("courses"), courses, catalogue_url),
            )
            if found
        ],
        "feeds": [
            {"title": title, "url": reverse(f"feed_{kind}_theme", args=[slug]), "type": media_type}
            for kind, title, media_type in (
                ("rss", "RSS", "application/rss+xml"),
                ("atom", "Atom", "application/atom+xml"),
            )
        ],
    }
    return render(request, "pages/theme.html", context)


def themes_in_use(request, language: str) -> list[ThemeName]:
    """The themes of the pages in a language that the visitor may read, by name in that language."""
    with override(language):
        names = translated_names()
        found = [
            ThemeName(
                name_in_use(names, term.translation_key, term.name),
                theme_url(term.slug),
            )
            for term in choosable_themes().filter(_used(request, locale__language_code=language))
        ]
    return sorted(found, key=lambda term: sort_key(term.name))


def _used(request, **lookups) -> Q:
    """For themes: that some page which the visitor may read has them, among those with the lookups."""
    used = Q(pk__in=[])
    for model in (NewsPage, SessionPage, ReportPage, PublicationPage, CoursePage):
        pages = model.objects.live_for(request).filter(**lookups)
        links = model._meta.get_field("theme_items").related_model.objects  # type: ignore[union-attr]
        used |= Q(
            pk__in=links.filter(content_object__in=pages.order_by().values("pk")).values("tag")
        )
    return used


def _news(request, layout: Layout, slug: str) -> tuple[list, str]:
    index = layout.section(NewsIndexPage)
    if index is None:
        return [], ""
    items = listed_below(index, NewsPage, request).live_for(request)  # type: ignore[attr-defined]
    found = theme_facet("theme_items__tag").filter(items, [slug]).newest_first().for_cards()  # type: ignore[attr-defined]
    return themed_pages(found[: settings.THEME_LIST_LENGTH]), _narrowed(request, index, slug)


def _meetings(request, layout: Layout, slug: str) -> tuple[list, str]:
    index = layout.section(ClubIndexPage)
    if index is None:
        return [], ""
    facet = theme_facet("sessionpage__theme_items__tag", "reportpage__theme_items__tag")
    found = facet.filter(listed_meetings(index, request).live_for(request), [slug])  # type: ignore[attr-defined]
    return read_meetings(found[: settings.THEME_LIST_LENGTH], request), _narrowed(
        request, index, slug
    )


def _publications(request, layout: Layout, slug: str) -> tuple[list, str]:
    library = layout.section(LibraryPage)
    if library is None:
        return [], ""
    items = PublicationPage.objects.listed_here(request).live_for(request)
    found = theme_facet("theme_items__tag").filter(items, [slug]).order_by("-date", "-pk")
    cards = publication_cards(found.for_cards()[: settings.THEME_LIST_LENGTH], request)  # type: ignore[attr-defined]
    return cards, _narrowed(request, library, slug)


def _courses(request, layout: Layout, slug: str) -> tuple[list, str]:
    catalogue = layout.section(CataloguePage)
    if catalogue is None:
        return [], ""
    items = listed_below(catalogue, CoursePage, request).live_for(request)  # type: ignore[attr-defined]
    found = theme_facet("theme_items__tag").filter(items, [slug]).in_order().for_cards()  # type: ignore[attr-defined]
    courses = list(found[: settings.THEME_LIST_LENGTH])
    dates = dates_by_course(request, [course.translation_key for course in courses])
    return course_cards(courses, dates, request), _narrowed(request, catalogue, slug)


def _narrowed(request, index: Page, slug: str) -> str:
    return f"{index.get_url(request)}?theme={slug}"
