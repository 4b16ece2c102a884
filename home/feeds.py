"""What is new, as RSS 2.0 and Atom: news, sessions, reports and courses, of the whole site or of one theme."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clubs.models import ReportPage, SessionPage
from core.conditional import conditional
from core.languages import association_name
from core.layout import Layout, absolute
from core.visibility import is_teaser
from downloads.models import Theme
from downloads.themes import choosable_themes, prefetch_themes, themed_pages, translated_names
from news.models import NewsPage
from training.models import CoursePage


class _RssFeed(Feed):
    """The newest pages in the language of the address; 404 for a theme that doesn't exist."""

    feed_type = Rss201rev2Feed
    url_name = "feed_rss"

    def get_object(self, request, theme: str = ""):
        self.request = request
        return get_object_or_404(choosable_themes(), slug=theme) if theme else None

    def title(self, theme: Theme | None):
        name = association_name(self.request)
        return f"{name} — {self._name(theme)}" if theme else name

    def description(self, theme):
        return (
            _("News about %(theme)s") % {"theme": self._name(theme)} if theme else _("All the news")
        )

    subtitle = description

    def link(self, theme):
        layout = Layout(self.request)
        return absolute(layout.home.get_url(self.request)) if layout.home else settings.BASE_URL

    def feed_url(self, theme):
        if theme:
            return absolute(reverse(f"{self.url_name}_theme", args=[theme.slug]))
        return absolute(reverse(self.url_name))

    def author_name(self, theme):
        return association_name(self.request)

    item_author_name = author_name

    def author_link(self, theme):
        return absolute("/")

    def items(self, theme):
        request = self.request
        sources = (
            NewsPage.objects.named_for(request).newest_first(),
            SessionPage.objects.named_for(request).for_cards(request).newly_announced(),
            ReportPage.objects.named_for(request).newly_published(),
            CoursePage.objects.named_for(request).newly_published(),
        )
        found = []
        for pages in sources:
            pages = pages.filter(locale__language_code=get_language())
            if theme:
                pages = pages.live_for(request).filter(theme_items__tag=theme.pk)
            pages = pages.defer_streamfields().prefetch_related(prefetch_themes(pages.model))
            found += pages[: settings.FEED_LENGTH]
        found.sort(key=lambda page: page.feed_date, reverse=True)
        return themed_pages(found[: settings.FEED_LENGTH])

    def _name(self, theme: Theme) -> str:
        return translated_names().get(theme.translation_key, theme.name)

    def item_title(self, item):
        page = item.page
        return page.title if is_teaser(self.request, page) else page.feed_title

    def item_description(self, item):
        return item.page.introduction

    def item_link(self, item):
        return absolute(item.page.get_url(self.request))

    def item_pubdate(self, item):
        return item.page.feed_date

    def item_updateddate(self, item):
        return item.page.last_published_at

    def item_categories(self, item):
        if is_teaser(self.request, item.page):
            return []
        return [theme.name for theme in item.themes]


class _AtomFeed(_RssFeed):
    feed_type = Atom1Feed  # type: ignore[assignment]
    url_name = "feed_atom"


@require_safe
def rss(request, theme: str = "") -> HttpResponseBase:
    # Django's feeds are made to be shared; one that knows its request serves it alone.
    return conditional(request, _RssFeed()(request, theme=theme))


@require_safe
def atom(request, theme: str = "") -> HttpResponseBase:
    return conditional(request, _AtomFeed()(request, theme=theme))
