"""Small parts of a site, made quickly: each function makes one thing, ready to be seen by readers.

What a test doesn't say gets a value that would be published without complaint. The page types are in
`tests/page_types.py`, the files in `tests/files.py`.
"""

from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupPagePermission,
    Locale,
    Page,
    PageViewRestriction,
    Revision,
    Site,
)
from wagtail.signals import page_published
from wagtail_localize.models import StringSegment, StringTranslation

from contacts.models import BoardSeat, Contact, FieldOfWork, Organisation, Territory
from core.publish_checks import check_photos
from core.translation.missing import check_publishable
from core.translation.models import UntranslatedTexts
from downloads.models import Document, Kind, LibraryPage, PublicationPage, Theme
from home.models import AssociationSettings, HomePage
from photos.models import Photo
from photos.renditions import make_renditions
from tests import files
from training.models import Audience, Domain

ASSOCIATION = "Union régionale de l’habitat des Hautes-Rives"
PASSWORD = "une phrase de passe des tests"

# What a page lists in order: the name for `publish`, the page's own, and what each line chooses.
RELATIONS = {
    "pilots": ("pilots", "organisation"),
    "partners": ("partners", "organisation"),
    "former_dates": ("former_dates", "date"),
    "downloads": ("page_downloads", "document"),
    "contacts": ("page_contacts", "contact"),
    "files": ("files", "document"),
    "organisations": ("organisations", "organisation"),
    "related_pages": ("related_pages", "related"),
    "audiences": ("audiences", "audience"),
    "trainers": ("trainers", "organisation"),
}


def locale(code: str = "fr") -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def site_root() -> HomePage:
    """The French home page of the only site; the ground of an empty database is laid first."""
    locale("fr")
    locale("en")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    Site.objects.all().delete()
    for page in Page.objects.filter(depth=2):
        page.specific.delete()
    root.refresh_from_db()
    home = HomePage(title=ASSOCIATION, slug="accueil", locale=locale("fr"))
    publish(home, root, introduction="L’habitat social des Hautes-Rives.")
    Site.objects.create(
        hostname="localhost", site_name="Parvis", root_page=home, is_default_site=True
    )
    association(name=ASSOCIATION)
    return home


def publish(page: Page, parent: Page, **fields) -> Page:
    """The page, put under its parent and published; a draft when `live` is False."""
    live = fields.pop("live", True)
    themes = fields.pop("themes", None)
    relations = {name: fields.pop(name) for name in RELATIONS if name in fields}
    for name, value in fields.items():
        setattr(page, name, value)
    page.locale = parent.locale if parent.depth > 1 else page.locale
    if themes is not None:
        page.themes.set(themes)
    for name, chosen in relations.items():
        accessor, target = RELATIONS[name]
        manager = getattr(page, accessor)
        for place, item in enumerate(chosen):
            link = item if isinstance(item, dict) else {target: item}
            manager.add(manager.model(**link, sort_order=place))
    at_once = live and not page.go_live_at
    page.live = at_once
    if at_once:
        page.first_published_at = page.last_published_at = timezone.now()
    # A parent kept by a fixture doesn't know of the children that others have put under it.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    revision = page.save_revision(clean=False)
    if at_once:
        _make_live(page, revision)
    elif live:
        revision.publish()
        page.refresh_from_db()
    return page


def _make_live(page: Page, revision: Revision) -> None:
    """What publication does beyond the one save that the page has had: saving it again takes twice as long."""
    check_photos(page)
    check_publishable(page)
    Page.objects.filter(pk=page.pk).update(live_revision=revision, has_unpublished_changes=False)
    page.refresh_from_db()
    UntranslatedTexts.keep(page)
    page_published.send(sender=type(page), instance=page, revision=revision)


def translate(page: Page, language: str = "en", **fields) -> Page:
    """The page's translation, published; the pages above it are translated first where they aren't."""
    target = locale(language)
    translate_parents(page, language)
    translation = page.specific.copy_for_translation(target)
    if fields.get("title", page.title) == page.title:  # something is in its language
        fields.setdefault("introduction", "In a word.")
    for name, value in fields.items():
        setattr(translation, name, value)
    translation.save_revision().publish()
    translation.refresh_from_db()
    return translation


def translate_title(translation, title: str) -> None:
    """What a translator writes for the title, in wagtail-localize's editor."""
    for segment in StringSegment.objects.filter(source=translation.source, context__path="title"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            data=title,
        )


def translate_parents(page: Page, language: str = "en") -> None:
    for parent in page.get_ancestors().filter(depth__gt=1).specific():
        if not parent.has_translation(locale(language)):
            translate(parent, language)


# Words and people


def theme(name: str = "Rénovation", english: str = "") -> Theme:
    found = Theme.objects.create(name=name, locale=locale("fr"))
    if english:
        found.copy_for_translation(locale("en"))
        Theme.objects.filter(translation_key=found.translation_key, locale=locale("en")).delete()
        Theme.objects.create(
            name=english, locale=locale("en"), translation_key=found.translation_key
        )
    return found


def kind(name: str = "Rapport", slug: str = "") -> Kind:
    return Kind.objects.create(name=name, slug=slug or name.lower(), locale=locale("fr"))


def field_of_work(name: str = "Politiques sociales", sort_order: int = 0) -> FieldOfWork:
    return FieldOfWork.objects.create(name=name, sort_order=sort_order, locale=locale("fr"))


def domain(name: str = "Gestion sociale", **fields) -> Domain:
    """The domain of that name, made if there is none."""
    found = Domain.objects.filter(name=name, locale=locale("fr")).first()
    return found or Domain.objects.create(name=name, locale=locale("fr"), **fields)


def audience(name: str = "Chargés de gestion locative", **fields) -> Audience:
    return Audience.objects.create(name=name, locale=locale("fr"), **fields)


def contact(name: str = "Zoé Marelle", **fields) -> Contact:
    fields = {
        "role": "Chargée de mission",
        "email": f"{slugify(name.split()[0])}@example.org",
        "phone": "01 99 00 12 34",
        "locale": locale("fr"),
    } | fields
    return Contact.objects.create(name=name, **fields)


def organisation(name: str = "Valmire Habitat", **fields) -> Organisation:
    return Organisation.objects.create(name=name, **fields)


def territory(name: str = "Hautes-Rives", **fields) -> Territory:
    return Territory.objects.create(name=name, **fields)


def board_seat(of: Organisation, **fields) -> BoardSeat:
    """Held since 2024, unless `start` and `end` say otherwise."""
    return BoardSeat.objects.create(organisation=of, **{"start": date(2024, 1, 1)} | fields)


def member_organisation(name: str = "Valmire Habitat", **fields) -> Organisation:
    """Whose employees make their own accounts at valmire.example.org, unless `email_domains` says otherwise."""
    fields = {
        "membership_start": date(2020, 1, 1),
        "email_domains": "valmire.example.org",
    } | fields
    return organisation(name, **fields)


def association(**fields) -> AssociationSettings:
    settings = AssociationSettings.load()
    for name, value in fields.items():
        setattr(settings, name, value)
    settings.save()
    return settings


# Files


def photo(title: str = "Façade", data: bytes | None = None, **fields) -> Photo:
    fields = {
        "credit": "Maud Sérane",
        "description": "Une façade de brique",
        "licence": Photo.Licence.ASSIGNED,
        "consent": Photo.Consent.NOT_NEEDED,
    } | fields
    content = ContentFile(data or files.jpeg(), "photo.jpg")
    return Photo.objects.create(title=title, file=content, **fields)


def shown_photo(*args, **fields) -> Photo:
    """A photo whose sizes the background work has made."""
    made = photo(*args, **fields)
    make_renditions(made, settings.PHOTO_SPECS)
    return made


def document(title: str = "Bilan 2025", extension: str = "pdf", **fields) -> Document:
    """A file that no publication carries yet."""
    data = fields.pop("data", None) or getattr(files, extension)()
    name = fields.pop("name", f"fichier.{extension}")
    made = Document(title=title, file=ContentFile(data, name), **fields)
    made._set_document_file_metadata()
    made.save()
    return made


def publication(title: str = "Bilan 2025", extension: str = "pdf", **fields) -> PublicationPage:
    """A publication with one file, unless `files` says otherwise, in the French library."""
    library = fields.pop("parent", None) or _library()
    about_the_file = {
        name: fields.pop(name) for name in ("data", "name", "collection") if name in fields
    }
    if "files" not in fields:
        language = fields.get("language", "fr")
        fields["files"] = [document(title, extension, language=language, **about_the_file)]
    if "kind" not in fields:
        fields["kind"] = Kind.objects.filter(locale=locale("fr")).first() or kind()
    fields = {"date": date(2025, 11, 3), "title": title} | fields
    return publish(PublicationPage(), library, **fields)


def published_file(*args, **fields) -> Document:
    """The file of a new publication."""
    return publication(*args, **fields).files.get().document


def _library() -> LibraryPage:
    home = HomePage.objects.get(locale=locale("fr"))
    library = LibraryPage.objects.child_of(home).first()
    return library or publish(LibraryPage(title="Publications", slug="publications"), home)


def collection(name: str = "Fichiers internes") -> Collection:
    return Collection.get_first_root_node().add_child(name=name)


# Accounts and doors


def user(email: str, *groups: str, **fields):
    """Somebody with an account, in the groups of these names."""
    person = get_user_model().objects.create_user(email, PASSWORD, **fields)
    person.groups.add(*(Group.objects.get(name=name) for name in groups))
    return person


def member(email: str = "ana@valmire.example.org", of: Organisation | None = None, **fields):
    """Somebody of a member organisation, let in."""
    fields["organisation"] = of or Organisation.objects.filter(name="Valmire Habitat").first()
    fields["organisation"] = fields["organisation"] or member_organisation()
    person = user(email, **fields)
    person.groups.add(Group.objects.get(name="Adhérents"))
    return person


def administrator(email: str = "admin@example.org"):
    return get_user_model().objects.create_superuser(email, PASSWORD)


def editor(email: str = "redaction@example.org"):
    """Somebody who writes and publishes everywhere, and administers nothing."""
    group = Group.objects.filter(name="Publication").first()
    if group is None or not GroupPagePermission.objects.filter(group=group).exists():
        raise AssertionError("Wagtail's own groups are missing: flushed by a transactional test?")
    person = user(email)
    person.groups.add(group)
    return person


def restrict(page: Page, to_group: Group | None = None) -> PageViewRestriction:
    """Closes a page and what is under it to all but a group, or to all who haven't logged in."""
    kind_ = PageViewRestriction.GROUPS if to_group else PageViewRestriction.LOGIN
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind_)
    if to_group:
        restriction.groups.add(to_group)
    return restriction


def restrict_collection(closed: Collection, to_group: Group | None = None):
    kind_ = CollectionViewRestriction.GROUPS if to_group else CollectionViewRestriction.LOGIN
    restriction = CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=kind_
    )
    if to_group:
        restriction.groups.add(to_group)
    return restriction
