from datetime import datetime, time
from functools import partial, reduce
from operator import or_

from django.db import models
from django.db.models import Count, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.search import index

from contacts.models import PageContact
from core.facets import YearFacet
from core.languages import listed_below
from core.listing import Listing
from core.models import ArticlePage, BasePage, LivePageManager
from core.structured_data import article
from core.visibility import LivePageQuerySet
from downloads.models import PageDownload, Theme, article_context
from downloads.themes import PageThemesField, name_themes, prefetch_themes, theme_facet
from photos import renditions

RELATED_COUNT = 3


class NewsIndexPage(BasePage):
    """The list of the news, by theme and year."""

    template = "pages/news_index_page.html"
    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.NewsPage"]

    class Meta:
        verbose_name = _("list of news")

    def get_context(self, request, *args, **kwargs):
        listing = Listing(
            request,
            listed_below(self, NewsPage, request).newest_first(),
            [theme_facet("theme_items__tag"), YearFacet("date")],
            for_cards=NewsPageQuerySet.for_cards,
            decorate=partial(name_themes, list_url=self.get_url(request)),
        )
        return super().get_context(request, *args, **kwargs) | {"listing": listing}

    def serve(self, request, *args, **kwargs):
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

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        previous, following, related = self._nearby(request)
        shown = article_context(self, request, *(page.lead_photo for page in related))
        name_themes([self, *related], context["frame"].parent_url)
        return context | {
            **shown,
            "themes": self.card_themes,
            "related": related,
            "previous": previous,
            "next": following,
        }

    @property
    def feed_date(self):
        return timezone.make_aware(datetime.combine(self.date, time(8)))

    def structured_data(self, request):
        return article(self, "NewsArticle", self.date)

    def _nearby(self, request) -> tuple["NewsPage | None", "NewsPage | None", list["NewsPage"]]:
        """The news before and after this one by date, and those that share most themes with it.

        One query for the three, one for the themes.
        """
        siblings = NewsPage.objects.sibling_of(self, inclusive=False).live_for(request)
        before = Q(date__lt=self.date) | Q(date=self.date, pk__lt=self.pk or 0)
        themes = NewsPageTheme.objects.filter(content_object_id=self.pk).values("tag")
        related = siblings.filter(theme_items__tag__in=themes).annotate(shared=Count("theme_items"))
        choices = (
            siblings.filter(before).order_by("-date", "-pk").values("pk")[:1],
            siblings.exclude(before).order_by("date", "pk").values("pk")[:1],
            related.order_by("-shared", "-date", "-pk").values("pk")[:RELATED_COUNT],
        )
        wanted = reduce(or_, (Q(pk__in=choice) for choice in choices))
        found = list(
            NewsPage.objects.filter(wanted).defer_streamfields().select_related("lead_photo")
        )
        own = [self] if self.pk and not self.theme_items.is_deferring else []
        prefetch_related_objects([*own, *found], prefetch_themes(NewsPage))

        def place(page):
            return page.date, page.pk or 0

        def shared(page):
            return len({link.tag_id for link in page.theme_items.all()} & chosen)

        chosen = {link.tag_id for link in self.theme_items.all()}
        found.sort(key=place)
        earlier = [page for page in found if place(page) < place(self)]
        later = [page for page in found if place(page) > place(self)]
        closest = sorted(filter(shared, reversed(found)), key=shared, reverse=True)
        return (
            earlier[-1] if earlier else None,
            later[0] if later else None,
            closest[:RELATED_COUNT],
        )


class NewsPageTheme(ItemBase):
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="news_items")
    content_object = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="theme_items")


class NewsPageDownload(PageDownload):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="page_downloads")


class NewsPageContact(PageContact):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="page_contacts")
