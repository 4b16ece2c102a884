"""What a person does with her own account."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import user_has_device

from core.layout import absolute
from members import calendar_addresses
from members.forms import DetailsForm, password_form
from members.personal_data import erase, export
from members.throttle import TooManyTries, count_try
from members.views.sign_in import show, too_many_tries


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def details(request) -> HttpResponseBase:
    form = DetailsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your details are saved."))
        return redirect("members:details")
    return show(
        request,
        "details",
        _("My account"),
        422 if form.errors else 200,
        form=form,
        has_device=user_has_device(request.user),
        calendar_url=_calendar_url(request.user),
    )


def _calendar_url(user) -> str:
    """Absolute, in the language in use; nothing as long as she has asked for none."""
    token = calendar_addresses.token_of(user)
    return absolute(reverse("member_calendar", args=[token])) if token else ""


@login_required
@require_POST
def calendar_address(request) -> HttpResponseBase:
    """Makes the secret address of her calendar, renews it or withdraws it."""
    if "withdraw" in request.POST:
        calendar_addresses.withdraw(request.user)
        messages.success(request, _("The address of your calendar leads nowhere any more."))
    else:
        calendar_addresses.renew(request.user)
        messages.success(
            request, _("Your calendar has a new address. A former one leads nowhere any more.")
        )
    return redirect(f"{reverse('members:details')}#calendar")


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request) -> HttpResponseBase:
    form, status = password_form(request, request.POST or None), 200
    if request.method == "POST":
        status = 422
        try:
            if "old_password" in form.fields:
                count_try(request, "password", request.user.email)
            if form.is_valid():
                form.save()
                update_session_auth_hash(request, request.user)
                messages.success(
                    request, _("Your password is set. You have been signed out everywhere else.")
                )
                return redirect("members:details")
        except TooManyTries:
            form.add_error(None, too_many_tries())
            status = 429
    return show(request, "password", _("My password"), status, form=form)


@login_required
@require_safe
def personal_data(request) -> HttpResponseBase:
    answer = JsonResponse(
        export(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Disposition"] = 'attachment; filename="parvis.json"'
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request) -> HttpResponseBase:
    """For accounts of organisations; staff accounts are in the hands of the administrators."""
    user = request.user
    if user.organisation_id is None or user.is_superuser:
        raise Http404
    if request.method != "POST":
        return show(request, "delete", _("Delete my account"))
    logout(request)
    erase(user)
    return redirect("members:deleted")


@require_safe
def deleted(request) -> HttpResponseBase:
    return show(request, "deleted", _("Your account is deleted"))
