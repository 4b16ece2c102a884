"""The ways in and out: password, link by mail, code."""

from urllib.parse import urlsplit

from django.contrib.auth import authenticate
from django.contrib.auth.views import LogoutView
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from core.layout import Layout
from core.redirects import page_at
from core.visibility import can_see, is_teaser
from members.access import grant_access
from members.forms import CodeForm, NameForm, SignInForm
from members.links import UnusableLink, ask_for_link, read_link, use_link
from members.models import User
from members.sign_in import finish, proceed, safe_path, waiting_user
from members.throttle import TooManyTries, count_message, count_try, forget_tries


def show(request, template: str, title: str, status: int = 200, **context):
    context |= {"layout": Layout(request, title=title), "title": title}
    return render(request, f"members/{template}.html", context, status=status)


def why_asked(request, path: str) -> dict:
    """For the sign-in page of somebody who was on her way to a path: `reason`, and `page` if it has a teaser.

    `reason` is "reserved", "registration", "admin" or nothing. A page that may not be named and one that doesn't
    exist are told alike.
    """
    if safe_path(request, path) != path or request.user.is_authenticated:
        return {}
    address = urlsplit(path).path
    if address == Layout(request).home_url:
        return {}
    if address.startswith(reverse("wagtailadmin_home")):
        return {"reason": "admin"}
    try:
        match = resolve(address)
    except Resolver404:
        return {"reason": "reserved"}
    if match.url_name == "members_home" or match.app_name == "members":
        return {}
    if match.url_name == "session_registration":
        return {"reason": "registration"}
    folder, slash, name = address.rpartition("/")
    page = page_at(request, folder + slash if "." in name else address)
    if page and can_see(request, page):
        return {}
    return {"reason": "reserved", "page": page if page and is_teaser(request, page) else None}


def too_many_tries() -> str:
    return _("Too many attempts. Wait ten minutes, or ask for a link by email.")


def too_many_messages() -> str:
    """Whoever it is refused to may be a stranger: it is said of any address alike."""
    return _(
        "Too many messages to this address or from here. If the address has access, a link sent a moment ago "
        "is still good for half an hour: look in your junk folder too."
    )


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class SignIn(View):
    """One form, two buttons: enter with the password, or be sent a link."""

    def get(self, request) -> HttpResponseBase:
        next_path = request.GET.get("next", "")
        if request.user.is_authenticated and not next_path:
            return redirect("members_home")
        return self._show(SignInForm())

    def post(self, request) -> HttpResponseBase:
        form = SignInForm(request.POST)
        if not form.is_valid():
            return self._show(form, 422)
        by_link = "link" in request.POST
        try:
            answer = self._send_link(form) if by_link else self._enter(form)
        except TooManyTries:
            form.add_error(None, too_many_messages() if by_link else too_many_tries())
            return self._show(form, 429)
        return answer or self._show(form, 422)

    def _enter(self, form):
        email, password = form.cleaned_data["email"], form.cleaned_data["password"]
        if not password:
            form.add_error("password", _("Enter your password, or ask for a link by email."))
            return None
        count_try(self.request, "password", email)
        user = authenticate(self.request, username=email, password=password)
        if user is None:
            form.add_error(
                "password",
                _("This address and this password don’t match. A link by email always works."),
            )
            return None
        forget_tries(self.request, "password", email)
        return proceed(self.request, user, self.next_path)

    def _send_link(self, form):
        email = form.cleaned_data["email"]
        count_message(self.request, email)
        ask_for_link(email, get_language(), self.next_path)
        return redirect("members:link_sent")

    @property
    def next_path(self) -> str:
        given = self.request.POST.get("next") or self.request.GET.get("next", "")
        return safe_path(self.request, given)[:500]

    def _show(self, form, status=200):
        path = self.request.POST.get("next") or self.request.GET.get("next", "")
        asked = why_asked(self.request, path)
        title = _("Members’ area")
        return show(self.request, "sign_in", title, status, form=form, next_path=path, asked=asked)


@require_safe
@never_cache
def link_sent(request) -> HttpResponseBase:
    return show(request, "link_sent", _("Check your messages"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request, token: str) -> HttpResponseBase:
    """Opens with the button only: what merely follows links uses nothing up.

    Whoever makes her account with it is asked for her name, this once, and may leave it out.
    """
    title = _("Enter")
    try:
        email = read_link(token).email
        is_new = not User.objects.filter(email=email).exists()
        pressed = request.method == "POST"
        form = NameForm(request.POST if pressed else None) if is_new else None
        if not pressed or (form and not form.is_valid()):
            status = 422 if pressed else 200
            return show(request, "link", title, status, email=email, form=form)
        used = use_link(token)
    except UnusableLink:
        return show(request, "link_unusable", _("This link can’t be used"), 410)
    user = grant_access(used.email, get_language(), **(form.cleaned_data if form else {}))
    if user is None:
        return show(request, "link_unusable", _("This link can’t be used"), 410)
    forget_tries(request, "password", used.email)
    return proceed(request, user, used.next_path, by_link=True)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request) -> HttpResponseBase:
    user = waiting_user(request)
    if user is None:
        return redirect("members:sign_in")
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if answer := finish(request, user, form.cleaned_data["code"]):
                    return answer
                form.add_error("code", _("This isn’t the current code: try the next one."))
            except TooManyTries:
                form.add_error(None, _("Too many attempts. Wait ten minutes, then try again."))
                status = 429
    return show(request, "code", _("One more code"), status, form=form)


class SignOut(LogoutView):
    """What the browser has kept of the site goes too."""

    next_page = "/"

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response
