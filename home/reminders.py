"""Messages to those who are named on pages that nobody has looked through for long, once for each delay."""

from collections import defaultdict
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page

from contacts.models import contacts_of
from core import reviews
from core.layout import absolute
from core.permissions import may_edit
from core.tasks import MAIL, task
from core.visibility import can_see
from members.mail import send
from members.models import User

_SHOWN = 30  # pages in a message


def remind() -> int:
    """How many people get a message; each gets one for all her pages."""
    told = defaultdict(list)
    pages: Any = reviews.to_remind_of(Page.objects.order_by("path"))
    for page in pages.specific():
        for email in _addresses(page):
            told[email].append(page.pk)
    with transaction.atomic():
        for email, keys in told.items():
            send_reminder.enqueue(email, keys)
        reviews.note_reminders(sorted({key for keys in told.values() for key in keys}))
    return len(told)


@task(priority=MAIL)
def send_reminder(email: str, keys: list[int]) -> None:
    """Of what is still to be looked through, and of which she may be told."""
    user = _user(email)
    pages = reviews.due(Page.objects.filter(pk__in=keys)).order_by("looked_at", "pk")
    lines = [
        {
            "title": page.title,
            "looked_at": page.looked_at,
            "address": _edit_address(page) if may_edit(user, page) else page.full_url,
        }
        for page in pages
        if _may_be_told(user, page)
    ]
    if lines:
        context = {"lines": lines[:_SHOWN], "more": max(len(lines) - _SHOWN, 0)}
        language = user.admin_language if user else settings.LANGUAGE_CODE
        report = absolute(reverse("review_report"))
        edits = any(may_edit(user, page) for page in pages)
        send("reviews", email, language, context | {"report": report if edits else ""})


def _addresses(page: Any) -> Iterator[str]:
    """Those of the contacts of a page or, where none may be told, of whoever changed it last."""
    contacts = contacts_of(page) if hasattr(page, "page_contacts") else []
    emails = {contact.email.lower() for contact in contacts}
    found = [email for email in sorted(emails) if _may_be_told(_user(email), page)]
    if not found:
        last = page.latest_revision.user if page.latest_revision else None
        if last and may_edit(last, page):
            found = [last.email]
    yield from found


def _user(email: str) -> User | None:
    return User.objects.filter(email=email, is_active=True).first()


def _may_be_told(user: User | None, page: Page) -> bool:
    """What is closed to a contact without an account isn't told to her mailbox either."""
    reader: Any = SimpleNamespace(user=user or AnonymousUser())
    return may_edit(user, page) or can_see(reader, page)


def _edit_address(page: Page) -> str:
    return absolute(reverse("wagtailadmin_pages:edit", args=[page.pk]))
