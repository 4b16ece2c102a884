"""From a page, a contact or an organisation to its entry: what it says, what names it, which files it offers."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from modelsearch.index import SearchField
from wagtail.models import Page

from clubs.models import ClubIndexPage, ClubPage, ReportPage, SessionPage
from contacts.models import Contact, ContactsPage, Organisation, contacts_of
from core.blocks.content import captions_in, objects_in
from directory.models import DirectoryPage
from downloads.models import Document, LibraryPage, PublicationPage, SeriesPage, Theme
from home.models import HomePage
from news.models import NewsIndexPage, NewsPage
from photos.models import Photo
from search.backends.rows import language_of
from search.models import Entry
from search.stems import stems_of_entry
from search.word_forms import words
from training.models import Audience, CataloguePage, CoursePage, Domain

_KINDS = {
    PublicationPage: Entry.Kind.PUBLICATION,
    SeriesPage: Entry.Kind.SERIES,
    ReportPage: Entry.Kind.REPORT,
    SessionPage: Entry.Kind.SESSION,
    ClubPage: Entry.Kind.CLUB,
    NewsPage: Entry.Kind.NEWS,
    CoursePage: Entry.Kind.COURSE,
}
# Lists of other pages, and what leads to them.
_SECTIONS = (
    *(HomePage, NewsIndexPage, ClubIndexPage, CataloguePage),
    *(LibraryPage, ContactsPage, DirectoryPage),
)
# Said elsewhere in the entry, or not to readers.
_NOT_BODY = {"title", "introduction", "slug", "seo_title", "search_description"}


def entry_of(item: Model) -> Entry:
    """An entry that isn't saved yet."""
    if isinstance(item, Page):
        entry = _page(item)
    elif isinstance(item, Contact):
        entry = _contact(item)
    elif isinstance(item, Organisation):
        entry = _organisation(item)
    else:
        raise TypeError(f"{type(item).__name__} can’t be found")
    entry.text_language = language_of(item)
    entry.title_length = min(sum(1 for _word in words(entry.title, "fr")) or 1, 99)
    for name in ("title", "introduction", "body", "label", "keywords"):
        text = getattr(entry, name).replace("\0", "")
        setattr(entry, name, text[: settings.FILE_TEXT_LENGTH])
    entry.stems = stems_of_entry(entry)
    return entry


def _page(page: Page) -> Entry:
    language = page.locale.language_code
    day, kind = _day(page), _KINDS.get(type(page), Entry.Kind.PAGE)
    with override(language):
        label = "\n".join(_label(page, kind, day))
    return Entry(
        page_id=page.pk,
        kind=kind,
        is_section=isinstance(page, _SECTIONS),
        site_language=language,
        language=getattr(page, "language", language),
        translation_key=page.translation_key,
        title=page.title,
        introduction=getattr(page, "introduction", ""),
        body="\n".join(_body(page)),
        label=label,
        keywords=_keywords(_names(page)),
        date=day,
        club=_club(page),
        series=getattr(page, "series", None),
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
        label=str(contact.field_of_work or ""),
        keywords=_keywords([("email", contact.email)]),
    )


def _organisation(organisation: Organisation) -> Entry:
    return Entry(
        organisation=organisation,
        kind=Entry.Kind.ORGANISATION,
        site_language=settings.LANGUAGE_CODE,
        language=settings.LANGUAGE_CODE,
        title=organisation.name,
        introduction=organisation.short_name,
        label=organisation.get_kind_display(),
        keywords=_keywords(("territory", place.name) for place in organisation.territories.all()),
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


def photos_of(item: Model) -> dict[Photo, str]:
    """The photos of a page that show a caption, and what each says there."""
    if not isinstance(item, Page):
        return {}
    found: dict[Photo, list[str]] = {}
    with override(item.locale.language_code):
        if lead := getattr(item, "lead_photo", None):
            found.setdefault(lead, []).append(lead.translated("caption"))
        for photo, caption in captions_in(getattr(item, "body", None)):
            found.setdefault(photo, []).append(caption or photo.translated("caption"))
    captions = {
        photo: "\n".join(dict.fromkeys(filter(None, said))) for photo, said in found.items()
    }
    return {photo: caption for photo, caption in captions.items() if caption}


def _label(page: Page, kind: str, day: date | None) -> Iterator[str]:
    """What a page is: kind, number, edition, date."""
    own_kind = getattr(page, "kind", None)
    yield own_kind.name if own_kind else str(Entry.Kind(kind).label)
    if number := getattr(page, "number", None):
        yield f"n° {number}"
    if edition := getattr(page, "edition", None):
        yield f"n° {edition}"
    if day:
        yield date_format(day, "j F Y")


def _names(page: Page) -> Iterator[tuple[str, str]]:
    """Names that the page shows, each after what it names."""
    if keys := [theme.translation_key for theme in themes_of(page)]:
        for name in Theme.objects.filter(translation_key__in=keys).values_list("name", flat=True):
            yield "theme", name
    if isinstance(page, CoursePage):
        yield from _terms(page)
    if host := getattr(page, "host", None):
        yield "organisation", f"{host.name} {host.short_name}"
    for relation in ("pilots", "partners", "organisations", "trainers"):
        if hasattr(page, relation):
            for link in getattr(page, relation).select_related("organisation"):
                yield "organisation", f"{link.organisation.name} {link.organisation.short_name}"
    if hasattr(page, "page_contacts"):
        yield from (("contact", contact.name) for contact in contacts_of(page))


def _terms(course: CoursePage) -> Iterator[tuple[str, str]]:
    """The names of its domain and audiences, in every language."""
    domain = course.domain and course.domain.translation_key
    audiences = [
        line.audience.translation_key for line in course.audiences.select_related("audience")
    ]
    for kind, model, keys in (("domain", Domain, [domain]), ("audience", Audience, audiences)):
        found = model.objects.filter(translation_key__in=keys)
        yield from ((kind, name) for name in found.values_list("name", flat=True))


def _keywords(names: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{kind}\t{' '.join(name.split())}" for kind, name in names)


def _day(page: Page) -> date | None:
    if isinstance(page, SessionPage):
        return timezone.localdate(page.starts_at)
    return getattr(page, "date", None)


def _club(page: Page) -> ClubPage | None:
    if isinstance(page, ClubPage):
        return page
    path = getattr(page, "club_path", "")
    return ClubPage.objects.filter(path=path).first() if path else None
