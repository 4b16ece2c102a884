"""What stands above the pages for a time."""

from datetime import timedelta

from demo.builder import Demo
from demo.content import table
from home.models import Notice


def notices(demo: Demo) -> None:
    rows = table("notices")["notices"]
    for row in rows:
        Notice.objects.get_or_create(
            title=row["title"],
            defaults={
                "text": row["text"],
                "shown_from": demo.today + timedelta(days=row["from_days"]),
                "shown_until": demo.today + timedelta(days=row["until_days"]),
                "page": demo.pages.get(row.get("page")),
                "translated_texts": {"en": row["english"]},
            },
        )
    demo.say(f"Notices: {len(rows)}")
