"""The queue of applications, for the staff who look after memberships."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from clubs.pdf.tasks import NotMade
from core.permissions import WithoutAction
from core.viewsets import ModelIndexView
from joining.answers import AlreadyAnswered, accept, answer
from joining.forms import AnswerForm
from joining.models import Application
from joining.pdf import call_for_contribution, file_name
from members.access import may_admit_anybody

_STATES = {
    AnswerForm.ACCEPT: Application.State.ACCEPTED,
    AnswerForm.ASK: Application.State.ASKED,
    AnswerForm.DECLINE: Application.State.DECLINED,
}


class AnswerView(EditView):
    """What the organisation wrote, and the answer to it."""

    template_name = "joining/answer.html"
    page_title = gettext_lazy("Application to join")
    submit_button_label = gettext_lazy("Send the answer")
    submit_button_active_label = gettext_lazy("Sending…")

    def get_usage_url(self) -> None:
        return None  # nothing refers to an application

    def get_success_message(self) -> None:
        return None  # said by save_instance

    def save_instance(self) -> Application:
        data, by = self.form.cleaned_data, self.request.user
        try:
            if data["decision"] == AnswerForm.ACCEPT:
                self._accept(data, by)
            else:
                answer(self.object, _STATES[data["decision"]], by, data["text"])
        except AlreadyAnswered:
            if self._is_given(self.form):
                self._say_sent()
            else:
                sentence = _("Somebody else has answered meanwhile: your answer wasn’t sent.")
                messages.error(self.request, sentence)
        except IntegrityError:
            sentence = _("An organisation of this name was made meanwhile: choose it, then accept.")
            messages.error(self.request, sentence)
        else:
            self._say_sent()
        return self.object

    def form_invalid(self, form) -> HttpResponseBase:
        """A second press of the button finds the application closed by the first."""
        if self._is_given(form):
            self._say_sent()
            return redirect(self.get_success_url())
        return super().form_invalid(form)

    def _say_sent(self) -> None:
        messages.success(self.request, _("The answer is on its way."))

    def _is_given(self, form: AnswerForm) -> bool:
        state = _STATES.get(form.cleaned_data.get("decision", ""))
        stored = Application.objects.get(pk=self.object.pk)
        text = form.cleaned_data.get("text", "")
        return state is not None and stored.has_just_heard(state, self.request.user, text)

    def _accept(self, data: dict, by) -> None:
        if not may_admit_anybody(by):
            raise PermissionDenied
        problem = accept(
            self.object, by, data["text"], data["organisation"], data["membership_start"]
        )
        if problem:
            messages.warning(self.request, problem)

    def get_success_url(self) -> str:
        return self.get_edit_url()


class EraseApplication(DeleteView):
    def get_usage_url(self) -> None:
        return None


def contribution_call(request, pk: int) -> HttpResponseBase:
    """The call for contribution of an organisation that was accepted."""
    if not request.user.has_perm("joining.change_application"):
        raise PermissionDenied
    accepted = Application.objects.filter(state=Application.State.ACCEPTED)
    application = get_object_or_404(accepted.exclude(amount=None), pk=pk)
    try:
        pdf = call_for_contribution(application)
    except NotMade as problem:
        messages.error(request, _("The PDF isn’t made: %(problem)s") % {"problem": problem})
        return redirect("applications:edit", pk)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name(application)}"'
    return response


class ApplicationViewSet(ModelViewSet):
    """Answered here; they are made by those who apply."""

    model = Application
    index_view_class = ModelIndexView
    permission_policy = WithoutAction(Application, "add")
    name = "applications"
    menu_label = gettext_lazy("Applications")
    icon = "key"
    menu_order = 158
    add_to_admin_menu = True
    add_to_reference_index = False
    edit_view_class = AnswerView
    delete_view_class = EraseApplication
    list_display = [
        "organisation_name",
        Column("get_kind_display", label=gettext_lazy("Kind")),
        Column("homes", label=gettext_lazy("Homes"), sort_key="homes"),
        Column("get_state_display", label=gettext_lazy("State"), sort_key="state"),
        DateColumn("received_at", label=gettext_lazy("Received on"), sort_key="received_at"),
    ]
    list_filter = ["state", "kind"]
    search_fields = ["organisation_name", "name", "email"]
    ordering = ["state", "-received_at"]
    copy_view_enabled = False

    def get_form_class(self, for_update=False) -> Any:
        return AnswerForm

    def get_urlpatterns(self) -> list:
        return [*super().get_urlpatterns(), path("call/<int:pk>/", contribution_call, name="call")]
