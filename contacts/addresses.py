"""E-mail addresses in one form, so that what is compared, kept and written to is the same."""

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _


def normalise(text: str) -> str:
    """An address in lower case, its domain as IDNA writes it: `x@café.example` is `x@xn--caf-dma.example`.

    Raises ValidationError for anything that isn't one address. A domain that only looks like another keeps
    its own, different form.
    """
    wrong = ValidationError(_("Write one e-mail address, such as ana@example.org."), code="invalid")
    local, at, domain = text.strip().partition("@")
    if not at or "@" in domain or not local.isascii():
        raise wrong
    try:
        address = f"{local.lower()}@{normalise_domain(domain)}"
        validate_email(address)
    except ValidationError:
        raise wrong from None
    if len(address) > 254:
        raise wrong
    return address


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
