"""The catalogue of courses: its domains, the courses with their public facts, and their dates."""

from datetime import date, timedelta
from typing import Any

from wagtail.models import Locale

from demo.builder import Demo
from demo.builder.bodies import rich_text
from demo.builder.pages import article, publish
from demo.content import table
from demo.content.prose import working_day
from training.models import (
    Audience,
    CourseAudience,
    CoursePage,
    CourseSessionFormerDate,
    CourseSessionPage,
    CourseTrainer,
    Domain,
)

OPENED = 400  # days ago


def courses(demo: Demo) -> None:
    data = table("training/common")
    rows = [row for slug in data["domains"] for row in table(f"training/{slug}")["courses"]]
    domains = _terms(demo, Domain, data["domains"], data["domains_in_english"])
    audiences = _terms(demo, Audience, data["audiences"], data["audiences_in_english"])
    catalogue = demo.pages["formations"]
    dates = 0
    for number, row in enumerate(rows):
        row = data["defaults"] | row
        day = demo.ago(OPENED - number * 13)
        page = _course(demo, catalogue, row, day, domains[row["domain"]], audiences)
        for place, line in enumerate(row["sessions"]):
            _session(demo, page, row, line, place)
            dates += 1
    demo.say(f"Training: {len(rows)} courses in {len(domains)} domains, {dates} dates")


def _english() -> Locale:
    return Locale.objects.get_or_create(language_code="en")[0]


def _terms(demo: Demo, model, names: dict, english: dict) -> dict:
    """In the order of the table, each with its name in English."""
    found = {}
    for place, (slug, name) in enumerate(names.items(), start=1):
        term, made = model.objects.get_or_create(
            slug=slug, locale=demo.locale, defaults={"name": name, "sort_order": place}
        )
        if made:
            translation = term.copy_for_translation(_english())
            translation.name = english[slug]
            translation.save()
        found[slug] = term
    return found


def _course(demo: Demo, catalogue, row: dict, day: date, domain, audiences: dict) -> CoursePage:
    data = table("training/common")
    texts = {
        "objectives": row["objectives"],
        "prerequisites": row["prerequisites"],
        "methods": data["methods"][row["method"]],
        "assessment": data["checks"][row["check"]],
        "access": row["access"],
        "accessibility": row["accessibility"],
    }
    words = row | {"introduction": row["tagline"], "body": [{"rich_text": row["description"]}]}
    return article(
        demo,
        catalogue,
        CoursePage,
        words,
        day,
        domain=domain,
        format=row["format"],
        days=row["days"],
        hours=row["hours"],
        price=row["price"],
        member_price=row["member_price"],
        audiences=[
            CourseAudience(audience=audiences[slug], sort_order=place)
            for place, slug in enumerate(row["audiences"])
        ],
        trainers=[
            CourseTrainer(organisation=demo.organisations[name], sort_order=place)
            for place, name in enumerate(row["trainers"])
        ],
        **_written(demo, texts, day),
    )


def _written(demo: Demo, texts: dict[str, str], day: date) -> dict[str, Any]:
    return {name: rich_text(demo, text, day) for name, text in texts.items()}


def _session(demo: Demo, course: CoursePage, row: dict, line: dict, place: int) -> None:
    slug = f"session-{place + 1}" if place else "session"
    if CourseSessionPage.objects.child_of(course).filter(slug=slug).exists():
        return
    day = working_day(demo.ago(-line["day"]))
    last = _working_days_after(day, line.get("last", line["day"]) - line["day"])
    begins, ends = (_time(line.get(name, default)) for name, default in _HOURS)
    status = CourseSessionPage.Status.PLANNED
    if line.get("cancelled"):
        status = CourseSessionPage.Status.CANCELLED
    elif "moved_from" in line:
        status = CourseSessionPage.Status.MOVED
    page = CourseSessionPage(
        title=course.title,
        slug=slug,
        starts_at=demo.moment(day, *begins),
        ends_at=demo.moment(last, *ends),
        status=status,
        attendance=line.get("attendance", row["format"]),
        place=line["place"],
        address=line.get("address", ""),
        host=demo.organisations.get(line.get("host")),
        price=row["price"],
        member_price=row["member_price"],
        registration_email="formations@example.org",
        registration_deadline=working_day(day - timedelta(days=10)),
        locale=demo.locale,
        owner=demo.editor,
        live=False,
    )
    if "moved_from" in line:
        former = working_day(demo.ago(-line["moved_from"]))
        page.former_dates.add(CourseSessionFormerDate(date=former, sort_order=0))
    course.add_child(instance=page)
    publish(demo, page, demo.ago(30))
    demo.pages[f"{course.slug}/{slug}"] = page


def _working_days_after(day: date, number: int) -> date:
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


_HOURS = (("from", "9:00"), ("to", "17:00"))


def _time(written: str) -> list[int]:
    return list(map(int, written.split(":")))
