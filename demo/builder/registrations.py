"""Two sessions for which more people register than there are places."""

from clubs.models import Registration
from demo.builder import Demo
from demo.content import table


def registrations(demo: Demo) -> None:
    """After the members, who come first; whoever finds no place left waits."""
    rows = table("registrations")["sessions"]
    for row in rows:
        page = demo.pages[row["slug"]]
        for person in row["people"]:
            taken = Registration.objects.of(page).filter(is_waiting=False).count()
            Registration.objects.get_or_create(
                page=page,
                email=person["email"],
                defaults={
                    "first_name": person["first_name"],
                    "last_name": person["last_name"],
                    "organisation_name": person.get("organisation", ""),
                    "needs": person.get("needs", ""),
                    "meal": person.get("meal", ""),
                    "language": "fr",
                    "is_waiting": page.capacity is not None and taken >= page.capacity,
                    "told_sequence": page.times_changed,
                },
            )
    demo.say(f"Registrations: {len(rows)} sessions with a waiting list")
