from django.conf import settings
from django.core.cache import cache
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.file_responses import send_file
from core.layout import Layout
from core.routing import find_page
from core.visibility import can_see
from directory.card import PrintedCard
from directory.known import known_organisations, organisation_url
from directory.models import DirectoryPage, YearCard
from directory.tasks import make_card
from directory.work import work_of


@require_safe
def organisation_card(request, path: str, slug: str, year: str) -> HttpResponseBase:
    """The PDF of what an organisation did in a year, below its page: /adherents/valmire/fiche-2025.pdf.

    One that isn't made yet, or would say something else by now, is asked of the background work, and the answer is a
    page that says so (202). 404 for a year in which the visitor may see nothing.
    """
    directory = find_page(request, path)
    if not isinstance(directory, DirectoryPage) or not can_see(request, directory):
        raise Http404
    known = known_organisations(request).select_related("logo")
    organisation = get_object_or_404(known, slug=slug)
    if int(year) < 1900 or not work_of(organisation, request).filter(day__year=year).exists():
        raise Http404
    printed = PrintedCard(organisation, directory, int(year))
    wanted = YearCard.objects.filter(
        organisation=organisation, directory=directory, year=year, digest=printed.digest
    )
    card, key = wanted.first(), f"card-{printed.digest}"
    if card is None and cache.add(key, True, settings.CARD_ASKED_AGAIN):
        make_card.enqueue(organisation.pk, directory.pk, int(year))
        card = wanted.first()  # where tasks are done at once
    if card:
        try:
            return send_file(request, card.file, printed.file_name, etag=card.digest)
        except FileNotFoundError:
            card.delete()
    title = _("%(organisation)s in %(year)s") % {"organisation": organisation.name, "year": year}
    layout = Layout(request, page=directory, title=title)
    layout.below = f"{organisation.slug}/"
    context = {
        "layout": layout,
        "title": title,
        "organisation_url": organisation_url(directory, organisation),
    }
    response = render(request, "pages/card_waiting.html", context, status=202)
    response["Cache-Control"] = "private, no-store"
    return response
