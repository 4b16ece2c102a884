"""On the day and after it: the list to sign, who was present, the certificates."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages

from clubs.models import Registration
from clubs.pdf.sheets import make_sheet, pdf_response
from clubs.pdf.tasks import NotMade
from clubs.registrations.mail import page_in, send_certificate
from clubs.registrations.permissions import may_look_after, may_read, registering_page
from clubs.views.bases import LookAfterRegistrationsMixin
from core.templatetags.parvis import day
from members.throttle import TooManyTries, count_certificate

EMPTY_LINES = 6  # of a list to sign, for those who come without having registered


@require_safe
def sign_in_sheet(request, page_pk: int) -> HttpResponseBase:
    """The list of those who have a place, to be signed, as a PDF."""
    page = registering_page(page_pk)
    if not may_read(request, page):
        raise PermissionDenied
    rows = page.registrations_in_any_language.filter(is_waiting=False).by_name()
    context = {
        "title": gettext("Sign-in sheet"),
        "session": page,
        "registrations": rows,
        "empty_lines": range(len(rows) + 1, len(rows) + 1 + EMPTY_LINES),
    }
    try:
        content = make_sheet("pdf/sign_in_sheet.html", context, get_language() or "")
    except NotMade:
        messages.error(
            request, gettext("The PDF can’t be made now: the operator finds why in the log.")
        )
        return redirect("clubs_registrations", page.pk)
    return pdf_response(content, f"{context['title']} {page.title}")


class Presence(LookAfterRegistrationsMixin, TemplateView):
    """A box for each who has registered. Of two phones, each changes the boxes that it has touched."""

    template_name = "admin/presence.html"
    page_title = _("Who is present")
    header_icon = "check"

    def post(self, request) -> HttpResponseBase:
        before, now = (set(request.POST.getlist(name)) for name in ("was_present", "present"))
        rows = self.page.registrations_in_any_language
        with transaction.atomic():
            rows.filter(pk__in=_keys(now - before)).update(was_present=True)
            rows.filter(pk__in=_keys(before - now)).update(was_present=False)
        number = rows.filter(was_present=True).count()
        sentence = ngettext(
            "Noted: %(number)s person is present.", "Noted: %(number)s people are present.", number
        )
        messages.success(request, sentence % {"number": number})
        return redirect("clubs_presence", self.page.pk)

    def get_context_data(self, **kwargs) -> dict:
        rows = list(self.page.registrations_in_any_language.by_name())
        present = [row for row in rows if row.was_present]
        return super().get_context_data(**kwargs) | {
            "expected": [row for row in rows if not row.is_waiting],
            "waiting": [row for row in rows if row.is_waiting],
            "present": len(present),
            "uncertified": len([row for row in present if row.certified_at is None]),
            "certify_url": reverse("clubs_send_certificates", args=[self.page.pk]),
        }


@require_POST
def send_certificates(request, page_pk: int) -> HttpResponseBase:
    """Writes to those who were present, once to each, with the link to her certificate."""
    page = registering_page(page_pk)
    if not may_look_after(request, page):
        raise PermissionDenied
    if (page.ends_at and page.ends_at > timezone.now()) or page.starts_at > timezone.now():
        messages.warning(request, gettext("Certificates are for afterwards: it isn’t over yet."))
        return redirect("clubs_presence", page.pk)
    rows = page.registrations_in_any_language.filter(was_present=True, certified_at=None)
    with transaction.atomic():
        keys = [row.pk for row in rows.select_for_update(of=("self",))]
        Registration.objects.filter(pk__in=keys).update(certified_at=timezone.now())
        for pk in keys:
            send_certificate.enqueue(pk)
    sentence = ngettext(
        "%(number)s certificate is on its way.",
        "%(number)s certificates are on their way.",
        len(keys),
    )
    messages.success(request, sentence % {"number": len(keys)})
    return redirect("clubs_presence", page.pk)


@never_cache
@require_safe
def certificate(request, token: str) -> HttpResponseBase:
    """The certificate of whoever was present, behind the link of her message; 404 for everybody else."""
    registration = Registration.of_token(token)
    if registration is None or not registration.has_certificate:
        raise Http404
    language = get_language() or ""
    session = page_in(registration.page_id, language)
    context = {
        "title": gettext("Certificate of attendance"),
        "registration": registration,
        "session": session,
        "day": day(timezone.localdate()),
    }
    try:
        count_certificate(registration.pk)
        content = make_sheet("pdf/certificate.html", context, language)
    except (NotMade, TooManyTries):
        sentence = gettext("The certificate can’t be made now. Try again in an hour.")
        return HttpResponse(sentence, status=503, content_type="text/plain; charset=utf-8")
    return pdf_response(content, f"{context['title']} {session.title}")


def _keys(words: set[str]) -> list[int]:
    return [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 10]
