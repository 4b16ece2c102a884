"""How far each page is translated: a column of the editors' lists, and the report of what is missing or stale."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from core.exports import SpreadsheetMixin
from core.templatetags.parvis import language_name
from core.translated_fields import other_languages, untranslated_in

DONE, DRAFT, INCOMPLETE = "done", "draft", "incomplete"
STALE, MISSING, ALONE = "stale", "missing", "alone"
STATES = {
    MISSING: _("Not translated"),
    STALE: _("The source has changed"),
    INCOMPLETE: _("Texts to translate"),
    DRAFT: _("Translated, not published"),
    ALONE: _("Translated by hand, not followed"),
    DONE: _("Up to date"),
}
# Beside the language in a list, where there is no room for words.
MARKS = {MISSING: "–", STALE: "↻", INCOMPLETE: "…", DRAFT: "○", ALONE: "●", DONE: "✓"}
TO_DO = [MISSING, STALE, INCOMPLETE, DRAFT]


def translated_from(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Those that readers have in the main language."""
    return pages.filter(
        live=True, depth__gt=1, alias_of=None, locale__language_code=settings.LANGUAGE_CODE
    )


def with_state(pages: QuerySet[Page], language: str) -> QuerySet[Page]:
    """Pages of the main language, each with `state` (one of STATES) and `translation_pk` in another language."""
    own = Page.objects.filter(
        translation_key=OuterRef("translation_key"),
        locale__language_code=language,
        alias_of=None,
    )
    jobs = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"),
        target_locale__language_code=language,
        enabled=True,
    )
    said = StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale__language_code=language,
        has_error=False,
    )
    waiting = StringSegment.objects.filter(
        ~Exists(said), source__object_id=OuterRef("translation_key")
    )
    return pages.annotate(
        translation_pk=Subquery(own.values("pk")[:1], output_field=IntegerField()),
        translation_live=Subquery(own.values("live")[:1]),
        synced_at=Subquery(jobs.values("source__last_updated_at")[:1]),
        state=Case(
            When(translation_pk=None, then=Value(MISSING)),
            When(synced_at=None, then=Value(ALONE)),
            When(last_published_at__gt=F("synced_at"), then=Value(STALE)),
            When(Exists(waiting), then=Value(INCOMPLETE)),
            When(translation_live=False, then=Value(DRAFT)),
            default=Value(DONE),
            output_field=CharField(),
        ),
    )


def with_addresses(pages: Iterable[Page], user) -> list[Page]:
    """Pages with their state, each with `edit_url`: where this editor does what it lacks; empty where she may not."""
    pages = list(pages)
    may_submit = user.has_perm("wagtail_localize.submit_translation")
    own = page_permission_policy.instances_user_has_permission_for(user, "change")
    keys = {page.translation_pk for page in pages} | {page.pk for page in pages}
    may_edit = set(own.filter(pk__in=keys - {None}).values_list("pk", flat=True))
    for page in pages:
        page.edit_url = ""
        if page.state == MISSING and may_submit and page.pk in may_edit:
            page.edit_url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
        elif page.translation_pk in may_edit:
            page.edit_url = reverse("wagtailadmin_pages:edit", args=[page.translation_pk])
    return pages


class TranslationsColumn(Column):
    """For lists of pages in the main language: a tag for each other language, with its state."""

    def __init__(self, **kwargs) -> None:
        super().__init__("translations", label=_("Languages"), accessor=self._tags, **kwargs)

    def _tags(self, page):
        return format_html_join(
            " ",
            '<{tag} class="w-status{primary}"{link} title="{state}">{mark}</{tag}>',
            (
                {
                    "tag": "a" if shown.edit_url else "span",
                    "primary": " w-status--primary" if shown.state == DONE else "",
                    "link": format_html(' href="{}"', shown.edit_url) if shown.edit_url else "",
                    "state": STATES[shown.state],
                    "mark": f"{code.upper()} {MARKS[shown.state]}",
                }
                for code, shown in getattr(page, "translation_states", {}).items()
            ),
        )


def add_states(pages, user) -> list[Page]:
    """The pages of one screen, each with `translation_states` by language: two queries for each language."""
    pages = list(pages)
    keys = [page.pk for page in pages if page.locale.language_code == settings.LANGUAGE_CODE]
    for page in pages:
        page.translation_states = {}
    by_key = {page.pk: page for page in pages}
    for code in other_languages():
        for shown in with_addresses(with_state(Page.objects.filter(pk__in=keys), code), user):
            by_key[shown.pk].translation_states[code] = shown
    return pages


def page_type_filter() -> django_filters.ModelMultipleChoiceFilter:
    """By the types of the pages that there are, for a report on pages."""
    return django_filters.ModelMultipleChoiceFilter(
        label=_("Type of page"),
        queryset=lambda request: ContentType.objects.filter(
            pk__in=Page.objects.order_by().values("content_type").distinct()
        ),
        widget=forms.CheckboxSelectMultiple,
    )


class TranslationFilterSet(WagtailFilterSet):
    language = django_filters.ChoiceFilter(
        label=_("Language"),
        choices=lambda: [(code, language_name(code)) for code in other_languages()],
        method="filter_language",
        empty_label=None,
        widget=forms.RadioSelect,
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=list(STATES.items()), widget=forms.CheckboxSelectMultiple
    )
    content_type = page_type_filter()

    class Meta:
        model = Page
        fields = []

    def filter_language(self, pages, name, value):
        return pages  # the view has asked for this language


class TranslationReportView(SpreadsheetMixin, ReportView):
    """What is missing or stale in a language; without a filter, all that asks for work."""

    model = Page
    results_template_name = "admin/translation_report_results.html"
    index_url_name = "translation_report"
    index_results_url_name = "translation_report_results"
    page_title = _("Translations to do")
    header_icon = "wagtail-localize-language"
    filterset_class = TranslationFilterSet
    is_searchable = False
    columns = [
        TitleColumn("title", label=_("Title"), get_url=lambda page: page.edit_url),
        Column(
            "type",
            label=_("Type"),
            accessor=lambda page: capfirst(page.specific_class._meta.verbose_name),
        ),
        Column("state", label=_("State"), accessor=lambda page: STATES[page.state]),
        DateColumn("last_published_at", label=_("Source published"), width="18%"),
    ]
    list_export = ["title", "specific_class._meta.verbose_name", "state", "last_published_at"]
    export_headings = {
        "title": _("Title"),
        "specific_class._meta.verbose_name": _("Type"),
        "state": _("State"),
        "last_published_at": _("Source published"),
    }

    @property
    def language(self) -> str:
        asked = self.request.GET.get("language", "")
        return asked if asked in other_languages() else next(iter(other_languages()), "")

    def get_base_queryset(self) -> QuerySet:
        pages = page_permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["add", "change", "publish"]
        )
        pages = (
            with_state(translated_from(pages), self.language)
            .select_related("content_type")
            .order_by("path")
        )
        return pages if self.request.GET.getlist("state") else pages.filter(state__in=TO_DO)

    def decorate_paginated_queryset(self, pages) -> Any:
        return with_addresses(pages, self.request.user)

    def get_page_subtitle(self) -> str:
        return language_name(self.language)

    def get_context_data(self, *args, **kwargs) -> dict:
        context = super().get_context_data(*args, **kwargs)
        return context | {"language": self.language, "unsaid": self._unsaid()}

    def _unsaid(self) -> list[dict]:
        """What lacks texts and isn't a page, for who may write them: what it is and where they are written."""
        finder = AdminURLFinder(self.request.user)
        found = [(item, finder.get_edit_url(item)) for item in untranslated_in(self.language)]
        return [
            {"what": item._meta.verbose_name, "title": str(item), "url": url}
            for item, url in found
            if url
        ]
