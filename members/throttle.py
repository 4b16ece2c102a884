"""How often somebody may try, the same at every door: password, code, link asked for.

Tries are counted by account, whether it exists or not, and by the visitor's network address. Those refused
don't count, so that nobody is kept out for longer than the window, whoever else goes on trying; links by mail have
a count of their own, so that an owner whose password is being guessed still gets in; and a browser in which the
account has been opened before has its own counts, which strangers' tries don't touch (OWASP's device cookies).
"""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from members.models import Attempt

KNOWN_BROWSER = "known_browser"


class TooManyTries(Exception):
    """The door stays shut for a few minutes."""


def try_door(request, door: str, account: str) -> None:
    """Counts a try; raises TooManyTries when the account or the visitor's address has had enough of them."""
    limits = settings.SIGN_IN_LIMITS
    account_key, address_key = _account_key(request, door, account), _address_key(request)
    since = timezone.now() - timedelta(minutes=limits["minutes"])
    # Counted after it is written down: of tries made at once, none goes unseen.
    made = Attempt.objects.bulk_create([Attempt(key=account_key), Attempt(key=address_key)])
    recent = Attempt.objects.filter(at__gte=since)
    if (
        recent.filter(key=account_key).count() > limits["tries_by_account"]
        or recent.filter(key=address_key).count() > limits["tries_by_address"]
    ):
        Attempt.objects.filter(pk__in=[attempt.pk for attempt in made]).delete()
        raise TooManyTries


def forget_tries(request, door: str, account: str) -> None:
    """After the right answer. Of the visitor's address, this try alone is forgotten: many may share it."""
    Attempt.objects.filter(key=_account_key(request, door, account)).delete()
    latest = Attempt.objects.filter(key=_address_key(request)).order_by("at", "pk").last()
    if latest:
        latest.delete()


def forget_old_tries() -> None:
    since = timezone.now() - timedelta(minutes=settings.SIGN_IN_LIMITS["minutes"])
    Attempt.objects.filter(at__lt=since).delete()


def remember_browser(response, account: str) -> None:
    """Marks the browser that gets this response as one in which the account has been opened."""
    response.set_signed_cookie(
        KNOWN_BROWSER,
        f"{get_random_string(16)} {_owner(account)}",
        max_age=settings.KNOWN_BROWSER_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark_of_browser(request, account: str) -> str:
    """What tells a browser that knows the account from all others; nothing for those others."""
    value = request.get_signed_cookie(KNOWN_BROWSER, "", max_age=settings.KNOWN_BROWSER_AGE)
    mark, _space, owner = value.partition(" ")
    return mark if constant_time_compare(owner, _owner(account)) else ""


def _owner(account: str) -> str:
    return _key(f"owner {account.strip().lower()}")


def _account_key(request, door: str, account: str) -> str:
    return _key(f"{door} {account.strip().lower()} {_mark_of_browser(request, account)}")


def _address_key(request) -> str:
    return _key(f"address {_network(request)}")


def _key(text: str) -> str:
    return salted_hmac("members.throttle", text, algorithm="sha256").hexdigest()


def _network(request) -> str:
    """The visitor's address, or the first 64 bits of an IPv6 one: a household has as many as it likes."""
    header = request.META.get(settings.CLIENT_ADDRESS_HEADER, "")
    try:
        # The last address is the one that our own web server saw.
        address = ip_address(header.rpartition(",")[2].strip())
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)
