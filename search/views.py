import re

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.frame import Frame
from core.listing import Listing
from core.visibility import searchable_pages


@require_safe
def search(request):
    """The pages that the words asked for stand in, among those that the visitor may see."""
    query, problem = clean_query(request.GET.get("q", ""))
    listing = None
    if query and not problem:
        pages = searchable_pages(request, get_language()).specific()
        listing = Listing(request, pages.search(query), [], keep=["q"])
    context = {
        "frame": Frame(request, title=_("Search")),
        "title": _("Search"),
        "query": query,
        "listing": listing,
        "problem": problem or (listing.problem if listing else ""),
    }
    status = listing.status if listing else 200
    return render(request, "pages/search_results.html", context, status=status)


def clean_query(text: str) -> tuple[str, str]:
    """The words to look for, and a sentence for the reader when there is nothing to look for, or too much.

    Only words are kept: quotation marks and operators would be commands to the database's own search.
    """
    words = re.findall(r"\w+(?:[’'-]\w+)*", text)
    query = " ".join(words)
    longest, most = settings.SEARCH_QUERY_MAX_LENGTH, settings.SEARCH_QUERY_MAX_WORDS
    if text.strip() and not words:
        return "", _("There is no word in this search: type at least one.")
    if len(query) > longest or len(words) > most:
        limits = {"words": most, "characters": longest}
        return query[:longest], (
            _("This search is too long: %(words)d words and %(characters)d characters at most.")
            % limits
        )
    return query, ""
