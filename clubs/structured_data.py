"""A session as search engines read it, in schema.org's words."""

from core.frame import absolute
from core.languages import association_name
from core.structured_data import image

STATUS = {
    "planned": "https://schema.org/EventScheduled",
    "moved": "https://schema.org/EventRescheduled",
    "cancelled": "https://schema.org/EventCancelled",
}


def event(session, request) -> dict:
    """A schema.org Event (https://schema.org/Event)."""
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": session.title,
        "description": session.introduction,
        "startDate": session.when.iso,
        "endDate": session.when.end_iso,
        "previousStartDate": session.former_date,
        "eventStatus": STATUS[session.status],
        "location": _place(session),
        "organizer": {
            "@type": "Organization",
            "name": association_name(request),
            "url": absolute("/"),
        },
        "inLanguage": session.locale.language_code,
        "url": absolute(session.get_url(request)),
        **image(session),
    }
    return {key: value for key, value in data.items() if value}


def _place(session) -> dict | None:
    place = {"name": session.place, "address": ", ".join(session.address.splitlines())}
    known = {key: value for key, value in place.items() if value}
    return {"@type": "Place"} | known if known else None
