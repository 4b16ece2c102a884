"""Joining by a form: what is written is looked over, with what it will cost, then sent."""

from django.conf import settings
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from contacts.models import Organisation
from core.layout import Layout
from joining.forms import ApplicationForm
from joining.models import Application, JoiningSettings
from joining.tasks import deliver
from members.throttle import TooManyTries, count_form


# The key of the form does what a CSRF token would (core.keyed_forms).
# Without `no-store`: a browser then gives the form back as it was filled in, to whoever steps back.
@csrf_exempt
@cache_control(private=True, no_cache=True)
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request) -> HttpResponseBase:
    """The form, then what it says to be looked over, then the end; `step` says which button was pressed.

    Looking over has an address of its own: from there, "back" leads to the form.
    """
    joining = JoiningSettings.load(request)
    if request.method != "POST":
        if request.resolver_match.url_name != "apply":
            return redirect("apply")
        return _show(request, joining, ApplicationForm())
    form, status, step = ApplicationForm(request.POST), 422, request.POST.get("step")
    valid = form.is_valid()
    if valid and not joining.is_open:
        form.add_error(None, _("Applications are no longer taken here: write to the association."))
    elif valid and step == "send":
        try:
            _accept(request, joining, form)
            return redirect("application_sent")
        except TooManyTries:
            status = 429
            form.add_error(
                None,
                _(
                    "Too many applications were sent from here or with this address. Nothing that you wrote is lost: "
                    "wait an hour and send it again, or write to the association."
                ),
            )
    elif valid and step == "edit":
        status = 200
    elif valid:
        return _show_check(request, joining, form)
    return _show(request, joining, form, status)


@require_safe
def sent(request) -> HttpResponseBase:
    title = _("Your application has arrived")
    introduction = _(
        "A message acknowledges it to the address that you gave. The association examines it, and writes to you."
    )
    context = {"layout": Layout(request, title=title), "title": title, "introduction": introduction}
    return render(request, "pages/form_sent.html", context)


def _accept(request, joining: JoiningSettings, form: ApplicationForm) -> None:
    """Stores the application; one that was sent already is left as it is. Raises TooManyTries."""
    data = dict(form.cleaned_data)
    if Application.objects.filter(key=form.key).exists():
        return
    count_form(request, "application", data["email"], settings.APPLICATION_LIMITS)
    data.pop("consent")
    data["amount"] = joining.amount_for(data["kind"], data["homes"])
    data["language"] = get_language() or settings.LANGUAGE_CODE
    data["consented_at"] = timezone.now()
    with transaction.atomic():
        application, made = Application.objects.get_or_create(key=form.key, defaults=data)
        if made:
            deliver.enqueue(application.pk)


def _show(request, joining: JoiningSettings, form, status: int = 200) -> HttpResponseBase:
    title = _("Become a member")
    scale = joining.scale()
    context = {
        "layout": Layout(request, title=title),
        "title": title,
        "joining": joining,
        "form": form,
        "scale": scale,
        "scale_data": [
            {"kind": one.kind, "from": one.homes_from, "amount": float(one.amount)} for one in scale
        ],
        "kept_days": settings.APPLICATION_KEPT_DAYS,
    }
    return render(request, "pages/application.html", context, status=status)


def _show_check(request, joining: JoiningSettings, form: ApplicationForm) -> HttpResponseBase:
    title = _("Become a member")
    data = form.cleaned_data
    context = {
        "layout": Layout(request, title=title),
        "title": title,
        "form": form,
        "data": data,
        "kind": Organisation.Kind(data["kind"]).label,
        "amount": joining.amount_for(data["kind"], data["homes"]),
    }
    return render(request, "pages/application_check.html", context)
