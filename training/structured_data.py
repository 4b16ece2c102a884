"""A course and its dates as search engines read them, in schema.org's words."""

from decimal import Decimal

from django.utils.html import strip_tags

from clubs.structured_data import amount, event
from core.layout import absolute
from core.structured_data import image, organisation
from training.duration import HOURS_A_DAY

MODES = {"on-site": "onsite", "online": "online", "mixed": "blended"}


def course(page, dates: list, request) -> dict:
    """A schema.org Course (https://schema.org/Course) with a CourseInstance for each of its dates."""
    data = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": page.title,
        "description": page.description or page.title,
        "provider": organisation(request),
        "teaches": _text(page.objectives),
        "coursePrerequisites": _text(page.prerequisites),
        "timeRequired": workload(page),
        "offers": _offer(page),
        "hasCourseInstance": [
            _without_context(course_instance(session, request, of=page)) for session in dates
        ],
        "dateModified": page.last_published_at,
        "inLanguage": page.locale.language_code,
        "url": absolute(page.get_url(request) or ""),
        **image(page),
    }
    return {key: value for key, value in data.items() if value}


def course_instance(session, request, of=None) -> dict:
    """A date as a schema.org CourseInstance, which is an Event; `of` is its course, where it is known."""
    data = event(session, request) | {
        "@type": "CourseInstance",
        "courseMode": MODES[session.attendance],
        "courseWorkload": workload(of or session.course),
    }
    return {key: value for key, value in data.items() if value}


def workload(page) -> str:
    """« PT14H »: the hours of a course as ISO 8601 writes them; those of its days where nobody wrote the hours."""
    hours = page.hours or (page.days and page.days * HOURS_A_DAY)
    if not hours:
        return ""
    minutes = int(hours % 1 * 60)
    return f"PT{int(hours)}H{minutes}M" if minutes else f"PT{Decimal(hours).to_integral_value()}H"


def _offer(page) -> dict | None:
    if not page.price:
        return None
    found = amount(page.price)
    told = {"price": found, "priceCurrency": "EUR"} if found else {"description": page.price}
    return {"@type": "Offer", "category": "Free" if found == "0" else "Paid", **told}


def _text(rich: str) -> str:
    return " ".join(strip_tags(rich.replace("<", " <")).split())


def _without_context(data: dict) -> dict:
    return {key: value for key, value in data.items() if key != "@context"}
