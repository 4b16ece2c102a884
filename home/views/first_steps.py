"""The first steps of a new editor as a screen of its own, for who has skipped them on the first one."""

from django.http.request import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages

from home.first_steps import SKIPPED, opened, remember, steps


def first_steps(request: HttpRequest) -> HttpResponseBase:
    """A POST names the `step` that is taken, and leads to its place, or is `skipped`."""
    offered = steps(request.user)
    if request.method != "POST":
        told = {"steps": offered, "opened": opened(request.user)}
        return render(request, "admin/first_steps.html", told)
    if SKIPPED in request.POST:
        remember(request.user, SKIPPED)
        messages.success(request, _("The first steps are in the menu, under Help."))
        return redirect("wagtailadmin_home")
    for step in offered:
        if step.name == request.POST.get("step"):
            remember(request.user, step.name)
            return redirect(step.url)
    return redirect("first_steps")
