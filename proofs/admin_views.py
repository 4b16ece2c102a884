"""The editors' screen of a page's proof links: to make and withdraw them, and to see to what their readers say."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import Page

from core.permissions import may_edit
from members.throttle import TooManyTries, count_action
from proofs.forms import ProofForm
from proofs.models import Proof, Remark
from proofs.tasks import deliver


class ProofsView(WagtailAdminTemplateMixin, TemplateView):
    """For whoever may edit the page."""

    template_name = "admin/proofs.html"
    page_title = gettext_lazy("Proof link")
    header_icon = "link"

    def dispatch(self, request, page_pk: int) -> HttpResponseBase:
        self.page = get_object_or_404(Page, pk=page_pk, depth__gt=1).specific
        if not may_edit(request.user, self.page):
            raise PermissionDenied
        self.form = ProofForm(request.POST if "make" in request.POST else None)
        return super().dispatch(request)

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        page = {"url": edit, "label": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, page, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs) -> dict:
        proofs = Proof.objects.filter(page=self.page.pk).prefetch_related("remarks")
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "form": self.form,
            "proofs": proofs.select_related("page__locale", "made_by"),
        }

    def post(self, request) -> HttpResponseBase:
        for name in ("make", "revoke", "done"):
            if name in request.POST:
                return getattr(self, f"_{name}")(request, request.POST[name])
        return self._again()

    def _make(self, request, _value: str) -> HttpResponseBase:
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        try:
            count_action(request.user, "proof")
        except TooManyTries:
            messages.error(request, _("Too many links were made for now: wait an hour."))
            return self.render_to_response(self.get_context_data(), status=429)
        user = self._user(request)
        with transaction.atomic():
            proof = Proof.objects.create(
                page_id=self.page.pk, made_by=user, **self.form.cleaned_data
            )
            log(self.page, "proofs.make", user=user)
            if proof.email:
                deliver.enqueue(proof.pk)
        sentence = (
            _("The link is on its way to %(name)s.")
            if proof.email
            else _("The link for %(name)s is ready: copy it below.")
        )
        messages.success(request, sentence % {"name": proof.name})
        return self._again()

    def _revoke(self, request, pk: str) -> HttpResponseBase:
        proof = self._mine(Proof.objects.filter(page=self.page.pk, revoked_at=None), pk)
        if proof:
            Proof.objects.filter(pk=proof.pk).update(revoked_at=timezone.now())
            log(self.page, "proofs.revoke", user=self._user(request))
            messages.success(
                request, _("The link for %(name)s opens nothing any more.") % {"name": proof.name}
            )
        return self._again()

    def _done(self, request, pk: str) -> HttpResponseBase:
        """Sees to a remark, or takes that back."""
        if remark := self._mine(Remark.objects.filter(proof__page=self.page.pk), pk):
            done_at = None if remark.done_at else timezone.now()
            Remark.objects.filter(pk=remark.pk).update(done_at=done_at)
        return self._again()

    def _mine(self, rows: Any, pk: str) -> Any:
        is_key = pk.isascii() and pk.isdecimal() and len(pk) < 10
        return rows.filter(pk=pk).first() if is_key else None

    def _user(self, request) -> Any:
        # The request's user is a proxy of proxies, of which Wagtail's log writes nothing.
        return get_user_model().objects.get(pk=request.user.pk)

    def _again(self) -> HttpResponseBase:
        return redirect("proofs", self.page.pk)
