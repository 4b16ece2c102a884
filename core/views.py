"""The admin's page on the background work."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_tasks_db.models import DBTaskResult
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from core import background
from core.exports import SpreadsheetMixin

SEE = "django_tasks_database.view_dbtaskresult"
DO_AGAIN = "django_tasks_database.change_dbtaskresult"


class DoAgainColumn(Column):
    cell_template_name = "admin/do_again_cell.html"


class BackgroundReportView(SpreadsheetMixin, ReportView):
    """The tasks that have failed for good, the last first, under how the rest stands."""

    model = DBTaskResult
    index_url_name = "background_report"
    index_results_url_name = "background_report_results"
    results_template_name = "admin/background_report_results.html"
    page_title = gettext_lazy("Background work")
    header_icon = "cogs"
    verbose_name_plural = gettext_lazy("tasks")
    is_searchable = False
    columns = [
        Column("work", label=gettext_lazy("Work"), accessor=background.work_of),
        Column("task", label=gettext_lazy("Task"), accessor="task_path"),
        Column("error", label=gettext_lazy("Error"), accessor=background.error_of),
        DateColumn("finished_at", label=gettext_lazy("Failed on"), width="18%"),
        DoAgainColumn("again", label=""),
    ]
    list_export = ["task_path", "finished_at"]

    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        if not request.user.has_perm(SEE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet:
        return background.failed_tasks()

    def get_context_data(self, *args, **kwargs) -> dict:
        return super().get_context_data(*args, **kwargs) | {"state": background.state()}


@require_POST
def do_again(request, pk) -> HttpResponseBase:
    if not request.user.has_perm(DO_AGAIN):
        raise PermissionDenied
    background.do_again(get_object_or_404(background.failed_tasks(), pk=pk))
    messages.success(request, _("The task will be done again."))
    return redirect(reverse("background_report"))
