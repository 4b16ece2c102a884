from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from contacts.models import Contact
from core.languages import association_name


@require_safe
def vcard(request, pk: int) -> HttpResponse:
    """A listed contact as a vCard 4.0 (RFC 6350), for the reader's address book."""
    contact = get_object_or_404(Contact, pk=pk, listed=True, successor=None)
    organisation = association_name(request)
    first, _space, last = contact.name.partition(" ")
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"FN:{_escape(contact.name)}",
        f"N:{_escape(last)};{_escape(first)};;;",
        f"ORG:{_escape(organisation)}" if organisation else "",
        f"TITLE:{_escape(contact.role)}" if contact.role else "",
        f"EMAIL;TYPE=work:{_escape(contact.email)}",
        f"TEL;TYPE=work;VALUE=uri:{contact.phone_uri}" if contact.phone else "",
        "END:VCARD",
    ]
    text = "".join(_fold(line) for line in lines if line)
    response = HttpResponse(text, content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(contact.name)}.vcf"'
    return response


def _escape(text: str) -> str:
    """RFC 6350, 3.4: backslash, comma, semicolon and line ends are escaped in a text value."""
    for char in ("\\", ",", ";"):
        text = text.replace(char, f"\\{char}")
    return text.replace("\r", "").replace("\n", "\\n")


def _fold(line: str) -> str:
    """RFC 6350, 3.2: no line over 75 bytes; what follows a fold begins with a space."""
    folded, width = "", 0
    for char in line:
        size = len(char.encode())
        if width + size > 75:
            folded, width = f"{folded}\r\n ", 1
        folded, width = folded + char, width + size
    return f"{folded}\r\n"
