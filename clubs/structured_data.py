"""A session as search engines read it, in schema.org's words."""

import re

from core.layout import absolute
from core.structured_data import image, organisation

STATUS = {
    "planned": "https://schema.org/EventScheduled",
    "moved": "https://schema.org/EventRescheduled",
    "cancelled": "https://schema.org/EventCancelled",
}

ATTENDANCE = {
    "on-site": "https://schema.org/OfflineEventAttendanceMode",
    "online": "https://schema.org/OnlineEventAttendanceMode",
    "mixed": "https://schema.org/MixedEventAttendanceMode",
}
_FREE = re.compile(r"\b(gratuit|gratuite|free|sans frais|offert)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"\d[\d\s.,]*")


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
        "location": _place(session, request),
        "eventAttendanceMode": ATTENDANCE[session.attendance],
        "organizer": organisation(request),
        "isAccessibleForFree": amount(session.price) == "0" or None,
        "offers": _offer(session, request),
        "inLanguage": session.locale.language_code,
        "url": absolute(session.get_url(request)),
        **image(session),
    }
    return {key: value for key, value in data.items() if value}


def _place(session, request) -> dict | list | None:
    place = {"name": session.place, "address": ", ".join(session.address.splitlines())}
    known = {key: value for key, value in place.items() if value}
    there = {"@type": "Place"} | known if known else None
    url = session.registration_url or absolute(session.get_url(request) or "")
    online = {"@type": "VirtualLocation", "url": url}
    if session.attendance == "on-site":
        return there
    return [there, online] if session.attendance == "mixed" and there else online


def _offer(session, request) -> dict | None:
    """The price that everybody reads, as an offer; its words where they aren't one amount in euros."""
    if not session.price or not session.is_announced:
        return None
    found = amount(session.price)
    told = {"price": found, "priceCurrency": "EUR"} if found else {"description": session.price}
    until = session.registration_deadline
    return {
        "@type": "Offer",
        **told,
        "url": session.registration_url or absolute(session.get_url(request) or ""),
        **({"validThrough": until.isoformat()} if until else {}),
    }


def amount(words: str) -> str:
    """« 1200.50 » of « 1 200,50 € », « 0 » of « Gratuit »; nothing where there are several, or no euros."""
    amounts = _AMOUNT.findall(words)
    if not amounts:
        return "0" if _FREE.search(words) else ""
    if len(amounts) > 1 or _FREE.search(words) or not re.search("€|euro|EUR", words):
        return ""
    whole, _comma, cents = (
        re.sub(r"\s", "", amounts[0]).strip(".,").replace(".", ",").partition(",")
    )
    if not whole.isdecimal() or not (cents.isdecimal() or not cents) or len(cents) > 2:
        return ""
    return f"{int(whole)}.{cents:0<2}" if cents else str(int(whole))
