"""The question before a translation with missing texts is published, and what is published after it."""

import json

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

from core.translation import missing


def ask(request: HttpRequest, instance, texts: list[str], action: str = "") -> HttpResponse:
    """Names the texts; whoever says yes sends the same request again, or another to `action`."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    if action:
        fields = []
    elif "action-workflow-action" in request.POST:
        action, fields = _approval(request, instance)
    context = {
        "instance": instance,
        "texts": texts,
        "action": action,
        "fields": [field for field in fields if field[0] != "csrfmiddlewaretoken"],
        "back": AdminURLFinder(request.user).get_edit_url(instance) or reverse("wagtailadmin_home"),
        "confirmed": missing.CONFIRMED,
        "main_language": settings.LANGUAGE_CODE,
    }
    return render(request, "admin/confirm_untranslated.html", context)


def _approval(request: HttpRequest, page: Page) -> tuple[str, list[tuple[str, str]]]:
    """Of what the form has saved: the address of the step of a workflow, and what was said along with it."""
    names = [page.pk, request.POST["workflow-action-name"], page.current_workflow_task_state.pk]
    said = json.loads(request.POST.get("workflow-action-extra-data") or "{}")
    return reverse("wagtailadmin_pages:workflow_action", args=names), list(said.items())


@require_POST
def publish_saved(request: HttpRequest, page_id: int) -> HttpResponse:
    """What the form has saved before the question."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    page.get_latest_revision().publish(user=request.user)
    messages.success(request, _("“%(title)s” has been published.") % {"title": page})
    return redirect("wagtailadmin_explore", page.get_parent().pk)
