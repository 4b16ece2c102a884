import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget

from clubs.models import SessionPage
from downloads.viewsets import ThemedFilterSet, ThemedPageViewSet, dated_columns


class SessionFilterSet(ThemedFilterSet):
    starts_at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = SessionPage
        fields = []


class SessionViewSet(ThemedPageViewSet):
    model = SessionPage
    name = "sessions"
    menu_label = _("Sessions")
    icon = "date"
    menu_order = 120
    columns = dated_columns("starts_at", _("Date"))
    filterset_class = SessionFilterSet
    ordering = "-starts_at"


@hooks.register("register_admin_viewset")
def register_sessions():
    return SessionViewSet("sessions")
