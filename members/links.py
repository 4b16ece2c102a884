"""Links by mail: signed, short-lived, used once."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.log_actions import log

from contacts.models import Organisation
from core.frame import absolute
from core.tasks import task
from members.admission import admission_of
from members.mail import send
from members.models import Invitation, SignInLink, User

_signer = signing.Signer(salt="members.link")


class UnusableLink(Exception):
    """Forged, cut short, expired or used."""


@task()
def send_link(email: str, language: str, next_path: str) -> None:
    """In the background, so that the answer takes the same time whoever has an account and whoever hasn't.

    An address that may not enter gets no message, unless it is only its organisation's membership that ended.
    """
    admission = admission_of(email)
    language = admission.user.language if admission.user else language
    if admission.is_open:
        address = make_link(email, language, settings.SIGN_IN_LINK_MINUTES, next_path)
        context = {"address": address, "minutes": settings.SIGN_IN_LINK_MINUTES}
        send("link", email, language, context | {"is_new": admission.user is None})
    elif admission.ended_membership:
        send("membership_over", email, language, {"organisation": admission.ended_membership})


def invite(email: str, organisation: Organisation, by: User, language: str, **fields) -> None:
    """Lets an address in and writes to it. What another organisation has begun stays as it is, without a word."""
    given = {"organisation": organisation, "invited_by": by, "language": language, **fields}
    invitation, made = Invitation.objects.get_or_create(email=email, defaults=given)
    if invitation.organisation_id != organisation.pk:
        return
    if not made:
        Invitation.objects.filter(pk=invitation.pk).update(invited_at=timezone.now())
    log(invitation, "members.invite", user=by, data={"organisation": str(organisation)})
    transaction.on_commit(lambda: send_invitation.enqueue(invitation.pk))


@task()
def send_invitation(invitation_pk: int) -> None:
    invitation = Invitation.objects.select_related("organisation").filter(pk=invitation_pk).first()
    if invitation is None:
        return
    days = settings.INVITATION_DAYS
    address = make_link(invitation.email, invitation.language, days * 24 * 60)
    context = {"address": address, "days": days, "organisation": invitation.organisation}
    send("invitation", invitation.email, invitation.language, context)


def make_link(email: str, language: str, minutes: int, next_path: str = "") -> str:
    """The absolute address to send."""
    expires_at = timezone.now() + timedelta(minutes=minutes)
    link = SignInLink.objects.create(email=email, next_path=next_path, expires_at=expires_at)
    with translation.override(language):
        return absolute(reverse("members:link", args=[_signer.sign(link.pk.hex)]))


def read_link(token: str) -> SignInLink:
    """Raises UnusableLink. Reading uses nothing up: mail scanners follow links."""
    try:
        key = uuid.UUID(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        raise UnusableLink from None
    link = _usable().filter(pk=key).first()
    if link is None:
        raise UnusableLink
    return link


@transaction.atomic
def use_link(token: str) -> SignInLink:
    """Raises UnusableLink. Of two uses at once, one succeeds; the address's other links end with it."""
    link = read_link(token)
    # All of them are locked, in one order, so that two uses at once wait for each other.
    links = _usable().filter(email=link.email).order_by("pk").select_for_update()
    keys = [found.pk for found in links]
    if link.pk not in keys:
        raise UnusableLink
    SignInLink.objects.filter(pk__in=keys).update(used_at=timezone.now())
    return link


def _usable():
    return SignInLink.objects.filter(used_at=None, expires_at__gt=timezone.now())
