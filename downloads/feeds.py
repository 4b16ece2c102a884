"""The newest publications of a narrowed library, as RSS 2.0 or Atom."""

from datetime import datetime, time

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from django.utils.translation import get_language

from core.conditional import conditional
from core.languages import association_name
from core.layout import absolute

FORMATS = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
LINKS = {"rss": ("RSS", "application/rss+xml"), "atom": ("Atom", "application/atom+xml")}


def links(listing) -> list[dict]:
    """For the template: title, media type and address of each feed of what a listing shows."""
    return [
        {"title": title, "type": media_type, "url": listing.link(format=name)}
        for name, (title, media_type) in LINKS.items()
    ]


def answer(library, request, name: str) -> HttpResponse:
    """The feed of what the address narrows the library to; 404 where that doesn't exist."""
    listing = library.listing(request, page_size=settings.FEED_LENGTH)
    chosen = ", ".join(chip["label"] for chip in listing.chips)
    association = association_name(request)
    feed = FORMATS[name](
        title=" — ".join(filter(None, [association, library.title, chosen])),
        author_name=association,
        author_link=absolute("/"),
        link=absolute(listing.url),
        description=library.description or library.title,
        language=get_language(),
        feed_url=absolute(request.get_full_path()),
    )
    for card in listing.page_obj:
        publication, file = card.page, card.main and card.main.document
        published = timezone.make_aware(datetime.combine(publication.date, time(8)))
        address = absolute(publication.get_url(request))
        names = [] if card.is_reserved else publication.author_names
        feed.add_item(
            title=publication.title,
            link=address,
            unique_id=address,
            description=publication.introduction,
            author_name=", ".join(names) or association,
            pubdate=published,
            updateddate=publication.last_published_at or published,
            categories=[theme.name for theme in card.themes],
            enclosures=[Enclosure(absolute(file.url), str(file.weight or 0), file.content_type)]
            if file
            else [],
        )
    response = HttpResponse(content_type=feed.content_type, status=listing.status)  # type: ignore[attr-defined]
    feed.write(response, "utf-8")
    return conditional(request, response)
