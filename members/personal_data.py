"""What the site knows of a person: given to her (GDPR, art. 20), and erased when she asks (art. 17)."""

from django.dispatch import Signal
from django.utils.translation import gettext as _
from django_otp import devices_for_user
from wagtail.models import ModelLogEntry

from members.admission import record
from members.models import Invitation, Member, SignInLink, User

# What other apps know of `user`: each receiver answers with a dict of its own keys, in the form of `export`.
asked_for_data = Signal()


def export(user: User) -> dict:
    """As JSON takes it: texts, dates in ISO 8601."""
    history = _history(user).order_by("timestamp")
    known_elsewhere = {}
    for _receiver, known in asked_for_data.send(User, user=user):
        known_elsewhere |= known
    return {
        "account": {
            "email": user.email,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "language": user.language,
            "organisation": user.organisation.name if user.organisation else None,
            "is_correspondent": user.is_correspondent,
            "groups": [group.name for group in user.groups.order_by("name")],
            "has_password": user.has_usable_password(),
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
    """The account and what names its owner; the history keeps that somebody left, not who."""
    SignInLink.objects.filter(email=user.email).delete()
    Invitation.objects.filter(email=user.email).delete()
    record("members.leave", user, None)
    _history(user).update(label=_("deleted account"), data={})
    user.delete()


def _history(user: User):
    return ModelLogEntry.objects.for_instance(Member(pk=user.pk))
