"""Everything under the members' space but its first page (home.views.members)."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from members.views import account, colleagues, sign_in, two_factor

app_name = "members"
urlpatterns = [
    path(_("sign-in/"), sign_in.SignIn.as_view(), name="sign_in"),
    path(_("sign-in/link-sent/"), sign_in.link_sent, name="link_sent"),
    path(_("sign-in/link/<str:token>/"), sign_in.link, name="link"),
    path(_("sign-in/code/"), sign_in.code, name="code"),
    path(_("sign-out/"), sign_in.SignOut.as_view(), name="sign_out"),
    path(_("my-account/"), account.details, name="details"),
    path(_("my-account/password/"), account.password, name="password"),
    path(_("my-account/two-factor/"), two_factor.two_factor, name="two_factor"),
    path(_("my-account/calendar/"), account.calendar_address, name="calendar_address"),
    path(_("my-account/data.json"), account.personal_data, name="personal_data"),
    path(_("my-account/delete/"), account.delete, name="delete"),
    path(_("account-deleted/"), account.deleted, name="deleted"),
    path(_("colleagues/"), colleagues.colleagues, name="colleagues"),
    path(_("colleagues/<int:pk>/remove/"), colleagues.remove_colleague, name="remove"),
    path(
        _("colleagues/invitation/<int:pk>/withdraw/"),
        colleagues.withdraw_invitation,
        name="withdraw",
    ),
]
