"""The secret address of a member's calendar: known to her alone, until she renews or withdraws it."""

from django.core import signing
from django.utils.crypto import get_random_string

from members.models import User

# The address is the key of an account with a random text, signed: reading the table opens nothing.
_signer = signing.Signer(salt="members.calendar", sep=".")
_LENGTH = 12


def renew(user: User) -> None:
    """A new address; the one before, if there was any, leads nowhere from now on."""
    user.calendar_secret = get_random_string(_LENGTH)
    user.save(update_fields=["calendar_secret"])


def withdraw(user: User) -> None:
    user.calendar_secret = ""
    user.save(update_fields=["calendar_secret"])


def token_of(user: User) -> str:
    """The part of the address that is hers; nothing as long as she has asked for none."""
    return _signer.sign(f"{user.pk}.{user.calendar_secret}") if user.calendar_secret else ""


def owner_of(token: str) -> User | None:
    """Whose calendar it is, if the account opens today."""
    try:
        key, _dot, secret = _signer.unsign(token).partition(".")
    except signing.BadSignature:
        return None
    users = User.objects.select_related("organisation").exclude(calendar_secret="")
    user = users.filter(pk=int(key), calendar_secret=secret).first()
    return user if user and user.has_access else None
