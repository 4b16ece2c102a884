from functools import partial

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.search import index

from contacts.models import PageContact, contacts_of
from core.listing import Listing, YearFacet
from core.models import ArticlePage, BasePage, LivePageManager
from core.structured_data import article
from core.visibility import LivePageQuerySet
from downloads.models import PageDownload, Theme, downloads_of, fetch_documents
from downloads.themes import PageThemesField, name_themes, theme_facet, vocabulary
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
        themes = vocabulary(self.get_url(request))
        listing = Listing(
            request,
            NewsPage.objects.child_of(self).live_for(request).newest_first(),
            [theme_facet("theme_items__tag", themes), YearFacet("date")],
            for_cards=NewsPageQuerySet.for_cards,
            decorate=partial(name_themes, themes=themes),
        )
        return super().get_context(request, *args, **kwargs) | {"listing": listing}

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        response.status_code = response.context_data["listing"].status
        return response


class NewsPageQuerySet(LivePageQuerySet):
    def newest_first(self):
        return self.order_by("-date", "-pk")

    def for_cards(self):
        """With what a card shows: no query per item."""
        return (
            self.defer_streamfields()
            .select_related("lead_photo")
            .prefetch_related("theme_items", renditions.prefetch("lead_photo", "card"))
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
        renditions.fetch_for_article(self)
        documents = fetch_documents(self, request)
        themes = vocabulary(context["frame"].parent_url)
        previous, following = self._neighbours(request)
        return context | {
            "themes": name_themes([self], themes)[0].card_themes,
            "visible_documents": documents,
            "downloads": downloads_of(self, documents),
            "contacts": contacts_of(self),
            "related": name_themes(self._related(request), themes),
            "previous": previous,
            "next": following,
        }

    def structured_data(self):
        return article(self, "NewsArticle", self.date)

    def _related(self, request) -> models.QuerySet:
        """The news that share most themes with this one, the newest first."""
        chosen = [link.tag_id for link in self.theme_items.all()]
        siblings = NewsPage.objects.sibling_of(self, inclusive=False).live_for(request)
        return (
            siblings.filter(theme_items__tag__in=chosen)
            .annotate(shared=Count("theme_items__tag"))
            .order_by("-shared", "-date", "-pk")
            .for_cards()[:RELATED_COUNT]
        )

    def _neighbours(self, request) -> tuple["NewsPage | None", "NewsPage | None"]:
        """The news item before this one and the one after it, by date, in one query."""
        siblings = NewsPage.objects.sibling_of(self, inclusive=False).live_for(request)
        before = Q(date__lt=self.date) | Q(date=self.date, pk__lt=self.pk)
        earlier = siblings.filter(before).order_by("-date", "-pk").values("pk")[:1]
        later = siblings.exclude(before).order_by("date", "pk").values("pk")[:1]
        found = {
            (page.date, page.pk) > (self.date, self.pk): page
            for page in NewsPage.objects.live_for(request)
            .filter(Q(pk__in=earlier) | Q(pk__in=later))
            .defer_streamfields()
        }
        return found.get(False), found.get(True)


class NewsPageTheme(ItemBase):
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="news_items")
    content_object = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="theme_items")


class NewsPageDownload(PageDownload):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="page_downloads")


class NewsPageContact(PageContact):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="page_contacts")
