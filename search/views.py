from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.frame import Frame
from core.listing import Listing
from core.search_words import clean_query
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
