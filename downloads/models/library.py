from functools import partial

from django.conf import settings
from django.db import models
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import exports
from core.facets import TermFacet, ValueFacet, YearFacet, when_asked
from core.languages import publication_languages
from core.listing import Listing, Sort
from core.models import BasePage
from core.typography import sort_key
from downloads import feeds
from downloads.exports import PUBLICATIONS
from downloads.models.cards import publication_cards
from downloads.models.publications import PublicationPage, PublicationPageQuerySet
from downloads.themes import theme_facet, translated_names


class LibraryPage(BasePage):
    """All publications, found by theme, kind, year, series, language and words."""

    template = "pages/library_page.html"
    max_count_per_parent = 1
    show_in_menus_default = True
    parent_page_types = ["home.HomePage"]
    subpage_types = ["downloads.PublicationPage", "downloads.SeriesPage"]

    sorts = [
        Sort("recent", _("Newest first"), ["-date", "-pk"]),
        Sort("ancien", _("Oldest first"), ["date", "pk"]),
        Sort("telechargements", _("Most downloaded"), ["-download_count", "-date", "-pk"]),
        Sort("titre", _("By title"), ["sort_title", "pk"]),
    ]
    # How the list is shown: as cards with covers, or as lines.
    views = {"cartes": _("Cards"), "liste": _("Lines")}

    class Meta:
        verbose_name = _("library")

    def listing(self, request, page_size: int | None = None) -> Listing:
        """What the request narrows the library to."""
        return Listing(
            request,
            when_asked(lambda: PublicationPage.objects.listed_here(request)),
            [
                theme_facet("theme_items__tag"),
                TermFacet("nature", _("Kind"), "kind", partial(translated_names, "Kind")),
                YearFacet("date"),
                TermFacet(
                    "collection",
                    _("Series"),
                    "series",
                    partial(_translated_titles, request),
                    name_field="title",
                    among=when_asked(lambda: SeriesPage.objects.live_for(request)),
                ),
                ValueFacet("langue", _("Language"), "language", publication_languages()),
            ],
            for_cards=PublicationPageQuerySet.for_cards,
            decorate=partial(publication_cards, request=request),
            search=partial(PublicationPageQuerySet.about, request=request),
            sorts=self.sorts,
            views=self.views,
            page_size=page_size,
            index=self,
        )

    def get_context(self, request, *args, **kwargs) -> dict:
        listing = self.listing(request)
        context = super().get_context(request, *args, **kwargs)
        context["layout"].own_query = listing.own_query
        return context | {
            "listing": listing,
            "feeds": feeds.links(listing),
            "exports": exports.links(listing),
        }

    def serve(self, request, *args, **kwargs) -> HttpResponseBase:
        if (name := request.GET.get("format")) in feeds.FORMATS:
            return feeds.answer(self, request, name)
        if name in exports.FORMATS:
            return exports.answer(self.listing(request), PUBLICATIONS, name)
        response = super().serve(request, *args, **kwargs)
        response.status_code = response.context_data["listing"].status
        return response


class SeriesPage(BasePage):
    """Publications that follow one another under a name and with numbers."""

    sort_title = models.CharField(max_length=255, default="", editable=False)

    template = "pages/series_page.html"
    parent_page_types = ["downloads.LibraryPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def save(self, *args, **kwargs) -> None:
        self.sort_title = sort_key(self.title)[:255]
        super().save(*args, **kwargs)

    def get_context(self, request, *args, **kwargs) -> dict:
        numbers = PublicationPage.objects.listed_here(request).filter(
            series__translation_key=self.translation_key
        )
        context = super().get_context(request, *args, **kwargs)
        listing = Listing(
            request,
            numbers.order_by(models.F("number").desc(nulls_last=True), "-date", "-pk"),
            [],
            for_cards=PublicationPageQuerySet.for_cards,
            decorate=partial(publication_cards, request=request),
            index=self,
        )
        context["layout"].own_query = listing.own_query
        return context | {"listing": listing}

    def serve(self, request, *args, **kwargs) -> HttpResponseBase:
        response = super().serve(request, *args, **kwargs)
        response.status_code = response.context_data["listing"].status
        return response


def _translated_titles(request) -> dict:
    """By translation key, the titles of the series in the language in use; nothing in the main language."""
    if get_language() == settings.LANGUAGE_CODE:
        return {}
    here = SeriesPage.objects.live_for(request).filter(locale__language_code=get_language())
    return dict(here.values_list("translation_key", "title"))
