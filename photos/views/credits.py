"""The public page of photo credits: made from the register, with what the visitor may see and nothing else."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import InvalidPage, Paginator
from django.core.paginator import Page as PaginatorPage
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page, ReferenceIndex

from core.layout import Layout
from core.typography import sort_key
from core.visibility import can_see_photo, live_pages
from photos.models import Photo


@dataclass(frozen=True)
class _Pages:
    """What the pagination component asks for."""

    page: PaginatorPage

    @property
    def previous_url(self) -> str:
        return _address(self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return _address(self.page.next_page_number()) if self.page.has_next() else ""

    @property
    def pages(self) -> list[dict]:
        numbers = self.page.paginator.get_elided_page_range(
            self.page.number, on_each_side=1, on_ends=1
        )
        return [
            {
                "number": number if isinstance(number, int) else None,
                "url": _address(number),
                "current": number == self.page.number,
            }
            for number in numbers
        ]


def _address(number) -> str:
    return f"?page={number}"


@require_safe
def photo_credits(request) -> HttpResponseBase:
    """Photos by author, each with the pages where it stands; 404 for a page of the list that doesn't exist."""
    places = _places()
    pages = live_pages(request).filter(locale__language_code=get_language())
    visible = set(
        pages.filter(pk__in={pk for keys in places.values() for pk in keys}).values_list(
            "pk", flat=True
        )
    )
    shown = {photo: keys & visible for photo, keys in places.items() if keys & visible}
    photos = [
        photo
        for photo in Photo.objects.filter(pk__in=shown).exclude(credit="").defer("people")
        if can_see_photo(photo)
    ]
    photos.sort(key=lambda photo: (sort_key(photo.credit), sort_key(photo.caption or photo.title)))
    try:
        part = Paginator(photos, settings.CREDITS_PAGE_SIZE).page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404(_("This page of the list doesn’t exist.")) from error
    named = pages.in_bulk({pk for photo in part for pk in shown[photo.pk]})
    authors = defaultdict(list)
    for photo in part:
        stands = sorted(
            (named[pk] for pk in shown[photo.pk]), key=lambda page: sort_key(page.title)
        )
        authors[photo.credit].append(
            {
                "photo": photo,
                "pages": [{"title": page.title, "url": page.get_url(request)} for page in stands],
            }
        )
    title = _("Photo credits")
    context = {
        "layout": Layout(request, title=title),
        "title": title,
        "authors": dict(authors),
        "listing": _Pages(part),
    }
    return render(request, "pages/photo_credits.html", context)


def _places() -> dict[int, set[int]]:
    """By key, the photos that pages hold, with the keys of those pages."""
    rows = ReferenceIndex.objects.filter(
        base_content_type=ReferenceIndex._get_base_content_type(Page),
        to_content_type=ReferenceIndex._get_base_content_type(Photo),
    ).values_list("to_object_id", "object_id")
    places = defaultdict(set)
    for photo, page in rows:
        places[int(photo)].add(int(page))
    return places
