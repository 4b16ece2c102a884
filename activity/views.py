"""The editors' report on a year of the site, and its workbook."""

from datetime import date

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from activity.charts import month_chart, shares
from activity.figures import figures_of
from activity.summary import paragraphs, title_of
from core.exports import note_export
from core.file_responses import disposition, file_name

_YEARS = 10  # that can be chosen
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def years() -> list[int]:
    """Those that can be chosen, the current one first."""
    current = timezone.localdate().year
    return list(range(current, current - _YEARS, -1))


class ActivityView(WagtailAdminTemplateMixin, TemplateView):
    """The numbers of `?year=`; of the current year where that isn't one of those."""

    template_name = "admin/activity.html"
    page_title = _("Activity")
    header_icon = "history"

    @cached_property
    def year(self) -> int:
        asked = self.request.GET.get("year", "")
        return next((year for year in years() if str(year) == asked), years()[0])

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("activity_workbook", args=[self.year])
        return [HeaderButton(gettext("Take it away (XLSX)"), url, icon_name="download")]

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs) -> dict:
        figures = figures_of(self.request, self.year)
        former = figures_of(self.request, self.year - 1)
        columns = [shares(figures.months[measure]) for measure in figures.measures]
        names = figures.theme_names
        by_theme = [
            shares([figures.themes[measure][name] for name in names])
            for measure in figures.measures
        ]
        return super().get_context_data(**kwargs) | {
            "year": str(self.year),
            "former_year": str(self.year - 1),
            "years": [str(year) for year in years()],
            "title": title_of(self.year),
            "paragraphs": paragraphs(figures, former),
            "measures": [
                {
                    "label": measure.label,
                    "total": figures.total(measure),
                    "former": former.total(measure),
                    "chart": month_chart(measure.label, figures.months[measure]),
                }
                for measure in figures.measures
            ],
            "months": [
                (date_format(date(self.year, number + 1, 1), "F"), row)
                for number, row in enumerate(zip(*columns, strict=True))
            ],
            "undated": figures.undated,
            "themes": list(zip(names, zip(*by_theme, strict=True), strict=True)),
        }


@require_safe
def activity_workbook(request, year: int) -> HttpResponse:
    if year not in years():
        raise Http404
    from activity.workbook import workbook  # here: openpyxl takes 8 MB of each process

    content = workbook(figures_of(request, year), figures_of(request, year - 1))
    note_export(request, title_of(year), "XLSX")
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = disposition(file_name(title_of(year), "xlsx"))
    return response
