import django_filters
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from downloads import admin_views
from downloads.models import Kind, PublicationPage, SeriesPage, Theme
from downloads.reports import FileReportView
from downloads.themes import choosable_kinds
from downloads.viewsets import ThemedFilterSet, ThemedPageViewSet, dated_columns


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    list_display = ["name", "slug"]


class KindViewSet(SnippetViewSet):
    model = Kind
    icon = "doc-empty"
    list_display = ["name", "slug"]


class VocabulariesViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Vocabularies")
    menu_icon = "tag"
    menu_order = 260
    items = [ThemeViewSet, KindViewSet]


register_snippet(VocabulariesViewSetGroup)


class PublicationFilterSet(ThemedFilterSet):
    date = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    kind = django_filters.ModelChoiceFilter(
        label=_("Kind"), queryset=lambda request: choosable_kinds()
    )
    series = django_filters.ModelChoiceFilter(
        label=_("Series"), queryset=lambda request: SeriesPage.objects.order_by("title")
    )

    class Meta:
        model = PublicationPage
        fields = []


class PublicationViewSet(ThemedPageViewSet):
    model = PublicationPage
    name = "publications"
    menu_label = _("Publications")
    icon = "doc-full-inverse"
    menu_order = 115
    columns = dated_columns("date", _("Date"))
    columns.insert(2, Column("kind", label=_("Kind"), sort_key="kind__name", width="10%"))
    filterset_class = PublicationFilterSet
    ordering = "-date"


@hooks.register("register_admin_viewset")
def register_publications():
    return PublicationViewSet("publications")


@hooks.register("register_admin_urls")
def register_versions():
    return [
        path("files/versions/<int:pk>/", admin_views.open_version, name="document_version"),
        path("files/versions/<int:pk>/restore/", admin_views.restore, name="document_restore"),
        path("reports/files/", FileReportView.as_view(), name="file_report"),
        path(
            "reports/files/results/",
            FileReportView.as_view(results_only=True),
            name="file_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def add_file_report():
    return MenuItem(
        _("Files and accessibility"),
        reverse("file_report"),
        name="file-report",
        icon_name="doc-full-inverse",
        order=700,
    )
