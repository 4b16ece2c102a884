"""A PDF of some pages, made while somebody waits for it: a sign-in sheet, a certificate."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.coreutils import get_dummy_request

from clubs.pdf.tasks import print_pdf
from core.file_responses import disposition, file_name


def make_sheet(template: str, context: dict, language: str) -> bytes:
    """The PDF of a template, with the style sheet css/sheets.css. Raises clubs.pdf.tasks.NotMade."""
    request = get_dummy_request()
    request.user = AnonymousUser()
    with translation.override(language), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        html = render_to_string(template, context | {"LANGUAGE_CODE": language}, request)
        (folder / "report.html").write_text(html, encoding="utf-8")
        stylesheet = Path(str(finders.find("css/sheets.css")))
        (folder / "sheets.css").write_bytes(stylesheet.read_bytes())
        print_pdf(folder, settings.BASE_URL)
        return (folder / "report.pdf").read_bytes()


def pdf_response(content: bytes, title: str) -> HttpResponse:
    """For the one who asked, and for no cache."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = disposition(file_name(title, "pdf"), inline=True)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
