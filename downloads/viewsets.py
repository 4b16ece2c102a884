"""The editors' lists of one type of themed and dated page, with what they sort and filter by."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import IndexView, PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy

from core.collation import AlphabeticalListing
from core.templatetags.parvis import language_name
from core.translated_fields import other_languages
from core.translation.reports import TranslationsColumn, add_states
from core.typography import sort_key
from core.visibility import known_pages, knows_every_page
from downloads.models import SeriesPage
from downloads.themes import choosable_themes, prefetch_themes

EVERY_LANGUAGE = "all"


def theme_names(page) -> str:
    return ", ".join(sorted((link.tag.name for link in page.theme_items.all()), key=sort_key))


THEMES = Column("theme_names", label=_("Themes"), accessor=theme_names, width="220")
AUTHOR = Column("owner", label=_("Author"), sort_key="owner__last_name", width="150")
UPDATED = DateColumn(
    "latest_revision_created_at",
    label=_("Updated"),
    sort_key="latest_revision_created_at",
    width="130",
)


def day_of(name: str) -> Callable[[Page], str]:
    """For a column: the day in a date field, as briefly as the language writes it."""

    def day(page: Page) -> str:
        value = getattr(page, name)
        if isinstance(value, datetime):
            value = timezone.localtime(value)
        return date_format(value, "j N Y") if value else ""

    return day


def choice_of_columns(*columns: Column) -> django_filters.MultipleChoiceFilter:
    """The columns that a list shows when they are asked for: the title has the room otherwise."""
    return django_filters.MultipleChoiceFilter(
        label=_("More columns"),
        choices=[(column.name, column.label) for column in columns],
        method="keep_all",
        widget=forms.CheckboxSelectMultiple,
    )


class ThemedFilterSet(PageFilterSet):
    """Wagtail's filters (dates of revision, owner, last editor…), the themes, and whether the page is out.

    Without a language the list has the pages of the main one, whose marks lead to their translations.
    """

    language = django_filters.ChoiceFilter(
        label=_("Language"),
        empty_label=_("Main language"),
        choices=lambda: [
            *((code, language_name(code)) for code in other_languages()),
            (EVERY_LANGUAGE, _("All languages")),
        ],
        method="keep_all",
        widget=forms.RadioSelect,
    )
    columns = choice_of_columns(THEMES, AUTHOR, UPDATED)
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

    def keep_all(self, pages, name, value):
        return pages  # the columns are the view's, the language is below

    def filter_queryset(self, pages):
        pages = super().filter_queryset(pages)
        language = self.form.cleaned_data.get("language") or settings.LANGUAGE_CODE
        if language == EVERY_LANGUAGE:
            return pages
        return pages.filter(locale=Locale.objects.get_for_language(language))


class ThemedIndexView(AlphabeticalListing, IndexView):
    """Adds the names of the themes and of the author without a query per line, and shows the columns asked for."""

    columns: list[Column]

    def setup(self, request, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        on_request = dict(self.filterset_class.base_filters["columns"].extra["choices"])
        asked = request.GET.getlist("columns")
        self.columns = [
            column
            for column in self.columns
            if column.name not in on_request or column.name in asked
        ]

    @property
    def show_locale_labels(self):
        return self.request.GET.get("language") == EVERY_LANGUAGE

    def annotate_queryset(self, pages) -> QuerySet:
        pages = super().annotate_queryset(pages).select_related("owner")
        pages = pages.select_related("locale")
        if hasattr(self.model, "theme_items"):
            pages = pages.prefetch_related(prefetch_themes(self.model))
        return pages

    def get_table(self, object_list):
        return super().get_table(add_states(object_list, self.request.user))


def choosable_series(request) -> QuerySet[SeriesPage]:
    """The series that an editor may be told of, drafts included."""
    known = known_pages(request).order_by()
    return SeriesPage.objects.filter(pk__in=known.values("pk")).order_by("sort_title")


def dated_columns(*own: Column, date: str = "date") -> list[Column]:
    """Title, what a type of page has of its own, date, languages, status; themes, author and last change on request.

    `date` is the name of the page's date field.
    """
    return [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        *own,
        Column(date, label=_("Date"), accessor=day_of(date), sort_key=date, width="120"),
        THEMES,
        AUTHOR,
        TranslationsColumn(width="90"),
        PageStatusColumn("live", label=_("Status"), sort_key="live", width="110"),
        UPDATED,
    ]


class OwnPagesItem(MenuItem):
    """Shown to who has pages of a type in her parts of the tree, or places for some."""

    def __init__(self, *args, model: type[Page], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.model = model

    def is_shown(self, request) -> bool:
        if knows_every_page(request.user):
            return True
        own = page_permission_policy.instances_user_has_any_permission_for(
            request.user, IndexView.any_permission_required
        )
        return own.type(self.model, *self.model.allowed_parent_page_models()).exists()


class ChoosePlaceView(ChooseParentView):
    """Where a page is added: its only place at once, or a plain list of places in the main language.

    What is written in another language is a translation, made from its original.
    """

    template_name = "admin/choose_place.html"
    page_title = _("Where?")
    page_subtitle: str | Promise = ""

    def get_page_subtitle(self):
        return self.page_subtitle

    def get_valid_parent_pages(self, user):
        places = super().get_valid_parent_pages(user)
        return places.filter(locale__language_code=settings.LANGUAGE_CODE).order_by(
            "title__alphabetical"
        )

    def get_context_data(self, **kwargs):
        app_label, name = self.model._meta.app_label, self.model._meta.model_name
        places = [
            (place, reverse("wagtailadmin_pages:add", args=[app_label, name, place.pk]))
            for place in self.get_valid_parent_pages(self.request.user)
        ]
        return super().get_context_data(**kwargs) | {"places": places}


class ThemedPageViewSet(PageListingViewSet):
    """A subclass gives `model`, `columns`, `filterset_class`, an icon and its words, `add_label` among them."""

    add_label: str | Promise
    choose_parent_view_class = ChoosePlaceView

    def get_index_view_kwargs(self, **kwargs):
        return super().get_index_view_kwargs(add_item_label=self.add_label, **kwargs)

    def get_choose_parent_view_kwargs(self, **kwargs):
        return super().get_choose_parent_view_kwargs(page_subtitle=self.add_label, **kwargs)

    @property
    def menu_item_class(self):
        return partial(OwnPagesItem, model=self.model)

    index_view_class = ThemedIndexView
    add_to_admin_menu = True
