"""What those who register, and whoever organises it, are told by mail; in the background, by keys that name nobody."""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from clubs.calendar_files import calendar_of
from clubs.models import Registration
from contacts.models import Organisation
from core.layout import absolute
from core.tasks import MAIL, task
from core.visibility import is_published
from members.mail import message, send

_PRICE, _PRICE_FOR_MEMBERS = gettext_lazy("Price:"), gettext_lazy("Price for members:")


class News(StrEnum):
    """Of a registration: what there is to tell."""

    REGISTERED = "registered"
    AGAIN = "again"
    PLACE = "place"
    WITHDRAWN = "withdrawn"


@task(priority=MAIL)
def tell(pk: int, news: str) -> None:
    """Writes to the person, in her language; with a calendar file if she has a place."""
    rows = Registration.with_withdrawn.select_related("person", "page")
    registration = rows.filter(pk=pk).first()
    if registration is None or not registration.address:
        return
    session = page_in(registration.page_id, registration.read_in)
    is_member = bool(registration.person)
    context = {
        "session": session,
        "registration": registration,
        "price": (session.member_price if is_member else "") or session.price,
        "price_label": _PRICE_FOR_MEMBERS if is_member and session.member_price else _PRICE,
        "news": news,
        "withdrawn": news == News.WITHDRAWN,
        "address": absolute(session.url),
        "own_address": own_address(registration),
    }
    mail = message("registration", registration.address, registration.read_in, context)
    if news != News.WITHDRAWN and not registration.is_waiting:
        with translation.override(registration.read_in):
            mail.attach(_("session.ics"), calendar_of(session), "text/calendar")
    mail.send()


@task(priority=MAIL)
def send_certificate(pk: int) -> None:
    """The link to the certificate of whoever was present."""
    rows = Registration.objects.select_related("person", "page")
    registration = rows.filter(pk=pk).first()
    if registration and registration.has_certificate and registration.address:
        language = registration.read_in
        with translation.override(language):
            address = absolute(reverse("certificate", args=[registration.token]))
        session = page_in(registration.page_id, language)
        context = {"session": session, "address": address, "registration": registration}
        send("certificate", registration.address, language, context)


@task(priority=MAIL)
def tell_club(pk: int, news: str) -> None:
    """Of somebody whose account is deleted before the message is written, `tell_club_of_deletion` has told."""
    rows = Registration.with_withdrawn.select_related("person__organisation", "page")
    if registration := rows.filter(pk=pk).first():
        _write_to_club(
            page_in(registration.page_id),
            registration.name,
            registration.address,
            registration.organisation,
            registration.is_waiting,
            news == News.WITHDRAWN,
        )


@task(priority=MAIL)
def tell_club_of_deletion(page_pk: int, organisation_pk: int | None) -> None:
    """The name is erased with the account; the list shows who is left."""
    organisation = Organisation.objects.filter(pk=organisation_pk or 0).first()
    if page := page_in(page_pk):
        _write_to_club(
            page,
            gettext_lazy("deleted account"),
            email="",
            organisation=organisation.name if organisation else "",
            is_waiting=False,
            withdrawn=True,
        )


def _write_to_club(
    page: Any, name, email: str, organisation: str, is_waiting: bool, withdrawn: bool
) -> None:
    """To the session's address for registration, or to its contacts; in the site's language."""
    registered = page.registrations_in_any_language
    context = {
        "session": page,
        "name": name,
        "email": email,
        "organisation": organisation,
        "is_waiting": is_waiting,
        "withdrawn": withdrawn,
        "total": registered.filter(is_waiting=False).count(),
        "waiting": registered.filter(is_waiting=True).count(),
        "address": absolute(reverse("clubs_registrations", args=[page.pk])),
    }
    contacts = [contact.email for contact in page.contacts]
    if addresses := [page.registration_email] if page.registration_email else contacts:
        send("registration_notice", addresses, settings.LANGUAGE_CODE, context)


def own_address(registration: Registration) -> str:
    """The link by which she looks after her registration, in her language."""
    with translation.override(registration.read_in):
        return absolute(reverse("own_registration", args=[registration.token]))


def page_in(pk: int, language: str = "") -> Any:
    """The page, of its own type, or its translation if readers have one; None once it is deleted."""
    page = Page.objects.filter(pk=pk).first()
    if page is None or not language:
        return page and page.specific
    same = Page.objects.filter(translation_key=page.translation_key)
    here = same.filter(locale__language_code=language).first()
    return (here if here and is_published(here) else page).specific
