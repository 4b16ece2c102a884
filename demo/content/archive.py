"""The older publications: rows of the shape of documents.toml, put together from archive.toml."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import cycle

from demo.content import table

YEARS = 12
YEAR = 365  # days


@cache
def archive(today: date) -> dict[str, dict]:
    """By key, some 130 publications of the twelve years before today; the same day always gives the same."""
    rows = {}
    ours, studies = list(table("chapters/association")), list(table("chapters/metiers"))
    for number, (key, row) in enumerate(_rows(today)):
        # The association's own life, or the trades of its members; a chapter a page after cover and contents.
        keys = ours if row["kind"] in ("rapport", "programme") else studies
        pages = row.get("pages", 4 + number % 4)
        texts = cycle(keys[number % len(keys) :] + keys[: number % len(keys)])
        rows[key] = {
            "chapters": [next(texts) for _chapter in range(max(1, pages - 2))],
            "pages": pages,
            "themes": [row.pop("theme")],
            **row,
        }
    return rows


def _rows(today: date) -> Iterator[tuple[str, dict]]:
    yield from _reports(today)
    yield from _numbers("cahiers", "cahier", "cahiers-des-hautes-rives", [1, 2, 3, 4, 5], 1200)
    yield from _numbers("etudes", "etude", "etudes-de-l-observatoire", [1, 2, 3, 4, 6], 1600)
    numbers = [*range(1, 11), *range(12, 15)]
    yield from _numbers("actes", "actes", "actes", numbers, 300)
    yield from _programmes(today)
    yield from _titles("guides", "guide", 260, tagged=True)
    yield from _titles("dossiers", "dossier", 410)
    for key, row in _titles("private", "dossier", 130, private=True):
        yield key, {**row, "teaser": row["title"] in table("archive")["private"]["announced"]}
    yield from _presentations()
    for number, (language, title, theme, summary, *chapters) in enumerate(
        table("archive")["foreign"]["titles"]
    ):
        words = {
            "title": title,
            "theme": theme,
            "summary": summary,
            "language": language,
            "chapters": chapters,  # all of the language if none
        }
        if chapters:
            words["pages"] = 2 + len(chapters)
        yield f"etranger-{number}", {**words, "kind": "dossier", "days_ago": 500 + number * 490}


def _reports(today: date) -> Iterator[tuple[str, dict]]:
    for number in range(1, 11):
        days = 272 + (12 - number) * YEAR
        yield (
            f"rapport-activite-{number}",
            {
                "title": f"Rapport d’activité {today.year - 13 + number}",
                "summary": "Rencontres, études et comptes : une année de l’Union régionale.",
                "kind": "rapport",
                "theme": "vie-de-l-association",
                "series": "rapports-d-activite",
                "number": number,
                "days_ago": days,
                # The oldest ones were kept on paper only.
                "scan": number < 3,
            },
        )


def _numbers(name: str, kind: str, series: str, numbers: list[int], since: int):
    titles = table("archive")[name]["titles"]
    for place, (number, (title, theme, *summary)) in enumerate(zip(numbers, titles, strict=True)):
        left = len(numbers) - 1 - place
        yield (
            f"{name}-{number}",
            {
                "title": title if kind != "actes" else f"{title} : actes de la rencontre",
                "summary": summary[0]
                if summary
                else "Les interventions et les échanges de la journée, relus par leurs auteurs.",
                "kind": kind,
                "theme": theme,
                "series": series,
                "number": number,
                "days_ago": since + left * (YEARS * YEAR - since) // len(numbers),
            },
        )


def _programmes(today: date) -> Iterator[tuple[str, dict]]:
    for number in range(1, 24):
        days = 40 + number * YEAR // 2
        yield (
            f"programme-{number}",
            {
                "title": f"Programme des rencontres, {_semester(today, days)}",
                "summary": "Les journées, clubs et ateliers du semestre, avec leurs lieux et leurs publics.",
                "kind": "programme",
                "theme": "vie-de-l-association",
                "days_ago": days,
                "pages": 3,
            },
        )


def _semester(today: date, days: int) -> str:
    day = today - timedelta(days=days)
    return f"{'premier' if day.month < 7 else 'second'} semestre {day.year}"


def _titles(name: str, kind: str, since: int, **more) -> Iterator[tuple[str, dict]]:
    titles = table("archive")[name]["titles"]
    step = (YEARS * YEAR - since) // len(titles)
    for number, (title, theme) in enumerate(titles):
        yield (
            f"{name}-{number}",
            {
                "title": title,
                "summary": f"{title} : l’essentiel, en quelques pages et quelques exemples de la région.",
                "kind": kind,
                "theme": theme,
                "days_ago": since + number * step,
                **more,
            },
        )


def _presentations() -> Iterator[tuple[str, dict]]:
    words = table("templates")
    themes = list(table("vocabulary")["themes"])
    for number in range(35):
        town = words["towns"][number % len(words["towns"])]
        place = words["places"][number * 7 % len(words["places"])]
        place = place[:1].upper() + place[1:]
        yield (
            f"support-{number}",
            {
                "title": f"{place}, {town} : support de la visite",
                "summary": "Les diapositives montrées aux participants : le site, le projet, les chiffres.",
                "kind": "support-de-presentation",
                "theme": themes[number % len(themes)],
                "days_ago": 70 + number * 104,
                "slides": True,
            },
        )
