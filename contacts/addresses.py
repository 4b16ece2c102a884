"""E-mail addresses in one form, so that what is compared, kept and written to is the same."""

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _


def normalise(text: str) -> str:
    """An address in lower case, its domain as IDNA writes it: `x@café.example` is `x@xn--caf-dma.example`.

    Raises ValidationError for anything that isn't one address. A domain that only looks like another keeps
    its own, different form. A name in quotation marks is refused: it would be another form of one without
    (RFC 5321, 4.1.2). So is an encoded word: mail would go to what it says once it is decoded (RFC 2047).
    """
    wrong = ValidationError(_("Write one email address, such as ana@example.org."), code="invalid")
    local, at, domain = text.strip().partition("@")
    odd = '"' in local or "=?" in local or not local.isascii()
    if not at or "@" in domain or odd:
        raise wrong
    try:
        address = f"{local.lower()}@{normalise_domain(domain)}"
        validate_email(address)
    except ValidationError:
        raise wrong from None
    if len(address) > 254:
        raise wrong
    return address


def mailbox(address: str) -> str:
    """The mailbox that an address in its normal form leads to, for counting: never an address to write to.

    What stands after a plus sign is the owner's own mark (RFC 5233); Gmail reads no dots and has two names.
    """
    local, _at, domain = address.partition("@")
    local = local.partition("+")[0] or local
    if domain in {"gmail.com", "googlemail.com"}:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def normalise_domain(text: str) -> str:
    """A domain in lower case, as IDNA 2008 writes it. Raises ValidationError for anything else."""
    domain = text.strip().lower()
    try:
        ascii_domain = idna.encode(domain, std3_rules=True).decode()
    except (idna.IDNAError, UnicodeError):
        ascii_domain = ""
    # A dot at the end would be another form of the same domain; one label is no public one.
    if "." not in ascii_domain.strip(".") or ascii_domain.endswith("."):
        raise ValidationError(
            _("“%(domain)s” isn’t a domain, such as example.org.") % {"domain": domain},
            code="invalid",
        )
    return ascii_domain
