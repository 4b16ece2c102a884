"""Clubs, their sessions, past and to come, and the reports of what was said."""

from datetime import date, timedelta

from clubs.models import (
    ClubPage,
    ReportPage,
    ReportPartner,
    SessionFormerDate,
    SessionPage,
    SessionPartner,
    SessionPilot,
)
from clubs.models.reports import report_slug
from demo.builder import Demo
from demo.builder.bodies import rich_text
from demo.builder.pages import article
from demo.builder.space import keep_for_members
from demo.content import clubs as club_tables
from demo.content import gallery_of
from demo.content.prose import working_day


def clubs(demo: Demo) -> None:
    top = demo.pages["clubs"]
    sessions = reports = 0
    for found in club_tables():
        row = found["club"]
        club = article(demo, top, ClubPage, row, demo.ago(2240), audience=row["audience"])
        for line in found["sessions"]:
            line = {"contacts": row["contacts"]} | line
            page = session(demo, club, line)
            sessions += 1
            # One waits for its sixty photos: demo.builder.gallery.
            if "report" in line and not gallery_of(line):
                report(demo, page, line)
                reports += 1
        for line in found["reports"]:
            _report(demo, club, {"contacts": row["contacts"]} | line)
            reports += 1
    demo.say(f"Clubs: {len(club_tables())}, with {sessions} sessions and {reports} reports")


def session(demo: Demo, club: ClubPage, row: dict) -> SessionPage:
    day = working_day(demo.ago(-row["day"]))
    status = SessionPage.Status.PLANNED
    if row.get("cancelled"):
        status = SessionPage.Status.CANCELLED
    elif "moved_from" in row:
        status = SessionPage.Status.MOVED
    published = min(day, demo.today) - timedelta(days=45)
    page = article(
        demo,
        club,
        SessionPage,
        row,
        published,
        edition=row["edition"],
        starts_at=demo.moment(day, *map(int, row["from"].split(":"))),
        ends_at=demo.moment(day, *map(int, row["to"].split(":"))),
        place=row["place"],
        address=row["address"],
        host=demo.organisations.get(row.get("host")),
        status=status,
        former_dates=[
            SessionFormerDate(date=working_day(demo.ago(-former)), sort_order=place)
            for place, former in enumerate(row.get("moved_from", ()))
        ],
        programme=rich_text(demo, row["programme"], day),
        programme_file=demo.documents.get(row.get("programme_file")),
        price=row["price"],
        member_price=row.get("member_price", ""),
        registration_email=row.get("registration_email", ""),
        registration_url=row.get("registration_url", ""),
        public_registration="places" in row,
        capacity=row.get("places"),
        serves_meal=row.get("serves_meal", False),
        registration_deadline=working_day(day - timedelta(days=8)),
        report_expected_on=_after(day, row.get("report_expected")),
        pilots=_organisations(demo, SessionPilot, row.get("pilots", ())),
        partners=_organisations(demo, SessionPartner, row.get("partners", ())),
    )
    if row.get("private"):
        keep_for_members(page, row.get("teaser", False))
    return page


def report(demo: Demo, page: SessionPage, row: dict) -> ReportPage:
    """The report below a session, whose row it is a part of."""
    shared = ("themes", "contacts", "host", "partners", "place", "edition", "day")
    words = {name: row[name] for name in shared if name in row} | row["report"]
    return _report(demo, page, {"slug": report_slug("fr")} | words)


def _report(demo: Demo, parent, row: dict) -> ReportPage:
    day = working_day(demo.ago(-row["day"]))
    page = article(
        demo,
        parent,
        ReportPage,
        row,
        _after(day, row.get("after", 20)) or day,
        date=day,
        edition=row.get("edition"),
        place=row["place"],
        host=demo.organisations.get(row.get("host")),
        partners=_organisations(demo, ReportPartner, row.get("partners", ())),
    )
    if row.get("private"):
        keep_for_members(page, row.get("teaser", False))
    return page


def _organisations(demo: Demo, model, names) -> list:
    return [
        model(organisation=demo.organisations[name], sort_order=place)
        for place, name in enumerate(names)
    ]


def _after(day: date, days: int | None) -> date | None:
    return working_day(day + timedelta(days=days)) if days else None
