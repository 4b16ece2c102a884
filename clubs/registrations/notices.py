"""Writing to all who registered: of a change that they haven't been told of, or of anything else."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from clubs.calendar_files import calendar_of
from clubs.models import Registration, RegistrationNotice
from clubs.registrations.mail import own_address, page_in
from core.layout import absolute
from core.tasks import MAIL, task
from core.templatetags.parvis import one_line
from members.mail import message


def untold(page: Any) -> "QuerySet[Registration]":
    """Those who know the page as it was before it moved, was cancelled or went to another place."""
    rows = Registration.objects.of(page)
    return rows.none() if page.is_over else rows.filter(told_sequence__lt=page.times_changed)


def languages_of(rows: "QuerySet[Registration]") -> list[str]:
    """Those that these people are written to in, the site's own first."""
    spoken = {row.read_in for row in rows.select_related("person")}
    return [code for code, _name in settings.LANGUAGES if code in spoken]


def proposed(page: Any, language: str) -> tuple[str, str]:
    """The subject and the text of the message, for the organiser to change; of a change, what it is."""
    session = page_in(page.pk, language)
    with translation.override(language):
        words = {"title": one_line(session.title), "when": session.when.held}
        if not untold(page).exists():
            return words["title"], ""
        if session.is_cancelled:
            subject, text = (
                _("Cancelled: %(title)s"),
                _("The meeting of %(when)s doesn’t take place. There is nothing for you to do."),
            )
        elif session.former_date:
            words["former"] = session.when.former_day
            subject, text = (
                _("Moved: %(title)s"),
                _(
                    "The meeting of %(former)s is held on another date: %(when)s. You keep your place; if you "
                    "can’t come, please cancel by the link below."
                ),
            )
        else:
            subject, text = (
                _("Changed: %(title)s"),
                _(
                    "Something has changed: the date, the hour or the place. This is how it is held now. You keep your "
                    "place; if you can’t come, please cancel by the link below."
                ),
            )
        return subject % words, text % words


@transaction.atomic
def send_notices(page: Any, key: UUID, texts: dict[str, tuple[str, str]], user) -> int:
    """Writes to those who are untold, or to all if there is nothing to be told of. How many are written to.

    `texts` has a subject and a text by language. A form sent twice writes once.
    """
    kept_on = Page.objects.filter(translation_key=page.translation_key).order_by("pk")
    kept_on = kept_on.select_for_update(no_key=True)[0]
    if RegistrationNotice.objects.filter(key=key).exists():
        return 0
    rows = untold(page)
    people = list(
        (rows if rows.exists() else Registration.objects.of(page)).select_related("person")
    )
    notices = {
        language: RegistrationNotice.objects.create(
            key=key, page=kept_on, language=language, subject=subject, text=text, sent_by=user
        )
        for language, (subject, text) in texts.items()
    }
    for person in people:
        notice = notices.get(person.read_in) or next(iter(notices.values()))
        send_notice.enqueue(notice.pk, person.pk)
    keys = [person.pk for person in people]
    Registration.objects.filter(pk__in=keys).update(told_sequence=page.times_changed)
    return len(people)


@task(priority=MAIL)
def send_notice(notice_pk: int, pk: int) -> None:
    """To one person; with a calendar file, in which a cancelled meeting says so, if she has a place."""
    notice = RegistrationNotice.objects.filter(pk=notice_pk).first()
    registration = Registration.objects.select_related("person", "page").filter(pk=pk).first()
    if notice is None or registration is None or not registration.address:
        return
    language = registration.read_in
    session = page_in(registration.page_id, language)
    context = {
        "notice": notice,
        "session": session,
        "address": absolute(session.url),
        "own_address": own_address(registration),
    }
    mail = message("registration_message", registration.address, language, context)
    if not registration.is_waiting:
        with translation.override(language):
            mail.attach(_("session.ics"), calendar_of(session), "text/calendar")
    mail.send()
