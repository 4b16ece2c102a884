"""The editors' two screens to replace many files at once: sending them, then confirming what each one replaces."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.documents.permissions import permission_policy

from downloads import replacing
from downloads.forms import ReplacementForm
from downloads.models import Document


def is_open_to(user) -> bool:
    return permission_policy.user_has_any_permission(user, ["add", "change"])


@require_http_methods(["GET", "POST"])
def upload(request) -> HttpResponseBase:
    """A form for many files; each one is answered by JSON when a script sends them one by one."""
    if not is_open_to(request.user):
        raise PermissionDenied
    if request.method == "GET":
        context = {
            "title": _("Replace several files"),
            "introduction": _(
                "Each file is matched to the one here that has its name, the year aside. "
                "Nothing is replaced before you have confirmed."
            ),
            "limit": settings.WAGTAILDOCS_MAX_UPLOAD_SIZE,
            "next_url": reverse("bulk_replace"),
            "next_label": _("Confirm the replacements"),
        }
        return render(request, "admin/bulk_upload.html", context)
    received = [replacing.receive(file, request) for file in request.FILES.getlist("files")]
    html = render_to_string("admin/bulk_received.html", {"received": received}, request)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"html": html})
    if not received:
        messages.error(request, _("Choose one file at least."))
        return redirect("bulk_replace_upload")
    if any(not one.waiting for one in received):
        messages.warning(request, format_html('<ul class="bulk-links">{}</ul>', html))
    return redirect("bulk_replace")


class ReplaceView(View):
    """What waits, each with the file that it is to replace. What is refused stays here as typed; the rest is done."""

    def dispatch(self, request) -> HttpResponseBase:
        if not is_open_to(request.user):
            raise PermissionDenied
        self.documents = replacing.replaceable(request)
        return super().dispatch(request)

    def get(self, request) -> HttpResponseBase:
        return self._render(self._lines(), "")

    def post(self, request) -> HttpResponseBase:
        left_out = request.POST.get("leave", "")
        if left_out.isdecimal():
            replacing.waiting(request.user).filter(pk=left_out[:18]).delete()
        lines, reason = self._lines(request.POST), request.POST.get("reason", "")[:300]
        valid = [line for line in lines if line.is_valid()]
        for line in valid:
            line.pair()
        done = self._replace(valid, reason) if "replace" in request.POST else []
        if len(valid) < len(lines) or any(line.errors for line in lines):
            messages.warning(
                request, _("What is refused stays here: see what is said at its fields.")
            )
            return self._render([line for line in lines if line not in done], reason)
        if "replace" in request.POST and not done:
            messages.warning(
                request, _("Nothing was selected, or nothing selected has a file to replace.")
            )
        return redirect("bulk_replace")

    def _lines(self, data=None) -> list[ReplacementForm]:
        found = replacing.waiting(self.request.user)
        return [ReplacementForm(data, one, self.documents) for one in found]

    def _replace(self, lines: list[ReplacementForm], reason: str) -> list[ReplacementForm]:
        done, replaced = [], []
        for line in lines:
            document = line.replacement.document
            if not line.cleaned_data["chosen"] or document is None:
                continue
            if document in replaced:
                line.add_error("document", _("Another file of this list has just replaced it."))
                continue
            title, user = line.cleaned_data["title"], self.request.user
            if problem := replacing.replace(line.replacement, document, title, reason, user):
                line.add_error(None, problem)
                continue
            done.append(line)
            replaced.append(document)
        if done:
            self._say(replaced)
        return done

    def _say(self, replaced: list[Document]) -> None:
        text = ngettext("%d file is replaced:", "%d files are replaced:", len(replaced))
        links = [(reverse("wagtaildocs:edit", args=[one.pk]), one.title) for one in replaced]
        messages.success(self.request, _listed(text % len(replaced), links))
        if pages := replacing.left_behind(replaced, self.request.user):
            links = [
                (reverse("wagtailadmin_pages:edit", args=[one.pk]), one.title) for one in pages
            ]
            sentence = _("The titles of these publications still say the former year:")
            messages.info(self.request, _listed(sentence, links))

    def _render(self, lines: list[ReplacementForm], reason: str) -> HttpResponseBase:
        media = lines[0].media if lines else ""
        context = {"lines": lines, "reason": reason, "media": media}
        return render(self.request, "admin/bulk_replace.html", context)


def _listed(sentence: str, links: list[tuple[str, str]]) -> str:
    items = format_html_join("", '<li><a href="{}">{}</a></li>', links)
    return format_html('{} <ul class="bulk-links">{}</ul>', sentence, items)
