"""The editors' lists of one type of themed and dated page, with what they sort and filter by."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView, PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from core.translation.status import TranslationsColumn, add_states
from core.typography import sort_key
from downloads.themes import choosable_themes, prefetch_themes


class ThemedFilterSet(PageFilterSet):
    """Wagtail's filters (dates of revision, owner, last editor…), the themes, and whether the page is out."""

    themes = django_filters.ModelMultipleChoiceFilter(
        label=_("Themes"),
        field_name="theme_items__tag",
        queryset=lambda request: choosable_themes(),
        widget=forms.CheckboxSelectMultiple,
    )
    live = django_filters.ChoiceFilter(
        label=_("Status"),
        empty_label=_("All"),
        choices=[("true", _("Published")), ("false", _("Draft or withdrawn"))],
        method="filter_live",
        widget=forms.RadioSelect,
    )

    def filter_live(self, pages, name, value):
        return pages.filter(live=value == "true")


class ThemedIndexView(IndexView):
    """Adds the names of the themes and of the author without a query per line."""

    def annotate_queryset(self, pages):
        pages = super().annotate_queryset(pages).select_related("owner")
        return pages.select_related("locale").prefetch_related(prefetch_themes(self.model))

    def get_table(self, object_list):
        return super().get_table(add_states(object_list))


def theme_names(page) -> str:
    return ", ".join(sorted((link.tag.name for link in page.theme_items.all()), key=sort_key))


def dated_columns(date: str, label: str) -> list[Column]:
    """Title, date, themes, author, status and last change; `date` is the name of the page's date field."""
    return [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        Column(date, label=label, sort_key=date, width="12%"),
        Column("theme_names", label=_("Themes"), accessor=theme_names, width="22%"),
        Column("owner", label=_("Author"), sort_key="owner__last_name", width="12%"),
        TranslationsColumn(width="8%"),
        PageStatusColumn("status", label=_("Status"), sort_key="live", width="10%"),
        DateColumn(
            "latest_revision_created_at",
            label=_("Updated"),
            sort_key="latest_revision_created_at",
            width="10%",
        ),
    ]


class ThemedPageViewSet(PageListingViewSet):
    """A subclass gives `model`, `columns`, `filterset_class`, an icon and its words."""

    index_view_class = ThemedIndexView
    add_to_admin_menu = True
