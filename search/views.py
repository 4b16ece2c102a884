"""The search page, its suggestions, its description for browsers, and its answers for machines."""

from django.conf import settings
from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.layout import Layout, absolute
from core.listing import WORDS
from search import statistics
from search.search import ResultList, ask, promoted
from search.suggestions import named_themes, suggestions
from search.time_limit import Unanswered, limited


@require_safe
def search(request) -> HttpResponseBase:
    """What the words asked for stand in, among what the visitor may see; `?format=json` for machines."""
    layout = Layout(request, title=_("Search"))
    try:
        with limited():
            context, status = _context(request, layout)
    except Unanswered as error:
        query = request.GET.get(WORDS, "")[: settings.SEARCH_QUERY_MAX_LENGTH]
        context = {"query": query, "problem": str(error), "listing": None}
        status = 503
    if request.GET.get("format") == "json":
        return JsonResponse(_as_json(context), status=status)
    context |= {"layout": layout, "title": _("Search")}
    return render(request, "pages/search_results.html", context, status=status)


def _context(request, layout) -> tuple[dict, int]:
    found = ask(request, request.GET.get(WORDS, ""))
    context = {"query": found.query.text, "problem": found.problem, "search": found}
    if found.problem or not found.query.clauses:
        return context | {"listing": None, "themes": named_themes(request)}, 200
    listing = ResultList(found, layout)
    asked_first = not listing.is_narrowed
    if asked_first:
        statistics.count(request, found.query, found.is_empty or found.is_any_word)
    context |= {
        "listing": listing,
        "promoted": promoted(request, found.query) if asked_first else [],
        "correction": found.correction,
        "themes": named_themes(request) if found.is_empty else [],
    }
    return context, listing.status


def _as_json(context: dict) -> dict:
    listing = context["listing"]
    return {
        "query": context["query"],
        "problem": str(context["problem"] or (listing.problem if listing else "")),
        "total": listing.total if listing else 0,
        "with_all_words": sum(one.has_all for one in context["search"].results) if listing else 0,
        "any_word": bool(listing and listing.search.is_any_word),
        "correction": context.get("correction", ""),
        "results": [_result_as_json(result) for result in listing.page_obj] if listing else [],
        "facets": {
            facet["name"]: [
                {"value": option.value, "label": str(option.label), "count": option.count}
                for option in facet["options"]
            ]
            for facet in (listing.facets if listing else [])
        },
        "next": absolute(listing.next_url) if listing and listing.next_url else None,
    }


def _result_as_json(result) -> dict:
    passage = result.passage
    return {
        "title": result.entry.title,
        "url": absolute(result.url),
        "kind": result.entry.kind,
        "reserved": result.is_teaser,
        "date": result.date.isoformat() if result.date else None,
        "language": result.entry.language,
        "themes": [_plain(theme) for theme in result.themes],
        "text": _plain(result.pieces),
        "name": f"{result.name[0]} : {_plain(result.name[1])}".lstrip(" :") if result.name else "",
        "file": passage
        and {
            "url": absolute(passage.url) if passage.document else None,
            "page": passage.page,
            "text": _plain(passage.pieces),
        },
    }


def _plain(pieces) -> str:
    return "".join(piece.text for piece in pieces)


@require_safe
def suggest(request) -> HttpResponseBase:
    """What the words typed so far may become: [{"label", "kind", "url"}]."""
    try:
        with limited():
            found = suggestions(request, request.GET.get(WORDS, ""))
    except Unanswered:
        found = []
    answer = JsonResponse({"suggestions": found})
    answer["Cache-Control"] = "private, max-age=60"
    return answer


@require_safe
def description(request) -> HttpResponseBase:
    """For browsers that offer the site's search in their bar (OpenSearch 1.1)."""
    return render(
        request,
        "opensearch.xml",
        {"base_url": settings.BASE_URL},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
