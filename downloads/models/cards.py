"""Publications as their cards and lines show them, their files, and who points at whom.

The page type itself isn't imported here: it makes its own page of these.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import IntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import get_language
from wagtail.models import Page, ReferenceIndex

from core.downloads import Download
from core.languages import listed, name_in_use
from core.visibility import can_name_file, can_see, can_see_file, is_teaser, live_pages
from downloads.models.documents import Document
from downloads.models.publication_relations import (
    PublicationFile,
    PublicationRelatedPage,
)
from downloads.themes import ThemeName, named_themes, translated_names

RELATED_COUNT = 12


@dataclass(frozen=True)
class PublicationCard:
    """A publication as a reader sees it, in the language in use.

    `series` is None if the reader may not see it; `downloads` are the files that she may have, in order, `reserved`
    those of which she may read the title only, and `main` the one that stands for the publication. All of it
    is empty where the publication `is_reserved`: its title and summary are all that she may know.
    """

    page: Any  # PublicationPage
    is_reserved: bool = False
    themes: tuple[ThemeName, ...] = ()
    kind: str = ""
    series: Any = None  # SeriesPage
    downloads: tuple[Download, ...] = ()
    reserved: tuple[Download, ...] = ()

    @property
    def main(self) -> Download | None:
        main = (download for download in self.downloads if download.link.is_main)
        return next(main, next(iter(self.downloads), None))


def publication_cards(publications: Iterable, request) -> list[PublicationCard]:
    """A card for each publication. What `for_cards` fetches must be there."""
    publications = list(publications)
    names = translated_names("Kind") if publications else {}
    series = _translated_series(publications, request)
    return [
        PublicationCard(publication, is_reserved=True)
        if is_teaser(request, publication)
        else _card(publication, request, themes, names, series)
        for publication, themes in zip(publications, named_themes(publications), strict=True)
    ]


def _card(publication, request, themes: tuple, names: dict, translated: dict) -> PublicationCard:
    kind = publication.kind
    kind_name = name_in_use(names, kind.translation_key, kind.name) if kind else ""
    series = publication.series
    if series:
        shown = can_see(request, series)
        series = translated.get(series.translation_key, series) if shown else None
    links = publication.files.all()
    downloads, reserved = (
        tuple(
            Download(link.document, publication, link, kind_name, themes)
            for link in links
            if may(request, link.document)
        )
        for may in (can_see_file, can_name_file)
    )
    return PublicationCard(
        publication,
        themes=themes,
        kind=kind_name,
        series=series,
        downloads=downloads,
        reserved=reserved,
    )


def _translated_series(publications: list, request) -> dict:
    """The series of publications in the language in use, by translation key; nothing in the main language."""
    keys = {page.series.translation_key for page in publications if page.series}
    if not keys or get_language() == settings.LANGUAGE_CODE:
        return {}
    model = next(type(page.series) for page in publications if page.series)
    series = model.objects.live_for(request)
    here = series.filter(translation_key__in=keys, locale__language_code=get_language())
    return {page.translation_key: page for page in here}


def find(
    request, publications: QuerySet, documents: Iterable[Document], others: Q | None = None
) -> list[PublicationCard]:
    """Of the publications, those that carry some of the files, and those that `others` selects."""
    keys = {document.pk for document in documents}
    if not keys and others is None:
        return []
    carrying = PublicationFile.objects.filter(document__in=keys).values("page")
    found = publications.filter(Q(pk__in=carrying) | (others or Q(pk__in=[])))
    return publication_cards(found.order_by("-date", "-pk").for_cards(), request)  # type: ignore[attr-defined]


def visible_files(
    documents: Iterable[Document], request, cards: Iterable[PublicationCard]
) -> dict[int, Download]:
    """By key, those of the files that the reader sees on a page, each with the first publication that has it."""
    visible = {
        document.pk: Download(document) for document in documents if can_see_file(request, document)
    }
    for card in cards:
        for link in card.page.files.all():
            known = visible.get(link.document_id)
            if known and known.publication is None:
                visible[link.document_id] = Download(
                    known.document, card.page, link, card.kind, card.themes
                )
    return visible


def pages_around(page, request) -> list[Page]:
    """The pages that a publication names and those that carry its files, in the language in use if they have it."""
    if page.related_pages.is_deferring:
        named = [link.related.translation_key for link in page.related_pages.all()]
    else:
        links = PublicationRelatedPage.objects.filter(page=page.pk)
        named = links.values("related__translation_key")
    carriers = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(Document),
        to_object_id__in=[str(link.document_id) for link in page.files.all()],
    ).annotate(page_key=Cast("object_id", IntegerField()))
    found = (
        listed(live_pages(request), request)  # type: ignore[attr-defined]
        .filter(
            Q(translation_key__in=named)
            | Q(pk__in=carriers.values("page_key"), locale__language_code=get_language())
        )
        .filter(depth__gt=2)
        .exclude(translation_key=page.translation_key)
        .select_related("locale")
        .order_by("-first_published_at", "-pk")
        .specific(defer=True)
    )
    by_key: dict = {}
    for other in found[: RELATED_COUNT * 2]:
        known = by_key.get(other.translation_key)
        if known is None or other.locale.language_code == get_language():
            by_key[other.translation_key] = other
    return list(by_key.values())[:RELATED_COUNT]
