"""The editors' lists of courses and their dates, and the vocabularies of the catalogue, under one menu."""

import django_filters
from django.db.models import QuerySet
from django.forms import RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from clubs.viewsets import REGISTERED, with_registrations
from core.translation.reports import TranslationsColumn
from core.viewsets import MainLanguageIndexView, ReadersChooserViewSet
from downloads.themes import in_main_language
from downloads.viewsets import (
    AUTHOR,
    THEMES,
    UPDATED,
    ThemedFilterSet,
    ThemedIndexView,
    ThemedPageViewSet,
    choice_of_columns,
    dated_columns,
)
from training.models import Audience, CoursePage, CourseSessionPage, Domain


class CourseFilterSet(ThemedFilterSet):
    domain = django_filters.ModelChoiceFilter(
        label=_("Domain"),
        queryset=lambda request: Domain.objects.filter(**in_main_language()),
        widget=RadioSelect,
    )

    class Meta:
        model = CoursePage
        fields = []


class CourseIndexView(ThemedIndexView):
    def annotate_queryset(self, pages) -> QuerySet:
        pages = super().annotate_queryset(pages)
        return pages.select_related("domain").prefetch_related("page_contacts")


class CourseViewSet(ThemedPageViewSet):
    model = CoursePage
    menu_label = _("Courses")
    icon = "form"
    add_label = _("Add a course")
    add_to_admin_menu = False  # the group is there
    index_view_class = CourseIndexView
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Title"), sort_key="sort_title", classname="title"),
        Column("domain", label=_("Domain"), sort_key="domain__sort_order", width="160"),
        Column("completeness", label=_("Public facts"), width="110"),
        THEMES,
        AUTHOR,
        TranslationsColumn(width="90"),
        PageStatusColumn("live", label=_("Status"), sort_key="live", width="110"),
        UPDATED,
    ]
    filterset_class = CourseFilterSet
    ordering = "sort_title"


class CourseSessionFilterSet(ThemedFilterSet):
    themes = None  # a date has none of its own
    columns = choice_of_columns(REGISTERED, AUTHOR, UPDATED)
    starts_at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    status = django_filters.ChoiceFilter(
        label=_("Session status"), choices=CourseSessionPage.Status, widget=RadioSelect
    )

    class Meta:
        model = CourseSessionPage
        fields = []


class CourseSessionIndexView(ThemedIndexView):
    def annotate_queryset(self, pages) -> QuerySet:
        return with_registrations(super().annotate_queryset(pages))


class CourseSessionViewSet(ThemedPageViewSet):
    model = CourseSessionPage
    menu_label = _("Dates of courses")
    icon = "date"
    add_label = _("Announce a date")
    add_to_admin_menu = False
    index_view_class = CourseSessionIndexView
    columns = [
        column
        for column in dated_columns(
            Column("place", label=_("Place"), sort_key="place", width="150"),
            Column(
                "status",
                label=_("Session status"),
                accessor="get_status_display",
                sort_key="status",
                width="110",
            ),
            REGISTERED,
            date="starts_at",
        )
        if column is not THEMES
    ]
    filterset_class = CourseSessionFilterSet
    ordering = "-starts_at"


class _TermViewSet(SnippetViewSet):
    chooser_viewset_class = ReadersChooserViewSet
    icon = "tag"
    list_display = ["name", "sort_order", "slug"]
    index_view_class = MainLanguageIndexView


class DomainViewSet(_TermViewSet):
    model = Domain


class AudienceViewSet(_TermViewSet):
    model = Audience


class TrainingViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Training")
    menu_icon = "form"
    menu_order = 114
    items = [
        CourseViewSet("courses"),
        CourseSessionViewSet("course_dates"),
        DomainViewSet,
        AudienceViewSet,
    ]
