"""For the staff: turns the second factor of somebody who has lost it off."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from django_otp import user_has_device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from core.layout import absolute
from core.tasks import task
from members.access import record
from members.mail import send
from members.models import User
from members.permissions import may_reset_two_factor


class ResetTwoFactor(WagtailAdminTemplateMixin, TemplateView):
    """Asks first. The owner is told by mail, and the site's history keeps who did it."""

    template_name = "members/admin/reset_two_factor.html"
    page_title = gettext_lazy("Turn two-factor authentication off")
    header_icon = "mobile-alt"
    breadcrumbs_items = []  # the title instead, as where something is deleted

    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        if not may_reset_two_factor(request.user, self.account):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def account(self) -> User:
        return get_object_or_404(User, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.account)

    def get_context_data(self, **kwargs) -> dict:
        has_device = user_has_device(self.account)
        return super().get_context_data(account=self.account, has_device=has_device, **kwargs)

    def post(self, request, pk: int) -> HttpResponseBase:
        if turn_off(self.account, request.user):
            sentence = _("Two-factor authentication is off for %(person)s, and a message says so.")
            messages.success(request, sentence % {"person": self.account})
        else:
            messages.info(request, _("This account has no second factor: nothing has changed."))
        mine = request.user.has_perm("members.change_user")
        return redirect("wagtailusers_users:index" if mine else "member_accounts:index")


@transaction.atomic
def turn_off(user: User, by: User) -> bool:
    """Whether there was a second factor; of two presses at once, one finds it."""
    applications = TOTPDevice.objects.filter(user=user).delete()[0]
    codes = StaticDevice.objects.filter(user=user).delete()[0]
    if not applications + codes:
        return False
    user.end_sessions()
    record("members.reset_two_factor", user, by)
    transaction.on_commit(lambda: tell_of_reset.enqueue(user.pk))
    return True


@task()
def tell_of_reset(user_pk: int) -> None:
    user = User.objects.filter(pk=user_pk).first()
    if user:
        with translation.override(user.language):
            address = absolute(reverse("members:two_factor"))
        send(
            "two_factor_reset", user.email, user.language, {"email": user.email, "address": address}
        )


def reset_button(by: User, user: User) -> list[Button]:
    """For the lists and forms of accounts; none where it isn't allowed or there is nothing to turn off."""
    if not (may_reset_two_factor(by, user) and user_has_device(user)):
        return []
    address = reverse("members_reset_two_factor", args=[user.pk])
    label = _("Turn two-factor authentication off")
    return [Button(label, url=address, icon_name="mobile-alt", priority=15)]
