"""Readers register for what is held on a date: members by one button, everybody by a form; and they withdraw."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from clubs.models import Registration
from clubs.models.registrations import find_page_to_register, models_to_register_for
from clubs.registrations.forms import NeedsForm, RegistrationForm
from clubs.registrations.mail import page_in
from clubs.registrations.places import register, withdraw
from core.layout import Layout
from core.visibility import can_see
from members.sign_in import safe_path
from members.throttle import TooManyTries, count_action, count_form


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request, pk: int) -> HttpResponseBase:
    """The button of a session. Whoever had to sign in first is led to the session, to press it."""
    session = _page(request, pk)
    page = f"{session.get_url(request)}#registration"
    if request.method != "POST":
        return redirect(page)
    try:
        if "withdraw" in request.POST:
            own = session.registrations_in_any_language.filter(person=request.user).first()
            if own:
                _count_change(session, request.user)
                withdraw(own)
                sentence = _(
                    "Your registration has been cancelled, and the organisers have been told."
                )
                messages.success(request, sentence)
        elif not session.takes_members:
            messages.error(request, _("Registration for this session is no longer open."))
        elif not session.registrations_in_any_language.filter(person=request.user).exists():
            _count_change(session, request.user)
            if register(session, Registration(person=request.user)):
                messages.success(request, _("A message confirms your registration to you."))
    except TooManyTries:
        messages.error(
            request,
            _(
                "You have registered and cancelled several times: no more changes can be made for an hour. "
                "If it is urgent, write to the organisers."
            ),
        )
    return redirect(safe_path(request, request.POST.get("next") or page))


# The key of the form does what a CSRF token would (core.keyed_forms). The browser keeps the page, and what was typed,
# for the way back.
@csrf_exempt
@cache_control(private=True, no_cache=True)
@require_http_methods(["GET", "HEAD", "POST"])
def register_by_form(request, pk: int) -> HttpResponseBase:
    """The form for everybody. Its answer is the same whether the address has registered before or not."""
    session = _page(request, pk)
    if not session.public_registration:
        raise Http404
    if request.method != "POST":
        if not session.takes_public:
            return redirect(f"{session.get_url(request)}#registration")
        form = RegistrationForm(serves_meal=session.serves_meal, initial=_known_of(request.user))
        return _show_form(request, session, form)
    form, status = RegistrationForm(request.POST, serves_meal=session.serves_meal), 422
    if form.is_valid():
        try:
            if _accept(request, session, form):
                return redirect("registration_sent", session.pk)
            form.add_error(None, _("Registration for this session is no longer open."))
        except TooManyTries:
            status = 429
            form.add_error(
                None,
                _(
                    "Too many people were registered from here, or with this address. Nothing that you wrote is lost: "
                    "wait an hour and send it again, or write to the organisers."
                ),
            )
    return _show_form(request, session, form, status)


@require_safe
def registration_sent(request, pk: int) -> HttpResponseBase:
    title = _("Your registration has arrived")
    context = {
        "layout": Layout(request, title=title),
        "title": title,
        "introduction": _(
            "A message is on its way to the address you gave. It says whether you have a place or wait for one, "
            "and has the link to cancel."
        ),
        "session": _page(request, pk),
    }
    return render(request, "pages/registration_sent.html", context)


# The link is the right to what it leads to; whoever has it needs no account and no cookie.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_registration(request, token: str) -> HttpResponseBase:
    """Behind the link of a message: where she stands, what she needs, and the button to withdraw."""
    registration = Registration.of_token(token)
    if registration is None:
        raise Http404
    session = page_in(registration.page_id, get_language() or "")
    form = NeedsForm(
        request.POST if "needs" in request.POST else None,
        serves_meal=session.serves_meal,
        initial={"needs": registration.needs, "meal": registration.meal},
    )
    status = 200
    if request.method == "POST" and session.is_announced and not registration.withdrawn_at:
        if "withdraw" in request.POST:
            withdraw(registration)
            return redirect("own_registration", token)
        if form.is_valid():
            Registration.objects.filter(pk=registration.pk).update(**form.cleaned_data)
            return redirect(f"{request.path}?noted=1")
        status = 422
    title = _("Your registration")
    context = {
        "layout": Layout(request, title=title),
        "title": title,
        "registration": registration,
        "session": session,
        "session_url": session.get_url(request) if can_see(request, session) else "",
        "form": form,
        "noted": "noted" in request.GET,
    }
    response = render(request, "pages/own_registration.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def own_sessions(request) -> list[Any]:
    """What is to come for which the visitor has registered, the next first, in the language in use if it is there.

    Sessions of clubs and dates of courses: whatever has a RegistrationMixin.
    """
    keys = Registration.objects.filter(person=request.user).values("page__translation_key")
    found: dict = {}
    for model in models_to_register_for():
        pages = model.objects.live_for(request).filter(translation_key__in=keys)
        for page in pages.upcoming().for_cards(request).select_related("locale", "host"):
            if page.locale.language_code == get_language():
                found[page.translation_key] = page
            else:
                found.setdefault(page.translation_key, page)
    return sorted(found.values(), key=lambda page: page.starts_at)


def _page(request, pk: int) -> Any:
    """The page that takes registrations, if the request may see it."""
    # No database has a larger key.
    page = find_page_to_register(request, min(pk, 2**31 - 1))
    if page is None:
        raise Http404
    return page


def _count_change(session, person) -> None:
    """Each change sends a message to the person and one to the club. Raises TooManyTries."""
    count_action(person, "registration for one session", str(session.translation_key))
    count_action(person, "registration")


def _accept(request, session, form: RegistrationForm) -> bool:
    """Whether registration is open; a form sent twice registers once. Raises TooManyTries."""
    if Registration.with_withdrawn.filter(key=form.key).exists():
        return True
    if not session.takes_public:
        return False
    email = form.cleaned_data["email"]
    count_form(request, "registration", email, settings.REGISTRATION_LIMITS)
    language = get_language() or settings.LANGUAGE_CODE
    register(session, Registration(key=form.key, language=language, **form.cleaned_data))
    return True


def _known_of(user) -> dict[str, str]:
    if not user.is_authenticated:
        return {}
    return {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "organisation_name": user.organisation.name if user.organisation else "",
    }


def _show_form(request, session, form: RegistrationForm, status: int = 200) -> HttpResponseBase:
    title = _("Register")
    context = {
        "layout": Layout(request, title=title),
        "title": title,
        "session": session,
        "form": form,
        "kept_days": settings.REGISTRATION_KEPT_DAYS,
        **session.registration_context(request),
    }
    return render(request, "pages/register.html", context, status=status)
