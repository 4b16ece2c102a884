"""The demo's texts: TOML files beside this one, read once. Every table comes as plain dicts and lists."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from demo.content.prose import dated, working_day
from demo.files.pdf import Chapter

FOLDER = Path(__file__).parent


@cache
def table(name: str) -> dict:
    """The content of `<name>.toml`. What it gives is shared: read it, don't change it."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def news() -> list[dict]:
    """All news items, the newest first."""
    files = sorted((FOLDER / "news").glob("*.toml"))
    items = [item for path in files for item in table(f"news/{path.stem}")["news"]]
    return sorted(items, key=lambda item: item["days_ago"])


CLUBS = (
    "journees-regionales",
    "patrimoine-et-energie",
    "politiques-sociales",
    "ateliers-des-adherents",
)


@cache
def clubs() -> list[dict]:
    """Each with `club`, `sessions`, of which some have a `report`, and `reports` without a session."""
    tables = [table(f"clubs/{name}") for name in CLUBS]
    return [
        {
            "club": found["club"],
            "sessions": [found["club"]["defaults"] | session for session in found["sessions"]],
            "reports": found.get("reports", []),
        }
        for found in tables
    ]


def gallery_of(session: dict) -> str:
    """The key of the drawn gallery that the report of a session shows, or nothing."""
    for block in session.get("report", {}).get("body", ()):
        for key in block.get("gallery", {}).get("photos", ()):
            if key in table("gallery"):
                return key
    return ""


CHAPTERS = {
    "fr": ("association", "metiers"),
    "en": ("english",),
    "de": ("german",),
    "es": ("spanish",),
    "it": ("italian",),
}


def chapters(language: str = "fr", *keys: str) -> list[Chapter]:
    """The chapters of a language, or those of the keys given."""
    files = CHAPTERS[language]
    found = {
        key: Chapter(**value) for name in files for key, value in table(f"chapters/{name}").items()
    }
    return [found[key] for key in keys] if keys else list(found.values())


def news_chapters(themes: list[str], today: date) -> list[Chapter]:
    """The news as chapters for a file: those of its themes first."""
    ordered = sorted(news(), key=lambda item: not set(themes) & set(item["themes"]))
    return [
        Chapter(item["title"], dated(text, day_of(item, today)), item["introduction"])
        for item in ordered
        if (
            text := "\n\n".join(
                block["rich_text"] for block in item.get("body", ()) if "rich_text" in block
            )
        )
    ]


def day_of(item: dict, today: date) -> date:
    """The day that `days_ago` means: never a Saturday or a Sunday."""
    return working_day(today - timedelta(days=item["days_ago"]))
