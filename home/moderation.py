"""Messages of moderation: what waits for approval with what it changes, and what was approved or sent back.

They take the place of Wagtail's, which are sent within the editor's request: it fails when the mail server does. Who
gets them is Wagtail's affair, as each person's preferences are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

from bs4 import BeautifulSoup, NavigableString
from django.db import transaction
from django.dispatch import Signal
from django.urls import reverse
from django.utils import translation
from wagtail.admin import signal_handlers
from wagtail.admin.mail import Notifier
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from core.layout import absolute
from core.permissions import may_edit
from core.tasks import MAIL, task
from members.mail import send
from members.models import User

_SHOWN = 12  # fields in a message
_AROUND = 60  # characters of what stays, on each side of a change
_CHANGED = 400  # characters of a change


@dataclass(frozen=True)
class _Kind:
    """A kind of message: what is told of, in which state, and what Wagtail has for it."""

    model: type[TaskState | WorkflowState]
    status: str
    signal: Signal
    notifier: Notifier
    uid: str  # of Wagtail's receiver


_KINDS = {
    "submitted": _Kind(
        TaskState,
        TaskState.STATUS_IN_PROGRESS,
        task_submitted,
        signal_handlers.task_submission_email_notifier,
        "group_approval_task_submitted_email_notification",
    ),
    "approved": _Kind(
        WorkflowState,
        WorkflowState.STATUS_APPROVED,
        workflow_approved,
        signal_handlers.workflow_approval_email_notifier,
        "workflow_state_approved_email_notification",
    ),
    "rejected": _Kind(
        WorkflowState,
        WorkflowState.STATUS_NEEDS_CHANGES,
        workflow_rejected,
        signal_handlers.workflow_rejection_email_notifier,
        "workflow_state_rejected_email_notification",
    ),
}


@dataclass(frozen=True)
class Part:
    """A piece of a text that stays, was added or was removed."""

    text: str
    is_added: bool = False
    is_removed: bool = False


@dataclass(frozen=True)
class Change:
    """A field, and its text with what has changed in it; no parts where that has no short form."""

    field: str
    parts: tuple[Part, ...]


def listen() -> None:
    """Under the names of Wagtail's own receivers, which are then not connected: this application is ready before."""
    for name, kind in _KINDS.items():
        receiver = partial(_plan, name)
        kind.signal.connect(receiver, sender=kind.model, dispatch_uid=kind.uid, weak=False)
    # To administrators, who are told of its first task all the same.
    uid = "workflow_state_submitted_email_notification"
    workflow_submitted.connect(_say_nothing, sender=WorkflowState, dispatch_uid=uid)


def _say_nothing(**kwargs) -> None:
    pass


def _plan(kind: str, instance: Any, user=None, **kwargs) -> None:
    notifier = _KINDS[kind].notifier
    if not notifier.can_handle(instance):
        return
    for recipient in notifier.get_valid_recipients(instance, user=user):
        transaction.on_commit(partial(tell.enqueue, kind, instance.pk, recipient.pk))


@task(priority=MAIL)
def tell(kind: str, pk: int, recipient_pk: int) -> None:
    """Sends one message, if it is still so and the recipient may still edit the page."""
    of_kind = _KINDS[kind]
    state = of_kind.model.objects.filter(pk=pk, status=of_kind.status).first()
    recipient = User.objects.filter(pk=recipient_pk, is_active=True).first()
    if state is None or recipient is None:
        return
    flow = state.workflow_state if kind == "submitted" else state
    page = flow.content_object
    if not isinstance(page, Page) or not may_edit(recipient, page):
        return
    context = {
        "kind": kind,
        "title": page.get_admin_display_title(),
        "flow": flow,
        "address": absolute(reverse("wagtailadmin_pages:edit", args=[page.pk])),
    }
    language = recipient.admin_language
    if kind == "submitted":
        with translation.override(language):
            found = list(changes(page, state.revision, recipient))
        context |= {
            "task": state.task,
            "by": flow.requested_by,
            "is_new": not page.live,
            "changes": found[:_SHOWN],
            "more": max(len(found) - _SHOWN, 0),
        }
    else:
        current = flow.current_task_state
        context |= {"comment": current.specific.get_comment() if current else ""}
    send("moderation", recipient.email, language, context)


def changes(page: Page, revision: Revision, user) -> Iterator[Change]:
    """What a version changes in the page that readers see, as Wagtail's comparison has it; nothing of a new page."""
    if not page.live:
        return
    before, after = page.specific, revision.as_object()
    # Some panels are for some people.
    request: Any = SimpleNamespace(user=user)
    panel = before.get_edit_handler().get_bound_panel(instance=after, request=request, form=None)
    for compare in panel.get_comparison():
        comparison = compare(before, after)
        if comparison.has_changed():
            html = comparison.htmldiff() if hasattr(comparison, "htmldiff") else ""
            yield Change(str(comparison.field_label()), tuple(_parts(str(html))))


def _parts(html: str) -> Iterator[Part]:
    """The text of a comparison, cut where it changes."""
    found: list[Part] = []
    for text in BeautifulSoup(html, "html.parser").find_all(string=True):
        around = {name for parent in text.parents for name in parent.get("class", ())}
        part = Part(str(text), "addition" in around, "deletion" in around)
        if type(text) is not NavigableString or not part.text.strip():
            continue
        last = found[-1] if found else None
        if last and (last.is_added, last.is_removed) == (part.is_added, part.is_removed):
            found[-1] = Part(f"{last.text} {part.text}", part.is_added, part.is_removed)
        else:
            found.append(part)
    for number, part in enumerate(found):
        text = " ".join(part.text.split())
        if part.is_added or part.is_removed:
            text = text if len(text) <= _CHANGED else f"{text[:_CHANGED]}…"
        elif len(text) > 2 * _AROUND:
            begins = f"{text[:_AROUND]}…" if number else "…"
            text = f"{begins} {text[-_AROUND:]}" if number < len(found) - 1 else begins
        yield Part(text, part.is_added, part.is_removed)
