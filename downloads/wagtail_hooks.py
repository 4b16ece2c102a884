import django_filters
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, LocaleColumn
from wagtail.documents.permissions import permission_policy
from wagtail.documents.views import chooser
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from downloads import admin_views, bulk_views
from downloads.choosers import FileChooseResultsView, FileChooseView
from downloads.models import Kind, PublicationPage, SeriesPage, Theme
from downloads.reports import DownloadReportView, FileReportView
from downloads.themes import choosable_kinds
from downloads.viewsets import ThemedFilterSet, ThemedPageViewSet, dated_columns


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    list_display = ["name", LocaleColumn(label=_("Language")), "slug"]
    ordering = ["locale_id", "name"]  # those of the main language came first


class KindViewSet(SnippetViewSet):
    model = Kind
    icon = "doc-empty"
    list_display = ["name", LocaleColumn(label=_("Language")), "slug"]
    ordering = ["locale_id", "name"]  # those of the main language came first


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
        path("publications/add/<int:library_pk>/", bulk_views.upload, name="bulk_upload"),
        path("publications/add/", bulk_views.enter, name="bulk_entrance"),
        path("publications/review/<int:library_pk>/", bulk_views.review, name="bulk_review"),
        path("reports/downloads/", DownloadReportView.as_view(), name="download_report"),
        path(
            "reports/downloads/results/",
            DownloadReportView.as_view(results_only=True),
            name="download_report_results",
        ),
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


@hooks.register("register_reports_menu_item")
def add_download_report():
    return MenuItem(
        _("Downloads"),
        reverse("download_report"),
        name="download-report",
        icon_name="download",
        order=710,
    )


class BulkMenuItem(MenuItem):
    """Shown to who may write in the library."""

    def is_shown(self, request):
        return bulk_views.is_open_to(request.user)


@hooks.register("register_admin_menu_item")
def add_bulk():
    return BulkMenuItem(
        _("Add in bulk"),
        reverse("bulk_entrance"),
        name="bulk-publications",
        icon_name="upload",
        order=116,
    )


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_which_files_are_here_twice(request, page):
    """The editor decides: nothing is refused, and nothing is lost."""
    if not isinstance(page, PublicationPage):
        return
    allowed = permission_policy.instances_user_has_any_permission_for(request.user, ["choose"])
    for link in page.files.all():
        for other in link.document.twins & allowed:
            messages.warning(
                request,
                _(
                    "The file “%(title)s” is the very same as “%(other)s”, which is here already: "
                    "you can choose that one in its place."
                )
                % {"title": link.document.title, "other": other.title},
                buttons=[
                    messages.button(reverse("wagtaildocs:edit", args=[other.pk]), _("See it"))
                ],
            )


# Wagtail's own chooser of files, with covers.
chooser.viewset.choose_view_class = FileChooseView
chooser.viewset.choose_results_view_class = FileChooseResultsView
