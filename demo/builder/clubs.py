"""Clubs and their sessions, past and to come."""

from datetime import timedelta

from clubs.models import ClubPage, SessionFormerDate, SessionPage
from demo.builder import Demo
from demo.builder.pages import article
from demo.content import table
from demo.content.prose import working_day


def clubs(demo: Demo):
    top = demo.pages["clubs"]
    sessions = 0
    for row in table("clubs")["clubs"]:
        row = {"contacts": [row["contact"]]} | row
        club = article(demo, top, ClubPage, row, demo.ago(1400), audience=row["audience"])
        for session in row["sessions"]:
            _session(demo, club, {"contacts": [row["contact"]]} | session)
            sessions += 1
    demo.say(f"Clubs: {len(table('clubs')['clubs'])}, with {sessions} sessions")


def _session(demo: Demo, club: ClubPage, row: dict) -> SessionPage:
    day = working_day(demo.ago(-row["day"]))
    status = SessionPage.Status.PLANNED
    former = []
    if row.get("cancelled"):
        status = SessionPage.Status.CANCELLED
    elif "moved_from" in row:
        status = SessionPage.Status.MOVED
        former = [SessionFormerDate(date=working_day(demo.ago(-row["moved_from"])))]
    return article(
        demo,
        club,
        SessionPage,
        row,
        min(day, demo.today) - timedelta(days=45),
        edition=row["edition"],
        starts_at=demo.moment(day, *map(int, row["from"].split(":"))),
        ends_at=demo.moment(day, *map(int, row["to"].split(":"))),
        place=row["place"],
        address=", ".join(row["address"].splitlines()),
        host=demo.organisations.get(row.get("host")),
        status=status,
        former_dates=former,
    )
