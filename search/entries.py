"""From a page, a contact or an organisation to its entry: what it says, what names it, which files it offers."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from modelsearch.index import SearchField
from wagtail.models import Page

from clubs.models import ClubPage, ReportPage, SessionPage
from contacts.models import Contact, Organisation, contacts_of
from core.blocks.content import objects_in
from core.word_forms import words
from downloads.models import Document, PublicationPage, SeriesPage, Theme
from news.models import NewsPage
from search.backends.rows import language_of
from search.models import Entry

_KINDS = {
    PublicationPage: Entry.Kind.PUBLICATION,
    SeriesPage: Entry.Kind.SERIES,
    ReportPage: Entry.Kind.REPORT,
    SessionPage: Entry.Kind.SESSION,
    ClubPage: Entry.Kind.CLUB,
    NewsPage: Entry.Kind.NEWS,
}
# Said elsewhere in the entry, or not to readers.
_NOT_BODY = {"title", "introduction", "slug", "seo_title", "search_description"}


def entry_of(item: Model) -> Entry:
    """An entry that isn't saved yet."""
    if isinstance(item, Page):
        entry = _page(item)
    elif isinstance(item, Contact):
        entry = _contact(item)
    else:
        entry = _organisation(item)
    entry.text_language = language_of(item)
    entry.title_length = min(sum(1 for _word in words(entry.title, "fr")) or 1, 99)
    for name in ("title", "introduction", "body", "keywords"):
        text = getattr(entry, name).replace("\0", "")
        setattr(entry, name, text[: settings.FILE_TEXT_LENGTH])
    return entry


def _page(page: Page) -> Entry:
    language = page.locale.language_code
    day = _day(page)
    return Entry(
        page=page.page_ptr,
        kind=_KINDS.get(type(page), Entry.Kind.PAGE),
        site_language=language,
        language=getattr(page, "language", language),
        translation_key=page.translation_key,
        title=page.title,
        introduction=getattr(page, "introduction", ""),
        body="\n".join(_body(page)),
        keywords="\n".join(_keywords(page, day, language)),
        date=day,
        club=_club(page),
    )


def _contact(contact: Contact) -> Entry:
    return Entry(
        contact=contact,
        kind=Entry.Kind.CONTACT,
        site_language=contact.locale.language_code,
        language=contact.locale.language_code,
        translation_key=contact.translation_key,
        title=contact.name,
        introduction=contact.role,
        keywords="\n".join(filter(None, [contact.email, str(contact.field_of_work or "")])),
    )


def _organisation(organisation: Organisation) -> Entry:
    return Entry(
        organisation=organisation,
        kind=Entry.Kind.ORGANISATION,
        site_language=settings.LANGUAGE_CODE,
        language=settings.LANGUAGE_CODE,
        title=organisation.name,
        introduction=organisation.short_name,
    )


def themes_of(item: Model) -> list[Theme]:
    if not isinstance(item, Page) or not hasattr(item, "theme_items"):
        return []
    return list({link.tag: None for link in item.theme_items.select_related("tag")})


def documents_of(item: Model) -> list[Document]:
    """The files that a page offers: a publication's own, those at its foot and in its body."""
    found = []
    for relation in ("files", "page_downloads"):
        if hasattr(item, relation):
            links = getattr(item, relation).select_related("document").order_by("sort_order")
            found += [link.document for link in links]
    found += getattr(item, "own_documents", ())
    found += objects_in(getattr(item, "body", None), Document)
    return list(dict.fromkeys(found))


def _body(page: Page) -> Iterator[str]:
    for field in page.get_search_fields():
        if isinstance(field, SearchField) and field.field_name not in _NOT_BODY:
            value = field.get_value(page) or ""
            yield from map(str, value) if isinstance(value, list | tuple) else [str(value)]


def _keywords(page: Page, day: date | None, language: str) -> Iterator[str]:
    """Names that the page shows, and its date in words."""
    if day:
        with override(language):
            yield date_format(day, "j F Y")
    if keys := [theme.translation_key for theme in themes_of(page)]:
        yield from Theme.objects.filter(translation_key__in=keys).values_list("name", flat=True)
    if kind := getattr(page, "kind", None):
        yield kind.name
    if host := getattr(page, "host", None):
        yield f"{host.name} {host.short_name}"
    for relation in ("pilots", "partners", "organisations"):
        if hasattr(page, relation):
            for link in getattr(page, relation).select_related("organisation"):
                yield f"{link.organisation.name} {link.organisation.short_name}"
    if hasattr(page, "page_contacts"):
        yield from (contact.name for contact in contacts_of(page))


def _day(page: Page) -> date | None:
    if isinstance(page, SessionPage):
        return timezone.localdate(page.starts_at)
    return getattr(page, "date", None)


def _club(page: Page) -> ClubPage | None:
    if isinstance(page, ClubPage):
        return page
    path = getattr(page, "club_path", "")
    return ClubPage.objects.filter(path=path).first() if path else None
