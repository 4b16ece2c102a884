"""The catalogue as a table, for spreadsheets and for programs."""

from django.utils.translation import gettext_lazy as _

from core.exports import Table
from core.layout import absolute
from training.cards import CourseCard


def _row(card: CourseCard, request) -> dict:
    course = card.page
    return {
        "title": course.title,
        "summary": course.introduction,
        "domain": card.domain,
        "audience": list(card.audiences),
        "format": str(course.get_format_display()),
        "days": _number(course.days),
        "hours": _number(course.hours),
        "price": course.price,
        "member_price": course.member_price,
        "dates": [session.when.short for session in card.dates],
        "updated": course.updated_on.isoformat(),
        "url": absolute(course.get_url(request)),
    }


def _number(value) -> str:
    return f"{value.normalize():f}" if value else ""


COURSES = Table(
    "formations",
    {
        "title": _("Title"),
        "summary": _("Summary"),
        "domain": _("Domain"),
        "audience": _("Audience"),
        "format": _("Format"),
        "days": _("Duration in days"),
        "hours": _("Duration in hours"),
        "price": _("Price"),
        "member_price": _("Price for members"),
        "dates": _("Dates"),
        "updated": _("Updated"),
        "url": _("Address"),
    },
    _row,
)
