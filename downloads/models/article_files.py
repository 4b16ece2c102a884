"""The files of an article: those at its foot, those in its text, and the publications that carry them or name it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page

from contacts.models import contacts_of
from core.blocks.content import objects_in
from core.downloads import Download
from core.visibility import can_name_file
from downloads.models.cards import PublicationCard, find, visible_files
from downloads.models.documents import Document
from downloads.models.publication_relations import PublicationRelatedPage
from downloads.models.publications import PublicationPage
from photos import renditions


@dataclass(frozen=True)
class ArticleFiles:
    """What a request may see of the files of an article.

    `foot` are those at its foot, in order; `reserved` those at its foot of which the reader may know the title only;
    `visible` all that she may have, the text's included, by key; `naming` the publications that name
    the article, but for those whose files it shows already.
    """

    foot: list[Download]
    reserved: list[Download]
    visible: dict[int, Download]
    naming: list[PublicationCard]


def article_files(page, request) -> ArticleFiles:
    """A page type may have other files than those at its foot and in its body: `own_documents`."""
    links = page.page_downloads.select_related("document__collection")
    foot = [link.document for link in links.all()]
    documents = [*foot, *page.own_documents, *objects_in(page.body, Document)]
    names = PublicationRelatedPage.objects.filter(
        page=OuterRef("pk"), related__translation_key=page.translation_key
    )
    readable = PublicationPage.objects.read_here(request)
    found = find(request, readable, documents, Q(Exists(names)))
    visible = visible_files(documents, request, found)
    shown = {download.publication for download in visible.values()}
    return ArticleFiles(
        foot=[visible[document.pk] for document in foot if document.pk in visible],
        reserved=[Download(document) for document in foot if can_name_file(request, document)],
        visible=visible,
        naming=[card for card in found if card.page not in shown],
    )


def article_context(page, request, *photos) -> dict:
    """What every article shows: its contacts, and the files that the request may see.

    The sizes of its photos come along, and those of others, None let by.
    """
    contacts = contacts_of(page)
    renditions.fetch_for_article(page, *photos, *(contact.photo for contact in contacts))
    files = article_files(page, request)
    return {
        "contacts": contacts,
        "downloads": files.foot,
        "reserved_downloads": files.reserved,
        "naming_publications": files.naming,
        "visible_documents": files.visible,
    }


def files_of_page(page: Page, request) -> list[Document]:
    """The files that a page offers to the reader: a publication's own, or those of its foot and its body."""
    if isinstance(page, PublicationPage):
        found = page.card(request).downloads
    elif hasattr(page, "page_downloads"):
        files = article_files(page, request)
        found = (*files.foot, *files.visible.values())
    else:
        found = ()
    return list(dict.fromkeys(download.document for download in found))
