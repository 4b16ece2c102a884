"""A second factor: codes of an application (TOTP, RFC 6238), and recovery codes for the day the phone is lost."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as verify_session
from django_otp import user_has_device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.qr_codes import qr_code
from members.forms import CodeForm
from members.models import User
from members.sign_in import matching_device
from members.throttle import TooManyTries, count_try, forget_tries
from members.views.sign_in import show

RECOVERY_CODES = 10


@login_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def two_factor(request) -> HttpResponseBase:
    """Sets the application up; once that is done, makes new recovery codes or takes it all away."""
    user = request.user
    form = CodeForm(request.POST or None)
    if user_has_device(user):
        device = matches = None
    else:
        device = _unconfirmed_device(user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            code = form.cleaned_data["code"]
            try:
                count_try(request, "code", user.email)
                matches = device.verify_token(code) if device else matching_device(user, code)
            except TooManyTries:
                form.add_error(None, _("Too many attempts. Wait ten minutes, then try again."))
                status = 429
            else:
                if matches:
                    forget_tries(request, "code", user.email)
                    return _act(request, device)
                form.add_error("code", _("This isn’t the current code: try the next one."))
    return show(
        request,
        "two_factor",
        _("Two-factor authentication"),
        status,
        form=form,
        device=device,
        secret=_secret(device),
        qr_code=_qr_code(device),
        required=user.must_use_two_factors,
    )


@transaction.atomic
def _unconfirmed_device(user: User) -> TOTPDevice:
    """The one whose key is shown until a code of it is given: the same for a page opened twice at once."""
    User.objects.select_for_update().get(pk=user.pk)
    waiting = TOTPDevice.objects.filter(user=user, confirmed=False).order_by("pk").first()
    return waiting or TOTPDevice.objects.create(user=user, confirmed=False, name="TOTP")


def _act(request, device):
    user = request.user
    if device is None and "remove" in request.POST and not user.must_use_two_factors:
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
        _end_other_sessions(request)
        messages.success(request, _("Two-factor authentication is off."))
        return redirect("members:details")
    if device:
        device.confirmed = True
        device.save()
        verify_session(request, device)
        _end_other_sessions(request)
    return show(request, "recovery_codes", _("Your recovery codes"), codes=_new_codes(user))


@transaction.atomic
def _new_codes(user) -> list[str]:
    """Instead of the former ones."""
    StaticDevice.objects.filter(user=user).delete()
    holder = StaticDevice.objects.create(user=user, name="recovery")
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=holder, token=code) for code in codes])
    return codes


def _end_other_sessions(request) -> None:
    request.user.end_sessions()
    update_session_auth_hash(request, request.user)


def _secret(device) -> str:
    """The key as people type it, in groups of four."""
    if device is None:
        return ""
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _qr_code(device) -> str:
    return qr_code(device.config_url) if device else ""
