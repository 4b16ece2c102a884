"""The bytes of the demo's photos and files, by the name that each is stored under.

They take as long to draw as the database to be filled, so that other processes make them meanwhile:
`python -m demo.artwork FOLDER DAY SCALE NAME…` writes them into a folder, in their order. Nothing of Django is
imported here: it would be slower to start than to draw.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from demo import drawings, files
from demo.content import chapters, day_of, news_chapters, table
from demo.content.archive import archive
from demo.content.prose import MONTHS, dated
from demo.drawings import Metadata

# Drawn so many times smaller; the tests look at small ones.
scale = 1

Bytes = dict[str, bytes]

TOWNS = {
    "Haute-Ande": ("Valmire", "Saint-Aubrac", "Montclar-sur-Ande", "Brénac-le-Vieux"),
    "Val-de-Lauve": ("Pont-Lauvergne", "Roquefaille", "Lauve-les-Bains", "Mas-Roussel"),
    "Pays-d’Orsenne": ("Les Essarts-du-Lac", "Val-d’Orsenne", "Orsenne", "Saint-Mémin-le-Haut"),
}


class Artwork:
    """What two processes make while this one goes on, read by name: a context.

    What they have failed to make is made here.
    """

    def __init__(self, today: date, wanted: Collection[str]) -> None:
        self.today, self.wanted = today, wanted

    def __enter__(self) -> "Artwork":
        self._folder = TemporaryDirectory()
        command = [sys.executable, "-m", "demo.artwork", self._folder.name, str(self.today)]
        self._processes = [
            subprocess.Popen(
                [*command, str(scale), *names],
                cwd=Path(__file__).parents[1],
                start_new_session=True,  # Ctrl-C is for the command that has started it
            )
            for names in self._shares(2)
        ]
        return self

    def __exit__(self, *error) -> None:
        for process in self._processes:
            process.kill()
            process.wait()
        self._folder.cleanup()

    def _shares(self, number: int) -> list[list[str]]:
        """The names for each process, in turn; those that are made together stay together."""
        found = makers(self.today)
        order = list(dict.fromkeys(id(found[name]) for name in self.wanted))
        return [
            [name for name in self.wanted if order.index(id(found[name])) % number == place]
            for place in range(number)
        ]

    def read(self, name: str) -> bytes:
        file = Path(self._folder.name, name)
        while not file.exists():
            ended = all(process.poll() is not None for process in self._processes)
            if ended and not file.exists():
                return makers(self.today)[name]()[name]
            time.sleep(0.02)
        data = file.read_bytes()
        file.unlink()
        return data


def makers(today: date) -> dict[str, Callable[[], Bytes]]:
    """By name, what makes it; a maker may make others with it."""
    found = dict(_photos(today)) | dict(_logos())
    for key, row in documents(today).items():
        name = f"{key}.{row.get('format', 'pdf')}"
        found[name] = partial(_document, name, row, today)
    return found


def documents(today: date) -> dict[str, dict]:
    """The rows of all files by key, those of the archive too."""
    return table("documents") | archive(today)


def _photos(today: date) -> Iterator[tuple[str, Callable[[], Bytes]]]:
    """Each with its views, which are cut out of it."""
    for number, (key, row) in enumerate(table("photos").items()):
        day = today - timedelta(days=40 + number * 61)
        taken = datetime(day.year, day.month, day.day, 8 + number % 11, number * 7 % 60)
        views = [
            (f"{gallery}-{key}", rows[key])
            for gallery, rows in table("gallery").items()
            if key in rows
        ]
        maker = partial(_photo, key, row, taken, views)
        yield f"{key}.jpg", maker
        for name, captions in views:
            for place in range(1, len(captions) + 1):
                yield f"{name}-{place}.jpg", maker


def _photo(key: str, row: dict, taken: datetime, views: list[tuple[str, list]]) -> Bytes:
    width, height = row["size"]
    data = drawings.facade(
        row.get("seed", key),
        (width // scale, height // scale),
        scene=row["scene"],
        metadata=_metadata(row, taken),
    )
    made = {f"{key}.jpg": data}
    for name, captions in views:
        words = [Metadata(by_line=credit, caption=caption) for caption, credit in captions]
        for place, view in enumerate(drawings.views_of(BytesIO(data), words), start=1):
            made[f"{name}-{place}.jpg"] = view
    return made


def _metadata(row: dict, taken: datetime) -> Metadata:
    return Metadata(
        title=row["title"],
        caption=row["caption"],
        by_line=row["credit"],
        credit="Habitat Hautes-Rives",
        rights=f"© {row['credit']}",
        description=row["description"] if row.get("xmp") else "",
        city=row["city"],
        taken=taken,
        camera=tuple(row["camera"]) if "camera" in row else None,
        position=tuple(row["position"]) if "position" in row else None,
        orientation=row.get("orientation", 1),
        charset="latin-1" if row.get("latin") else "utf-8",
        xmp=row.get("xmp", False),
    )


def logos() -> Iterator[tuple[str, str]]:
    """(key, organisation's name) of every logo; the association's own first."""
    yield "logo-association", "Habitat Hautes-Rives"
    for row in table("people")["organisations"]:
        if row.get("logo"):
            yield f"logo-{row['site']}", row.get("short_name", row["name"])


def _logos() -> Iterator[tuple[str, Callable[[], Bytes]]]:
    for key, _name in logos():
        yield f"{key}.png", partial(_logo, key)


def _logo(key: str) -> Bytes:
    site = key.removeprefix("logo-")
    data = drawings.association_logo() if site == "association" else drawings.logo(site)
    return {f"{key}.png": data}


def _document(name: str, row: dict, today: date) -> Bytes:
    day = day_of(row, today)
    return {name: _file(row, dated(row["title"], day), day, today)}


def _file(row: dict, title: str, day: date, today: date) -> bytes:
    language, extension = row.get("language", "fr"), row.get("format", "pdf")
    if extension == "xlsx":
        return files.xlsx(title, _figures())
    chosen = chapters(language, *row.get("chapters", ()))
    if row.get("news"):
        chosen += news_chapters(row.get("themes", []), today)
    if extension == "docx":
        return files.docx(title, chosen, language=language)
    kind = table("vocabulary")["kinds"].get(row.get("kind"), "")
    month = (
        f"{MONTHS[day.month - 1].capitalize()} {day.year}" if language == "fr" else str(day.year)
    )
    if row.get("tagged"):
        with suppress(OSError):  # without Pango the file is as untagged as the others
            return files.tagged(title, chosen, language)
    data = files.pdf(
        title,
        pages=row["pages"],
        language=language,
        kind=kind if language == "fr" else files.WORDS[language]["booklet"],
        date=month,
        chapters=chosen,
        style=row.get("kind", ""),
        slides=row.get("slides", False),
    )
    return files.scanned(data) if row.get("scan") else data


def _figures() -> dict:
    """The tables of the observatory: by department, then by town."""
    chance = random.Random("observatoire")
    header = [
        "Commune",
        "Département",
        "Logements",
        "Avant 1975",
        "Vacants",
        "Rotation (%)",
        "Loyer médian (€/m²)",
    ]
    towns: list[list] = [header]
    for department, names in TOWNS.items():
        for name in names:
            homes = chance.randrange(180, 9600, 20)
            towns.append(
                [
                    name,
                    department,
                    homes,
                    round(homes * chance.uniform(0.28, 0.52)),
                    round(homes * chance.uniform(0.02, 0.07)),
                    round(chance.uniform(6.5, 12.5), 1),
                    round(chance.uniform(5.1, 6.9), 2),
                ]
            )
    departments = [
        ["Département", "Logements", "Communes"],
        ["Haute-Ande", 29800, 84],
        ["Val-de-Lauve", 18900, 71],
        ["Pays-d’Orsenne", 12700, 57],
    ]
    notice = [
        ["Indicateur", "Définition"],
        ["Logements", "Logements sociaux gérés par les organismes adhérents, au 1er janvier"],
        ["Vacants", "Logements sans locataire depuis plus de trois mois, hors travaux"],
        ["Rotation", "Départs de l’année rapportés aux logements loués"],
    ]
    return {"Départements": departments, "Communes": towns, "Notice": notice}


def _main(folder: str, today: str, smaller: str, *names: str) -> None:
    """Writes the files of these names; ends when the process that has started it is gone."""
    global scale
    scale = int(smaller)
    found, parent = makers(date.fromisoformat(today)), os.getppid()
    left = dict.fromkeys(names)
    while left and os.getppid() == parent:
        for name, data in found[next(iter(left))]().items():
            part = Path(folder, f"{name}.part")
            part.write_bytes(data)
            part.rename(Path(folder, name))  # whole, or not there
            left.pop(name, None)


if __name__ == "__main__":
    _main(*sys.argv[1:])
