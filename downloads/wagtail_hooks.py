import django_filters
from django.db.models import QuerySet
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, LocaleColumn
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.permissions import permission_policy
from wagtail.documents.views import chooser
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from core.remarks import HOOK
from core.viewsets import MainLanguageIndexView
from core.visibility import known_files
from downloads import remarks
from downloads.choosers import (
    CoverColumn,
    FileChooseResultsView,
    FileChooseView,
    FileChosenMultipleView,
    FileChosenView,
)
from downloads.models import Kind, PublicationPage, Theme
from downloads.reports import DownloadReportView, FileReportView
from downloads.theme_links import links_to, replace_theme
from downloads.themes import choosable_kinds, choosable_themes
from downloads.views import bulk, replacing, versions
from downloads.viewsets import (
    ThemedFilterSet,
    ThemedIndexView,
    ThemedPageViewSet,
    choosable_series,
    dated_columns,
)


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    list_display = ["name", LocaleColumn(label=_("Language")), "slug"]
    index_view_class = MainLanguageIndexView


class KindViewSet(SnippetViewSet):
    model = Kind
    icon = "doc-empty"
    list_display = ["name", LocaleColumn(label=_("Language")), "slug"]
    index_view_class = MainLanguageIndexView


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
    series = django_filters.ModelChoiceFilter(label=_("Series"), queryset=choosable_series)

    class Meta:
        model = PublicationPage
        fields = []


def first_cover(publication: PublicationPage):
    """The cover of the first of its files that has one."""
    covers = (link.document.cover for link in publication.files.all())
    return next((cover for cover in covers if cover), None)


class PublicationIndexView(ThemedIndexView):
    def annotate_queryset(self, pages):
        return super().annotate_queryset(pages).prefetch_related("files__document")


class PublicationViewSet(ThemedPageViewSet):
    model = PublicationPage
    name = "publications"
    menu_label = _("Publications")
    icon = "doc-full-inverse"
    add_label = _("Add a publication")
    menu_order = 115
    index_view_class = PublicationIndexView
    columns = dated_columns(
        CoverColumn("cover", label=_("Cover"), accessor=first_cover, width="76"),
        Column("kind", label=_("Kind"), sort_key="kind__name", width="120"),
    )
    filterset_class = PublicationFilterSet
    ordering = "-date"


@hooks.register("register_admin_viewset")
def register_publications():
    return PublicationViewSet("publications")


@hooks.register("register_admin_urls")
def register_versions():
    return [
        path("files/versions/<int:pk>/", versions.open_version, name="document_version"),
        path("files/versions/<int:pk>/restore/", versions.restore, name="document_restore"),
        path("files/replace/", replacing.upload, name="bulk_replace_upload"),
        path("files/replace/confirm/", replacing.ReplaceView.as_view(), name="bulk_replace"),
        path("publications/add/<int:library_pk>/", bulk.upload, name="bulk_upload"),
        path("publications/add/", bulk.enter, name="bulk_entrance"),
        path(
            "publications/review/<int:library_pk>/", bulk.ReviewView.as_view(), name="bulk_review"
        ),
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


class _FilesItem(MenuItem):
    """Shown to who may add or change files."""

    def is_shown(self, request):
        return permission_policy.user_has_any_permission(request.user, ["add", "change"])


@hooks.register("register_reports_menu_item")
def add_file_report():
    return _FilesItem(
        _("Files and accessibility"),
        reverse("file_report"),
        name="file-report",
        icon_name="doc-full-inverse",
        order=700,
    )


@hooks.register("register_reports_menu_item")
def add_download_report():
    return _FilesItem(
        _("Downloads"),
        reverse("download_report"),
        name="download-report",
        icon_name="download",
        order=710,
    )


class BulkMenuItem(MenuItem):
    """Shown to who may write in the library."""

    def is_shown(self, request) -> bool:
        return bulk.is_open_to(request.user)


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
def say_which_files_are_here_twice(request, page) -> None:
    """The editor decides: nothing is refused, and nothing is lost."""
    if not isinstance(page, PublicationPage):
        return
    allowed = permission_policy.instances_user_has_any_permission_for(request.user, ["choose"])
    allowed = known_files(request, allowed)
    for link in page.files.all():
        for other in link.document.twins & allowed:
            may_open = permission_policy.user_has_permission_for_instance(
                request.user, "change", other
            )
            address = reverse("wagtaildocs:edit", args=[other.pk])
            messages.warning(
                request,
                _(
                    "The file “%(title)s” is the very same as “%(other)s”, which is here already: "
                    "you can choose that one in its place."
                )
                % {"title": link.document.title, "other": other.title},
                buttons=[messages.button(address, _("See it"))] if may_open else [],
            )


@hooks.register("construct_document_chooser_queryset")
def choose_among_known_files(files, request):
    return known_files(request, files)


class KnownFilesAPI(DocumentsAdminAPIViewSet):
    """Wagtail's, which gives every file to whoever may enter the admin."""

    def get_queryset(self) -> QuerySet:
        mine = permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["add", "change", "choose"]
        )
        return super().get_queryset().filter(pk__in=known_files(self.request, mine).values("pk"))


@hooks.register("construct_admin_api", order=100)
def give_known_files(router) -> None:
    router.register_endpoint("documents", KnownFilesAPI)


# Wagtail's own chooser of files, with covers.
chooser.viewset.choose_view_class = FileChooseView
chooser.viewset.choose_results_view_class = FileChooseResultsView
chooser.viewset.chosen_view_class = FileChosenView
chooser.viewset.chosen_multiple_view_class = FileChosenMultipleView


@hooks.register("before_delete_snippet")
def ask_what_replaces_theme(request, instances):
    """A theme in use isn't taken off its pages in silence: another one takes its place first."""
    used = {
        theme: len(links)
        for theme in instances
        if isinstance(theme, Theme) and (links := links_to(theme))
    }
    if not used:
        return None
    others = choosable_themes().exclude(pk__in=[theme.pk for theme in instances])
    chosen = request.POST.get("replacement", "")
    if chosen.isdecimal() and (other := others.filter(pk=chosen).first()):
        for theme in used:
            replace_theme(theme, other)
        return None
    context = {"used": used.items(), "others": others}
    return TemplateResponse(request, "admin/replace_theme.html", context)


@hooks.register("before_bulk_action")
def delete_used_themes_one_by_one(request, action_type, objects, action):
    used = [theme for theme in objects if isinstance(theme, Theme) and links_to(theme)]
    if action_type != "delete" or not used:
        return None
    sentence = _("In use, and therefore deleted one by one, each with what replaces it: %(names)s.")
    messages.error(request, sentence % {"names": ", ".join(theme.name for theme in used)})
    return redirect(Theme.snippet_viewset.get_url_name("list"))


hooks.register(HOOK, remarks.themes)
hooks.register(HOOK, remarks.file_languages)
