"""Measures the search against the judged lists: mean reciprocal rank, nDCG and recall at 10.

`python -m tests.search.judging` loads the demo into an SQLite of its own and prints what is found there.
"""

import json
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from math import log2
from pathlib import Path
from urllib.parse import urlsplit

from django.test import Client

from tools import temporary_site

ADDRESSES = {"fr": "/recherche/", "en": "/en/search/"}
AT = 10
BACKUPS = "backups"


@dataclass(frozen=True)
class Judgement:
    language: str
    query: str
    expected: tuple[str, ...]
    names: tuple[str, ...]  # the first of the results, named as in the list

    @property
    def reciprocal_rank(self) -> float:
        ranks = (place for place, name in enumerate(self.names, 1) if name in self.expected)
        return 1 / next(ranks, float("inf"))

    @property
    def recall(self) -> float:
        return len(set(self.expected) & set(self.names[:AT])) / len(self.expected)

    def __str__(self):
        return f"{self.query!r}: {self.reciprocal_rank:.2f} {self.recall:.2f} {self.names[:6]}"


@dataclass(frozen=True)
class Graded:
    """What a search of the graded list finds, `names`, against the grades of what answers it."""

    kind: str
    language: str
    query: str
    grades: dict[str, int]
    names: tuple[str, ...] = ()

    @property
    def reciprocal_rank(self) -> float:
        ranks = (place for place, name in enumerate(self.names, 1) if name in self.grades)
        return 1 / next(ranks, float("inf"))

    @property
    def ndcg(self) -> float:
        once = dict.fromkeys(self.names)
        found = [self.grades.get(name, 0) for name in once]
        return _gain(found) / _gain(sorted(self.grades.values(), reverse=True))

    @property
    def recall(self) -> float:
        return len(self.grades.keys() & set(self.names[:AT])) / len(self.grades)

    @property
    def measures(self) -> tuple[float, float, float]:
        return self.reciprocal_rank, self.ndcg, self.recall

    def __str__(self):
        numbers = " ".join(f"{number:.2f}" for number in self.measures)
        return f"{self.query!r}: {numbers} {self.names[:6]}"


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades[:AT], 1))


def graded() -> list[Graded]:
    kinds = tomllib.loads(Path(__file__).with_name("graded.toml").read_text())
    return [
        Graded(kind, language, query, grades)
        for kind, languages in kinds.items()
        for language, queries in languages.items()
        for query, grades in queries.items()
    ]


def by_kind(found: list[Graded]) -> dict[str, tuple[float, ...]]:
    """The means of the measures for each kind of search, and for all of them; those without an answer are left out."""
    kinds: dict[str, list[Graded]] = {}
    for one in found:
        if one.grades:
            kinds.setdefault(one.kind, []).append(one)
            kinds.setdefault("all", []).append(one)
    return {
        kind: tuple(
            sum(numbers) / len(some)
            for numbers in zip(*(one.measures for one in some), strict=True)
        )
        for kind, some in kinds.items()
    }


def judged() -> list[tuple[str, str, tuple[str, ...]]]:
    lists = tomllib.loads(Path(__file__).with_name("judged.toml").read_text())
    return [
        (language, query, tuple(expected))
        for language, queries in lists.items()
        for query, expected in queries.items()
    ]


def judge(client: Client) -> list[Judgement]:
    return [
        Judgement(language, query, expected, names(client, language, query))
        for language, query, expected in judged()
    ]


def found_on_sqlite(databases, folder: Path) -> list[list[str]]:
    """What each judgement's search finds on SQLite, in another process; the demo is there if it was tested there.

    A backup of it is left in BACKUPS, inside the folder.
    """
    environment = os.environ | temporary_site.workstation(folder)
    command = [sys.executable, "-m", __name__, str(databases.cache), str(folder)]
    answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(answer.stdout.splitlines()[-1])


def names(client: Client, language: str, query: str) -> tuple[str, ...]:
    answer = client.get(ADDRESSES[language], {"q": query, "format": "json"})
    assert answer.status_code == 200, query
    return tuple(map(name, answer.json()["results"]))


def name(result: dict) -> str:
    """The end of a page's address, or the name of a person or an organisation."""
    if result["kind"] in {"contact", "organisme"}:
        return result["title"]
    parts = urlsplit(result["url"]).path.strip("/").split("/")
    return "/".join(parts[-2:]) if parts[-1] == "compte-rendu" else parts[-1]


def entry_name(entry, url: str) -> str:
    """The same of an entry and its address."""
    return name({"kind": entry.kind, "title": entry.title, "url": url})


def means(judgements: list[Judgement]) -> tuple[float, float]:
    """Mean reciprocal rank, mean recall at 10."""
    number = len(judgements)
    return (
        sum(one.reciprocal_rank for one in judgements) / number,
        sum(one.recall for one in judgements) / number,
    )


def main():
    temporary_site.start_django({"DJANGO_SETTINGS_MODULE": "config.settings.test"})
    from operations.backups.writing import make_backup
    from tests.databases import Databases
    from tests.demo.test_load_demo import copy_of_demo

    cache, folder = map(Path, sys.argv[1:])
    with copy_of_demo(Databases(cache, folder)):
        client = Client()
        found = [one.names for one in judge(client)]
        found += [names(client, one.language, one.query) for one in graded()]
        make_backup(folder / BACKUPS)
        print(json.dumps(found))


if __name__ == "__main__":
    main()
