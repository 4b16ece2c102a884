"""The ways in and out: password, link by mail, code."""

from django.contrib.auth import authenticate
from django.contrib.auth.views import LogoutView
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from core.frame import Frame
from members.admission import admit
from members.forms import CodeForm, SignInForm
from members.links import UnusableLink, read_link, send_link, use_link
from members.sign_in import finish, proceed, safe_path, waiting_user
from members.throttle import TooManyTries, forget_tries, try_door


def show(request, template: str, title: str, status: int = 200, **context):
    context |= {"frame": Frame(request, title=title), "title": title}
    return render(request, f"members/{template}.html", context, status=status)


def too_many_tries() -> str:
    return _("Too many tries. Wait ten minutes, or ask for a link by e-mail.")


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class SignIn(View):
    """One form, two buttons: enter with the password, or be sent a link."""

    def get(self, request):
        next_path = request.GET.get("next", "")
        if request.user.is_authenticated and not next_path:
            return redirect("members_home")
        return self._show(SignInForm())

    def post(self, request):
        form = SignInForm(request.POST)
        if not form.is_valid():
            return self._show(form, 422)
        by_link = "link" in request.POST
        try:
            answer = self._send_link(form) if by_link else self._enter(form)
        except TooManyTries:
            form.add_error(None, too_many_tries())
            return self._show(form, 429)
        return answer or self._show(form, 422)

    def _enter(self, form):
        email, password = form.cleaned_data["email"], form.cleaned_data["password"]
        if not password:
            form.add_error("password", _("Write your password, or ask for a link by e-mail."))
            return None
        try_door(self.request, "password", email)
        user = authenticate(self.request, username=email, password=password)
        if user is None:
            form.add_error(
                None,
                _(
                    "This address and this password don’t open the door together. "
                    "A link by e-mail always does."
                ),
            )
            return None
        forget_tries(self.request, "password", email)
        return proceed(self.request, user, self.next_path)

    def _send_link(self, form):
        email = form.cleaned_data["email"]
        try_door(self.request, "link", email)
        send_link.enqueue(email, get_language(), self.next_path)
        return redirect("members:link_sent")

    @property
    def next_path(self) -> str:
        given = self.request.POST.get("next") or self.request.GET.get("next", "")
        return safe_path(self.request, given)[:500]

    def _show(self, form, status=200):
        return show(
            self.request,
            "sign_in",
            _("Members’ space"),
            status,
            form=form,
            next_path=self.request.POST.get("next") or self.request.GET.get("next", ""),
        )


@require_safe
@never_cache
def link_sent(request):
    return show(request, "link_sent", _("Look at your messages"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request, token: str):
    """Opens with the button only: what merely follows links uses nothing up."""
    title = _("Come in")
    try:
        if request.method != "POST":
            return show(request, "link", title, email=read_link(token).email)
        used = use_link(token)
    except UnusableLink:
        return show(request, "link_unusable", _("This link can’t be used"), 410)
    user = admit(used.email, get_language())
    if user is None:
        return show(request, "link_unusable", _("This link can’t be used"), 410)
    forget_tries(request, "password", used.email)
    return proceed(request, user, used.next_path, by_link=True)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request):
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
                form.add_error("code", _("This isn’t the code of the moment: try the next one."))
            except TooManyTries:
                form.add_error(None, _("Too many tries. Wait ten minutes, then try again."))
                status = 429
    return show(request, "code", _("One code more"), status, form=form)


class SignOut(LogoutView):
    next_page = "/"
