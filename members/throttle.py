"""How often somebody may try, the same for every way in: password, code, link asked for.

Tries are counted by account, whether it exists or not, and by the visitor's network address. Those refused
don't count, so that nobody is kept out for longer than the window, whoever else goes on trying; links by mail have
a count of their own, so that an owner whose password is being guessed still gets in; and a browser in which the
account has been opened before has its own counts, which strangers' tries don't touch (OWASP's device cookies).
Messages are counted by whom they reach, and what members do that sends messages by who does it.
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from contacts.addresses import mailbox
from members.models import Attempt, User


class TooManyTries(Exception):
    """The action stays shut for a few minutes."""


@dataclass(frozen=True)
class _Count:
    key: str
    most: int
    minutes: int


def count_try(request, action: str, account: str) -> None:
    """Counts a try; raises TooManyTries when the account or the visitor's address has had enough of them."""
    limits = settings.SIGN_IN_LIMITS
    account_key = _account_key(request, action, account)
    _count(_Count(account_key, limits["tries_by_account"], limits["minutes"]), _by_visitor(request))


def count_message(request, email: str, kind: str = "message") -> None:
    """Counts a message that a visitor has sent to an address in its normal form; raises TooManyTries.

    All addresses of one mailbox count together, and all mailboxes of a domain, unless the browser is known to the
    owner: strangers don't use up what is hers. Messages without a way in are of a `kind` of their own, so that whoever
    is refused a link has had one.
    """
    limits, box = settings.MESSAGE_LIMITS, mailbox(email)
    to_mailbox = _account_key(request, kind, box)
    counts = [_Count(to_mailbox, limits["to_mailbox"], limits["minutes"]), _by_visitor(request)]
    if not _mark_of_browser(request, box):
        domain_key = _key(f"{kind} domain {box.rpartition('@')[2]}")
        counts.append(_Count(domain_key, limits["to_domain"], limits["minutes"]))
    _count(*counts)


def count_enquiry(request, to: str, copy_to: str = "") -> None:
    """Counts what a visitor writes to a contact by the form, by ENQUIRY_LIMITS; raises TooManyTries.

    `to` is the contact's address; the copy goes to an address that nobody has proven, and counts as messages do.
    """
    limits = settings.ENQUIRY_LIMITS
    if copy_to:
        count_message(request, copy_to, "copy")
    _count(
        _Count(_key(f"enquiry from {_network(request)}"), limits["by_address"], limits["minutes"]),
        _Count(_key(f"enquiry to {mailbox(to)}"), limits["to_contact"], limits["minutes"]),
    )


def count_form(request, kind: str, email: str, limits: dict) -> None:
    """Counts a form of a `kind` that a visitor sends, and the message to the address in it; raises TooManyTries.

    `limits` are `by_address`, how many may come from one network address, in how many `minutes`.
    """
    count_message(request, email, kind)
    _count(
        _Count(_key(f"{kind} from {_network(request)}"), limits["by_address"], limits["minutes"])
    )


def count_remark(request, proof_pk: int) -> None:
    """Counts a remark on a draft, by PROOF_LIMITS; raises TooManyTries."""
    limits = settings.PROOF_LIMITS
    _count(
        _Count(_key(f"remark from {_network(request)}"), limits["by_address"], limits["minutes"]),
        _Count(_key(f"remark by {proof_pk}"), limits["by_proof"], limits["minutes"]),
    )


def count_certificate(registration_pk: int) -> None:
    """Counts the making of somebody's certificate: a file that takes a second; raises TooManyTries."""
    _count(_Count(_key(f"certificate {registration_pk}"), 10, 60))


def count_attachment(request) -> None:
    """Counts a file that a visitor sends with such a form, be it refused for another field; raises TooManyTries."""
    limits = settings.ENQUIRY_LIMITS
    key = _key(f"attachment from {_network(request)}")
    _count(_Count(key, limits["attachments"], limits["minutes"]))


def count_action(user: User, action: str, of: str = "") -> None:
    """Counts what somebody who is signed in does, one of settings.ACTION_LIMITS; raises TooManyTries."""
    most, minutes = settings.ACTION_LIMITS[action]
    _count(_Count(_key(f"{action} {user.pk} {of}"), most, minutes))


def _count(*counts: _Count) -> None:
    # Counted after they are written down: of tries made at once, none goes unseen.
    made = Attempt.objects.bulk_create([Attempt(key=count.key) for count in counts])
    for count in counts:
        since = timezone.now() - timedelta(minutes=count.minutes)
        if Attempt.objects.filter(key=count.key, at__gte=since).count() > count.most:
            Attempt.objects.filter(pk__in=[attempt.pk for attempt in made]).delete()
            raise TooManyTries


def forget_tries(request, action: str, account: str) -> None:
    """After the right answer. Of the visitor's address, this try alone is forgotten: many may share it."""
    Attempt.objects.filter(key=_account_key(request, action, account)).delete()
    latest = Attempt.objects.filter(key=_by_visitor(request).key).order_by("at", "pk").last()
    if latest:
        latest.delete()


def forget_old_tries() -> None:
    shared = (
        settings.SIGN_IN_LIMITS,
        settings.MESSAGE_LIMITS,
        settings.ENQUIRY_LIMITS,
        settings.REGISTRATION_LIMITS,
        settings.APPLICATION_LIMITS,
        settings.PROOF_LIMITS,
    )
    windows = [limits["minutes"] for limits in shared]
    windows += [minutes for _most, minutes in settings.ACTION_LIMITS.values()]
    since = timezone.now() - timedelta(minutes=max(windows))
    Attempt.objects.filter(at__lt=since).delete()


def remember_browser(response, account: str) -> None:
    """Marks the browser that gets this response as one in which the account has been opened."""
    response.set_signed_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        f"{get_random_string(16)} {_owner(account)}",
        max_age=settings.KNOWN_BROWSER_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark_of_browser(request, account: str) -> str:
    """What tells a browser that knows the account from all others; nothing for those others."""
    value = request.get_signed_cookie(
        settings.KNOWN_BROWSER_COOKIE, "", max_age=settings.KNOWN_BROWSER_AGE
    )
    mark, _space, owner = value.partition(" ")
    return mark if constant_time_compare(owner, _owner(account)) else ""


def _owner(account: str) -> str:
    return _key(f"owner {mailbox(account.strip().lower())}")


def _account_key(request, action: str, account: str) -> str:
    return _key(f"{action} {account.strip().lower()} {_mark_of_browser(request, account)}")


def _by_visitor(request) -> _Count:
    limits = settings.SIGN_IN_LIMITS
    return _Count(
        _key(f"address {_network(request)}"), limits["tries_by_address"], limits["minutes"]
    )


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
