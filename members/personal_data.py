"""What the site knows of a person: given to her (GDPR, art. 20), and erased when she asks (art. 17)."""

from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.dispatch import Signal
from django.utils.translation import gettext as _
from django_otp import devices_for_user
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry

from members.access import record
from members.models import Invitation, Member, SignInLink, User

# What other apps know of `user`: each receiver answers with a dict of its own keys, in the form of `export`.
asked_for_data = Signal()


def export(user: User) -> dict:
    """As JSON takes it: texts, dates in ISO 8601."""
    history = _history(user).order_by("timestamp")
    known_elsewhere: dict = {}
    known: Any
    for _receiver, known in asked_for_data.send(User, user=user):
        known_elsewhere.update(known or {})
    return {
        "account": {
            "email": user.email,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "language": user.language,
            "organisation": user.organisation.name if user.organisation else None,
            "is_correspondent": user.is_correspondent,
            "groups": [group.name for group in user.groups.order_by("name__alphabetical")],
            "has_password": user.has_usable_password(),
            "has_calendar_address": bool(user.calendar_secret),
            "second_factors": [device.name for device in devices_for_user(user)],
            "made_at": user.date_joined.isoformat(),
            "last_sign_in_at": user.last_login.isoformat() if user.last_login else None,
        },
        "invitations_sent": [
            {"email": invitation.email, "at": invitation.invited_at.isoformat()}
            for invitation in Invitation.objects.filter(invited_by=user)
        ],
        "history": [
            {"action": entry.action, "at": entry.timestamp.isoformat()} for entry in history
        ],
        **known_elsewhere,
    }


def erase(user: User) -> None:
    """The account, for its owner. members.handlers then has its traces erased, as for any account deleted."""
    record("members.leave", user, None)
    user.delete()


def erase_traces_of(user: User) -> None:
    """What names the owner of an account that is gone; the history keeps that somebody left, not who.

    Tasks are stored with keys alone, but what a mail server refuses stands in the traceback with its address.
    """
    SignInLink.objects.filter(email=user.email).delete()
    Invitation.objects.filter(email=user.email).delete()
    _history(user).update(label=_("deleted account"), data={})
    about_her_address = ModelLogEntry.objects.filter(label=user.email)
    about_her_address.update(label=_("deleted account"))
    stored = DBTaskResult.objects.annotate(arguments=Cast("args_kwargs", TextField()))
    named = Q(arguments__contains=user.email) | Q(traceback__contains=user.email)
    stored.filter(named).exclude(pk__in=DBTaskResult.objects.running()).delete()


def _history(user: User):
    """As staff see it in both screens of accounts."""
    entries = ModelLogEntry.objects
    return entries.for_instance(Member(pk=user.pk)) | entries.for_instance(User(pk=user.pk))
