from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from core.viewsets import SnippetIndexView
from home.desk import HOOK
from search import desk
from search.models import Acronym, PromotedResult, Synonyms
from search.reports import SearchReportView


class SynonymsViewSet(SnippetViewSet):
    model = Synonyms
    index_view_class = SnippetIndexView
    icon = "list-ul"


def _meanings(acronym: Acronym) -> str:
    return ", ".join(acronym.lines[1:])


class AcronymViewSet(SnippetViewSet):
    model = Acronym
    index_view_class = SnippetIndexView
    icon = "list-ul"
    list_display = ["letters", Column("meanings", label=_("meanings"), accessor=_meanings)]


class PromotedResultViewSet(SnippetViewSet):
    model = PromotedResult
    index_view_class = SnippetIndexView
    icon = "pick"
    list_display = ["__str__", "page", "sort_order"]


class SearchViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Site search")  # Wagtail's own entry is called Search
    menu_icon = "search"
    menu_order = 270
    items = [SynonymsViewSet, AcronymViewSet, PromotedResultViewSet]


register_snippet(SearchViewSetGroup)


@hooks.register("register_admin_urls")
def register_reports():
    return [
        path("reports/searches/", SearchReportView.as_view(), name="search_report"),
        path(
            "reports/searches/results/",
            SearchReportView.as_view(results_only=True),
            name="search_report_results",
        ),
    ]


class _SearchesItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("search.view_askedquery")


@hooks.register("register_reports_menu_item")
def add_search_report():
    return _SearchesItem(
        _("What readers search for"),
        reverse("search_report"),
        name="search-report",
        icon_name="search",
        order=720,
    )


hooks.register(HOOK, desk.lines)
