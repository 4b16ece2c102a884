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
from core.layout import absolute
from core.tasks import MAIL, task
from members.access import access_of, may_admit_anybody
from members.mail import send
from members.models import Invitation, SignInLink, User

_signer = signing.Signer(salt="members.link")


class UnusableLink(Exception):
    """Forged, cut short, expired or used."""


def ask_for_link(email: str, language: str, next_path: str) -> None:
    """The same work for every address, whoever has an account; the rest is done in the background."""
    link = _make_link(email, settings.SIGN_IN_LINK_MINUTES, next_path)
    send_link.enqueue(link.pk.hex, language)


@task(priority=MAIL)
def send_link(key: str, language: str) -> None:
    """The key alone stands in the stored task, no address.

    An address that may not enter gets no message, unless it is only its organisation's membership that ended.
    """
    link = _usable().filter(pk=key).first()  # which may have ended while the mail server was away
    if link is None:
        return
    access = access_of(link.email)
    language = access.user.language if access.user else language
    if access.is_open:
        context = {"address": address_of(link, language), "minutes": settings.SIGN_IN_LINK_MINUTES}
        send("link", link.email, language, context | {"is_new": access.user is None})
        return
    if access.ended_membership:
        send("membership_over", link.email, language, {"organisation": access.ended_membership})
    link.delete()


def invite(email: str, organisation: Organisation, by: User, language: str, **fields) -> None:
    """Lets an address in and writes to it. What another organisation has begun stays as it is, without a word."""
    given = {"organisation": organisation, "invited_by": by, "language": language, **fields}
    invitation, made = Invitation.objects.get_or_create(email=email, defaults=given)
    if invitation.organisation_id != organisation.pk:
        return
    if not made:
        invitation.invited_at = timezone.now()
        if not (invitation.invited_by and may_admit_anybody(invitation.invited_by)):
            invitation.invited_by = by
        invitation.save(update_fields=["invited_at", "invited_by"])
    log(invitation, "members.invite", user=by, data={"organisation": str(organisation)})
    transaction.on_commit(lambda: send_invitation.enqueue(invitation.pk))


@task(priority=MAIL)
def send_invitation(invitation_pk: int) -> None:
    """To nobody whom it wouldn't let in."""
    invitation = Invitation.objects.select_related("organisation").filter(pk=invitation_pk).first()
    if invitation is None or not access_of(invitation.email).is_open:
        return
    days = settings.INVITATION_DAYS
    link = _make_link(invitation.email, days * 24 * 60)
    context = {"address": address_of(link, invitation.language), "days": days}
    context["organisation"] = invitation.organisation
    send("invitation", invitation.email, invitation.language, context)


def invite_editor(user: User) -> SignInLink:
    """Writes to somebody for whom an account with a role was made; the link also serves who hands it over herself."""
    link = _make_link(user.email, settings.INVITATION_DAYS * 24 * 60, reverse("wagtailadmin_home"))
    transaction.on_commit(lambda: send_editor_invitation.enqueue(link.pk.hex))
    return link


@task(priority=MAIL)
def send_editor_invitation(key: str) -> None:
    link = SignInLink.objects.filter(pk=key).first()
    user = User.objects.filter(email=link.email, is_active=True).first() if link else None
    if link is None or user is None:
        return
    context = {"address": address_of(link, user.language), "days": settings.INVITATION_DAYS}
    send("editor_invitation", user.email, user.language, context)


def _make_link(email: str, minutes: int, next_path: str = "") -> SignInLink:
    expires_at = timezone.now() + timedelta(minutes=minutes)
    return SignInLink.objects.create(email=email, next_path=next_path, expires_at=expires_at)


def address_of(link: SignInLink, language: str) -> str:
    """The absolute address to send."""
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
