"""What readers see of publications and files: the words of their lines and cards, and who points at whom."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, IntegerField, OuterRef, Q, prefetch_related_objects
from django.db.models.functions import Cast
from django.utils.translation import get_language
from wagtail.models import Page, ReferenceIndex

from contacts.models import contacts_of
from core.blocks.content import objects_in
from core.languages import listed, name_in_use
from core.visibility import can_name_file, can_see, can_see_file, is_teaser, live_pages
from downloads.models.documents import Document
from downloads.models.parts import (
    PublicationFile,
    PublicationRelatedPage,
    PublicationTheme,
    prefetch_files,
)
from downloads.models.publications import PublicationPage
from downloads.models.vocabularies import Theme
from downloads.themes import name_themes, prefetch_themes, translated_names
from photos import renditions

RELATED_COUNT = 12


def complete(
    publications: Iterable[PublicationPage], request, list_url: str = ""
) -> list[PublicationPage]:
    """The publications with what their cards and lines show, in the language in use.

    Each gets `card_themes`, `kind_name`, `card_series` (None if the reader may not see it), `visible_files`, in
    order, each knowing its publication, `named_files`, of which the title alone may be read, and `main_file`, a
    Document or None; and all of these empty where it `is_reserved`: the reader may know its title and summary only.
    What `for_cards` fetches must be there.
    """
    publications = name_themes(publications, list_url)
    names = translated_names("Kind") if publications else {}
    here = _translated_series(publications, request)
    for publication in publications:
        publication.is_reserved = is_teaser(request, publication)
        if publication.is_reserved:
            publication.card_themes, publication.kind_name, publication.card_series = [], "", None
            publication.visible_files, publication.main_file = [], None
            publication.named_files = []
            continue
        kind, series = publication.kind, publication.series
        publication.kind_name = name_in_use(names, kind.translation_key, kind.name) if kind else ""
        publication.card_series = series if series and can_see(request, series) else None
        if publication.card_series:
            publication.card_series = here.get(series.translation_key, series)
        links = [link for link in publication.files.all() if can_see_file(request, link.document)]
        for link in links:
            link.document.publication, link.document.publication_file = publication, link
        publication.visible_files = [link.document for link in links]
        publication.named_files = _named(request, publication)
        main = [link.document for link in links if link.is_main]
        publication.main_file = next(iter([*main, *publication.visible_files]), None)
    return publications


def _translated_series(publications: list[PublicationPage], request) -> dict:
    """The series of publications in the language in use, by translation key; nothing in the main language."""
    keys = {page.series.translation_key for page in publications if page.series}
    if not keys or get_language() == settings.LANGUAGE_CODE:
        return {}
    series = PublicationPage._meta.get_field("series").related_model.objects.live_for(request)
    here = series.filter(translation_key__in=keys, locale__language_code=get_language())
    return {page.translation_key: page for page in here}


def _named(request, publication: PublicationPage) -> list[Document]:
    """The files of which the reader may know the title only."""
    links = [link for link in publication.files.all() if can_name_file(request, link.document)]
    for link in links:
        link.document.publication, link.document.publication_file = publication, link
    return [link.document for link in links]


def find(request, documents: Iterable[Document], others: Q | None = None) -> list[PublicationPage]:
    """The publications that carry some of the files, and those that `others` selects, complete."""
    keys = {document.pk for document in documents}
    if not keys and others is None:
        return []
    carrying = PublicationFile.objects.filter(document__in=keys).values("page")
    wanted = Q(pk__in=carrying) | (others or Q(pk__in=[]))
    found = PublicationPage.objects.read_here(request).filter(wanted).values("pk")
    return complete(_fetch_together(PublicationFile.objects.filter(page__in=found)), request)


def _fetch_together(links) -> list[PublicationPage]:
    """The publications of file links, the newest first, with their files and themes, in one query.

    A page of text has few of them, and no query to spare: each row is a file with one theme of its publication.
    """
    rows = (
        links.select_related("document__collection", "page__kind", "page__series")
        .defer("page__body", "document__outline")
        .annotate(
            theme_key=F("page__theme_items__tag__translation_key"),
            theme_name=F("page__theme_items__tag__name"),
            theme_slug=F("page__theme_items__tag__slug"),
        )
        .order_by("-page__date", "-page", "sort_order", "pk")
    )
    publications: dict[int, PublicationPage] = {}
    files: dict[int, dict] = {}
    themes: dict[int, dict] = {}
    for row in rows:
        publications.setdefault(row.page_id, row.page)
        files.setdefault(row.page_id, {}).setdefault(row.pk, row)
        if row.theme_key:
            tag = Theme(name=row.theme_name, slug=row.theme_slug, translation_key=row.theme_key)
            themes.setdefault(row.page_id, {})[row.theme_key] = PublicationTheme(tag=tag)
    for pk, publication in publications.items():
        publication.files = list(files[pk].values())
        publication.theme_items = list(themes.get(pk, {}).values())
    return list(publications.values())


def visible_files(
    documents: Iterable[Document], request, publications: Iterable[PublicationPage]
) -> dict[int, Document]:
    """By key, those of the files that the reader sees on a page, each with its publication, if any of these."""
    visible = {document.pk: document for document in documents if can_see_file(request, document)}
    for publication in publications:
        for link in publication.files.all():
            document = visible.get(link.document_id)
            if document and document.publication is None:
                document.publication, document.publication_file = publication, link
    return visible


def fetch_downloads(page, request) -> tuple[list[Document], dict[int, Document]]:
    """What the request may see of the files at the foot of an article, in order, and of all its files, by key.

    A page type may have other files: `own_documents`.

    The page gets `naming_publications`: those that name it, but for the ones at its foot already; and
    `named_downloads`: the files at its foot of which the reader may know the title only.
    """
    links = page.page_downloads.select_related("document__collection")
    foot = [link.document for link in links.all()]
    documents = [*foot, *page.own_documents, *objects_in(page.body, Document)]
    names = PublicationRelatedPage.objects.filter(
        page=OuterRef("pk"), related__translation_key=page.translation_key
    )
    found = find(request, documents, Q(Exists(names)))
    visible = visible_files(documents, request, found)
    shown = [visible[document.pk] for document in foot if document.pk in visible]
    page.named_downloads = [document for document in foot if can_name_file(request, document)]
    at_the_foot = {document.publication for document in shown}
    carrying = {document.publication for document in visible.values()}
    page.naming_publications = [
        publication for publication in found if publication not in at_the_foot | carrying
    ]
    return shown, visible


def article_context(page, request, *photos) -> dict:
    """What every article shows: its contacts, and the files that the request may see.

    The sizes of its photos come along, and those of others, None let by.
    """
    contacts = contacts_of(page)
    renditions.fetch_for_article(page, *photos, *(contact.photo for contact in contacts))
    downloads, visible_documents = fetch_downloads(page, request)
    return {
        "contacts": contacts,
        "downloads": downloads,
        "visible_documents": visible_documents,
    }


def complete_page(page: PublicationPage, request, list_url: str) -> None:
    """The same for the publication of a page, which may be the preview of a draft."""
    if page.pk and not page.theme_items.is_deferring and not page.files.is_deferring:
        prefetch_related_objects([page], prefetch_themes(PublicationPage), prefetch_files(True))
    complete([page], request, list_url)


def files_of_page(page: Page, request) -> list[Document]:
    """The files that a page offers to the reader: a publication's own, or those of its foot and its body."""
    if isinstance(page, PublicationPage):
        complete_page(page, request, "")
        return page.visible_files
    if not hasattr(page, "page_downloads"):
        return []
    foot, visible = fetch_downloads(page, request)
    return list(dict.fromkeys([*foot, *visible.values()]))


def pages_around(page: PublicationPage, request) -> list[Page]:
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
        listed(live_pages(request), request)
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
