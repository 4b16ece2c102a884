"""Everything under the members' space but its first page (home.members)."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from members.views import account, colleagues, doors, two_factor

app_name = "members"
urlpatterns = [
    path(_("sign-in/"), doors.SignIn.as_view(), name="sign_in"),
    path(_("sign-in/link-sent/"), doors.link_sent, name="link_sent"),
    path(_("sign-in/link/<str:token>/"), doors.link, name="link"),
    path(_("sign-in/code/"), doors.code, name="code"),
    path(_("sign-out/"), doors.SignOut.as_view(), name="sign_out"),
    path(_("my-account/"), account.details, name="details"),
    path(_("my-account/password/"), account.password, name="password"),
    path(_("my-account/two-factor/"), two_factor.two_factor, name="two_factor"),
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
