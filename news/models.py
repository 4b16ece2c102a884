from datetime import datetime, time

from django.db import models
from django.db.models import Count, Q
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.search import index

from contacts.models import PageContact
from core import exports
from core.facets import YearFacet, when_asked
from core.languages import listed_below
from core.listing import Listing
from core.models import ArticlePage, BasePage, LivePageManager
from core.structured_data import article
from core.visibility import LivePageQuerySet
from downloads.models import PageDownload, Theme, article_context
from downloads.themes import (
    PageThemesField,
    ThemedPage,
    fetch_own_themes,
    named_themes,
    prefetch_themes,
    theme_facet,
    themed_pages,
)
from news.exports import NEWS
from photos import renditions

RELATED_COUNT = 3


class NewsIndexPage(BasePage):
    """The list of the news, by theme and year."""

    template = "pages/news_index_page.html"
    max_count_per_parent = 1
    show_in_menus_default = True
    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.NewsPage"]

    class Meta:
        verbose_name = _("list of news")

    def listing(self, request) -> Listing:
        """What the request narrows the news to."""
        return Listing(
            request,
            when_asked(lambda: listed_below(self, NewsPage, request).newest_first()),  # type: ignore[attr-defined]
            [theme_facet("theme_items__tag"), YearFacet("date")],
            for_cards=NewsPageQuerySet.for_cards,
            decorate=themed_pages,
            index=self,
        )

    def get_context(self, request, *args, **kwargs) -> dict:
        listing = self.listing(request)
        context = super().get_context(request, *args, **kwargs)
        context["layout"].own_query = listing.own_query
        return context | {"listing": listing}

    def serve(self, request, *args, **kwargs) -> HttpResponseBase:
        if (name := request.GET.get("format")) in exports.FORMATS:
            return exports.answer(self.listing(request), NEWS, name)
        response = super().serve(request, *args, **kwargs)
        response.status_code = response.context_data["listing"].status
        return response


class NewsPageQuerySet(LivePageQuerySet):
    def newest_first(self):
        return self.order_by("-date", "-pk")

    def with_photo_and_themes(self):
        """With what a card shows, but for the renditions of its photo."""
        pages = self.defer_streamfields().select_related("lead_photo")
        return pages.prefetch_related(prefetch_themes(NewsPage))

    def for_cards(self):
        """With what a card shows: no query per item."""
        return self.with_photo_and_themes().prefetch_related(
            renditions.prefetch("lead_photo", "card")
        )


class NewsPage(ArticlePage):
    """One news item, dated."""

    date = models.DateField(_("date"), default=timezone.localdate, db_index=True)
    themes = PageThemesField(through="news.NewsPageTheme")

    own_to_each = (*ArticlePage.own_to_each, "date")
    told_once = True
    facts = (*ArticlePage.facts, "date", "themes", "page_downloads", "page_contacts")
    template = "pages/news_page.html"
    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = []

    content_panels = [*BasePage.content_panels[:1], "date", *ArticlePage.content_panels[1:]]
    classification_panels = ["themes"]

    search_fields = [*ArticlePage.search_fields, index.FilterField("date")]

    objects = LivePageManager.from_queryset(NewsPageQuerySet)()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")

    def shown_to(self, request) -> dict:
        shown = super().shown_to(request)
        previous, following, related = self._nearby(request)
        shown |= article_context(self, request, *(page.lead_photo for page in related))
        [themes] = named_themes([self])
        return shown | {
            "themes": themes,
            "related": [ThemedPage(page) for page in related],
            "previous": previous,
            "next": following,
        }

    @property
    def feed_date(self):
        return timezone.make_aware(datetime.combine(self.date, time(8)))

    def structured_data(self, request) -> dict | None:
        return article(self, "NewsArticle", self.date, request)

    def _nearby(self, request) -> tuple["NewsPage | None", "NewsPage | None", list["NewsPage"]]:
        """The news before and after this one by date, and those that share most themes with it."""
        siblings = NewsPage.objects.sibling_of(self, inclusive=False).live_for(request)
        before = Q(date__lt=self.date) | Q(date=self.date, pk__lt=self.pk or 0)
        dated = siblings.only("title", "url_path", "date", "locale")
        previous = dated.filter(before).order_by("-date", "-pk").first()
        following = dated.exclude(before).order_by("date", "pk").first()
        fetch_own_themes(self)
        themes = [link.tag_id for link in self.theme_items.all()]
        related = (
            siblings.filter(theme_items__tag__in=themes)
            .annotate(shared=Count("theme_items"))
            .order_by("-shared", "-date", "-pk")
            .defer_streamfields()
            .select_related("lead_photo")
            .prefetch_related(prefetch_themes(NewsPage))
        )
        return previous, following, list(related[:RELATED_COUNT]) if themes else []


class NewsPageTheme(ItemBase):
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="news_items")
    content_object = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="theme_items")


class NewsPageDownload(PageDownload):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="page_downloads")


class NewsPageContact(PageContact):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="page_contacts")
