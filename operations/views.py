"""How the site does: for machines, and for the operator in the admin."""

from contextlib import suppress
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from operations.health import examine, states
from operations.housekeeping import schedule

SEE = "operations.view_jobrun"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 where all is well and 503 where it isn't; which checks fail is told to the machine itself and to whoever has
    HEALTH_TOKEN.
    """
    known = states()
    is_well = all(known.values())
    answer: dict = {"status": _word(is_well)}
    if _is_trusted(request):
        answer["checks"] = {name: _word(well) for name, well in known.items()}
    return JsonResponse(answer, status=200 if is_well else 503)


def _word(is_well: bool) -> str:
    return "ok" if is_well else "not ok"


def _is_trusted(request: HttpRequest) -> bool:
    token = settings.HEALTH_TOKEN
    said = request.headers.get("Authorization", "")
    if token and constant_time_compare(said, f"Bearer {token}"):
        return True
    # A web server in front is on this machine too; it says for whom it asks.
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    with suppress(ValueError):
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    return False


class SiteHealthView(WagtailAdminTemplateMixin, TemplateView):
    """For *Administration*: what is wrong and what to do, and when each periodic job ran."""

    template_name = "admin/site_health.html"
    page_title = gettext_lazy("How the site does")
    header_icon = "site"

    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        if not request.user.has_perm(SEE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs) -> dict:
        results = examine()
        return super().get_context_data(**kwargs) | {
            "wrong": [result for result in results if not result.is_well],
            "well": [result for result in results if result.is_well],
            "schedule": schedule(),
        }


class SiteHealthPanel(Component):
    """On the admin's first page, only when somebody has to look."""

    name = "site_health"
    template_name = "admin/site_health_panel.html"
    order = 35

    def get_context_data(self, parent_context) -> dict:
        return {"wrong": [result for result in examine() if not result.is_well]}
