"""What a new site still lacks, each line with the screen where it is done; nothing is kept: it is looked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page, Site
from wagtail.permissions import page_permission_policy

from clubs.models import ClubIndexPage, ClubPage, SessionPage
from contacts.models import Contact, Organisation
from downloads.models import Kind, PublicationPage, Theme
from home.models import AssociationSettings, HomePage
from home.sections import SECTIONS, words_of
from members.models import User
from news.models import NewsPage

SETTINGS_URL = ("wagtailsettings:edit", ["home", "associationsettings"])


@dataclass(frozen=True)
class Line:
    text: str
    url: str


def what_is_left(user: User) -> list[Line]:
    """The lines that somebody can do something about, in the order of the work."""
    return [*_settings(user), *_words(user), *_people(user), *_first_pages(user)]


def _settings(user) -> Iterator[Line]:
    site = Site.objects.filter(is_default_site=True).first()
    if site and user.is_superuser and site.hostname != urlsplit(settings.BASE_URL).hostname:
        text = _("The address of the site is %(host)s, and that of the server (BASE_URL) %(base)s.")
        values = {"host": site.hostname, "base": settings.BASE_URL}
        yield Line(text % values, reverse("wagtailsites:index"))
    if not user.has_perm("home.change_associationsettings"):
        return
    association = AssociationSettings.load()
    url = reverse(SETTINGS_URL[0], args=SETTINGS_URL[1])
    if missing := association.missing_legal_fields:
        text = _(
            "The law asks for these details in the legal notice, and they are empty: %(fields)s."
        )
        yield Line(text % {"fields": get_text_list(missing, _("and"))}, f"{url}#tab-legal_notice")
    if association.logo is None:
        yield Line(_("Add the logo"), url)


def _words(user) -> Iterator[Line]:
    models = [HomePage, *(section.model for section in SECTIONS)]
    pages = Page.objects.type(*models).filter(locale__language_code=settings.LANGUAGE_CODE)
    for page in pages.specific().defer_streamfields().order_by("path"):
        words = words_of(page)
        with override(settings.LANGUAGE_CODE):
            is_given = words and page.introduction == str(words.introduction)
        # Who has read it may publish it as it is.
        is_read = page.first_published_at != page.last_published_at
        if is_given and not is_read and page.permissions_for_user(user).can_edit():
            text = _("Rewrite the introduction of “%(title)s”") % {"title": page.title}
            yield Line(text, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    for model, text in (
        (Theme, _("Add the themes that pages are found by")),
        (Kind, _("Add the kinds of publication")),
    ):
        if user.has_perm(f"downloads.add_{model._meta.model_name}") and not model.objects.exists():
            yield Line(text, reverse(model.snippet_viewset.get_url_name("add")))


def _people(user) -> Iterator[Line]:
    if user.has_perm("contacts.add_contact") and not Contact.objects.exists():
        address = Contact.snippet_viewset.get_url_name("add")
        yield Line(_("Add the people that readers write to"), reverse(address))
    may_admit = user.has_perm("contacts.add_organisation") and user.has_perm(
        "contacts.change_membership"
    )
    has_members = Organisation.objects.exclude(membership_start=None).exists()
    if may_admit and not has_members and AssociationSettings.load().offers_members_area:
        address = Organisation.snippet_viewset.get_url_name("add")
        yield Line(_("Add the member organisations"), reverse(address))
    if user.has_perm("members.add_user") and not _colleagues(user).exists():
        text = _("Make accounts for your colleagues, each with a role")
        yield Line(text, reverse("wagtailusers_users:add"))


def _colleagues(user):
    entering = Permission.objects.filter(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    others = User.objects.filter(is_active=True).exclude(pk=user.pk)
    return others.filter(Q(is_superuser=True) | Q(groups__permissions__in=entering))


def _first_pages(user) -> Iterator[Line]:
    addable = page_permission_policy.instances_user_has_permission_for(user, "add")
    clubs = addable.type(ClubIndexPage).filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if clubs and not ClubPage.objects.exists():
        address = reverse("wagtailadmin_pages:add", args=["clubs", "clubpage", clubs.pk])
        yield Line(_("Create the first club"), address)
    firsts: tuple[tuple[type[Page], str, str], ...] = (
        (NewsPage, _("Publish the first news item"), "news:choose_parent"),
        (SessionPage, _("Announce the first session"), "sessions:choose_parent"),
        (PublicationPage, _("Add the first publication"), "publications:choose_parent"),
    )
    for model, text, address in firsts:
        has_place = addable.type(*model.allowed_parent_page_models()).exists()
        if has_place and not model.objects.filter(live=True).exists():
            yield Line(text, reverse(address))
