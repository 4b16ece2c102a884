"""From a first proof (password or link) to an open session, by way of a code where the account asks for one."""

import time
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_backends, login
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp import devices_for_user, user_has_device

from members.models import User
from members.throttle import count_try, forget_tries, remember_browser
from members.visits import note_sign_in

SECOND_STEP = "second_step"
BY_LINK = "signed_in_by_link"


def safe_path(request, path: str) -> str:
    """Where to go once in: a path of this site, the members' home for anything else."""
    # Without a slash in front, Django would take it for the name of a view.
    safe = path.startswith("/") and path.isprintable()
    safe = safe and url_has_allowed_host_and_scheme(path, {request.get_host()}, request.is_secure())
    return path if safe else reverse("members_home")


def proceed(request, user: User, next_path: str, by_link: bool = False):
    """After a first proof: the session opens, or the page that asks for a code does. Returns a redirect."""
    if not user_has_device(user):
        return _open(request, user, next_path, by_link)
    request.session.cycle_key()
    request.session[SECOND_STEP] = {
        "user": user.pk,
        "next": next_path,
        "by_link": by_link,
        "until": time.time() + settings.SECOND_STEP_MINUTES * 60,
    }
    return redirect("members:code")


def waiting_user(request) -> User | None:
    """Whoever has given a first proof in this browser a few minutes ago."""
    step = request.session.get(SECOND_STEP)
    if not step or step["until"] < time.time():
        return None
    return get_backends()[0].get_user(step["user"])


def finish(request, user: User, code: str):
    """A redirect once the code is right, else None. Raises TooManyTries."""
    count_try(request, "code", user.email)
    device = matching_device(user, code)
    if device is None:
        return None
    forget_tries(request, "code", user.email)
    step = request.session.pop(SECOND_STEP)
    user.otp_device = device  # type: ignore[attr-defined]
    return _open(request, user, step["next"], step["by_link"])


def matching_device(user: User, code: str):
    """The device of the account that takes this code, which is then used up; or None."""
    code = "".join(code.split()).lower()
    with transaction.atomic():
        for device in devices_for_user(user, for_verify=True):
            if device.verify_token(code):
                return device
    return None


def _open(request, user, next_path, by_link):
    last = user.last_login
    login(request, user)
    request.session.cycle_key()  # which Django leaves where the same person comes in again
    # A moment, not a length of time, which whatever is written to the session would begin anew.
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    request.session[BY_LINK] = by_link
    note_sign_in(request, last)
    lacks_code = user.must_use_two_factors and not hasattr(user, "otp_device")
    response = redirect("members:two_factor" if lacks_code else safe_path(request, next_path))
    remember_browser(response, user.email)
    return response
