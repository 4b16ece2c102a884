"""What readers wrote goes out by mail, in the background: a mail server that is down delays it and loses nothing."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from contacts.models import Contact
from core.languages import association_email
from core.layout import absolute
from core.tasks import MAIL, task
from core.visibility import is_published
from enquiries.models import Enquiry
from members.mail import message


class NobodyToWriteTo(Exception):
    """The contact is gone without a successor, and the association has no e-mail address in its settings."""


@task(priority=MAIL)
def deliver(pk: int) -> None:
    """Sends an enquiry to its contact, then the copy to its sender if she asked for one; each once.

    What can't be sent raises the mail server's error, after which the task is tried again.
    """
    enquiry = Enquiry.objects.select_related("contact", "page").filter(pk=pk).first()
    if enquiry is None:
        return
    if enquiry.sent_at is None:
        if not _to_contact(enquiry).send():
            raise NobodyToWriteTo
        Enquiry.objects.filter(pk=pk).update(sent_at=timezone.now())
    if enquiry.wants_copy and enquiry.copied_at is None:
        _copy(enquiry).send()
        Enquiry.objects.filter(pk=pk).update(copied_at=timezone.now())


def _to_contact(enquiry: Enquiry) -> EmailMessage:
    """To the contact of now, or to the association where she is gone without a successor."""
    to = enquiry.contact.current.email if enquiry.contact else association_email()
    mail = message("enquiry", to, settings.LANGUAGE_CODE, _context(enquiry))
    mail.reply_to = [enquiry.email]
    if attachment := enquiry.attachment:
        with attachment.file.open() as file:
            mail.attach(attachment.name, file.read())
    return mail


def _copy(enquiry: Enquiry) -> EmailMessage:
    return message("enquiry_copy", enquiry.email, enquiry.language, _context(enquiry))


def _context(enquiry: Enquiry) -> dict:
    page = enquiry.page if enquiry.page and is_published(enquiry.page) else None
    contact: Contact | None = enquiry.contact and enquiry.contact.current
    return {
        "enquiry": enquiry,
        "contact": contact,
        "attachment": enquiry.attachment,
        "page": page,
        "page_address": absolute(page.url) if page else "",
    }
