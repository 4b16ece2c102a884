"""The latest draft of a page as it would be published, to somebody without an account.

It is Wagtail's own preview, made without the visitor's cookies: whoever opens the link is shown the same. Addresses of
photos and files become addresses of the link, each with a mark that it was on the page.
"""

import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import unquote

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from proofs.forms import RemarkForm
from proofs.models import Proof, Remark

_ATTRIBUTE = re.compile(r'\b(href|src|srcset|data-[\w-]+)="([^"]*)"')
_COOKIES = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")


@dataclass(frozen=True)
class Reading:
    """What base.html shows around the draft, as `request.proof`."""

    name: str
    expires_at: datetime
    form: RemarkForm
    remarks: Iterable[Remark]
    kept_days: int = settings.PROOF_KEPT_DAYS


def render(request, proof: Proof, form: RemarkForm) -> str | None:
    """The HTML of the draft with the form for remarks under it; None where the draft can't be shown."""
    draft = proof.page.get_latest_revision_as_object()
    anybody = copy(request)
    anybody.META = {name: value for name, value in request.META.items() if name not in _COOKIES}
    reading = Reading(proof.name, proof.expires_at, form, proof.remarks.all())
    response = draft.make_preview_request(anybody, draft.default_preview_mode, {"proof": reading})
    # Its headers are those of the page as it was before.
    return with_marks(proof, response.content.decode()) if response.status_code == 200 else None


def with_marks(proof: Proof, html: str) -> str:
    """A page's HTML, in which photos and files are had through the link."""
    with override(proof.language):
        files = reverse("file", args=[0, "x"]).removesuffix("0/x")
    served = (f"{settings.MEDIA_URL}images/", f"{settings.MEDIA_URL}covers/", files)

    def mark(address: str) -> str:
        path = unescape(address)
        if not path.startswith(served):
            return address
        return proof.path + escape(f"{proof.mark(unquote(path[1:]))}{path}")

    def replace(found: re.Match) -> str:
        name, value = found.groups()
        if name.endswith("srcset"):
            sizes = (size.strip().partition(" ") for size in value.split(","))
            marked = ", ".join(f"{mark(address)}{space}{width}" for address, space, width in sizes)
            return f'{name}="{marked}"'
        return f'{name}="{mark(value)}"'

    return _ATTRIBUTE.sub(replace, html)
