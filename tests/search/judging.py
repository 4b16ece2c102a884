"""Measures the search against the judged list: mean reciprocal rank and recall at 10.

`python -m tests.search.judging` loads the demo into an SQLite of its own and prints what is found there.
"""

import json
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from django.test import Client

from tools import temporary_site

ADDRESSES = {"fr": "/recherche/", "en": "/en/search/"}
AT = 10


@dataclass(frozen=True)
class Judgement:
    language: str
    query: str
    expected: tuple[str, ...]
    found: tuple[str, ...]  # the first of the results, named as in the list

    @property
    def reciprocal_rank(self) -> float:
        ranks = (place for place, name in enumerate(self.found, 1) if name in self.expected)
        return 1 / next(ranks, float("inf"))

    @property
    def recall(self) -> float:
        return len(set(self.expected) & set(self.found[:AT])) / len(self.expected)

    def __str__(self):
        return f"{self.query!r}: {self.reciprocal_rank:.2f} {self.recall:.2f} {self.found[:6]}"


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


def found_on_sqlite() -> list[list[str]]:
    """What each judgement's search finds on SQLite, in another process."""
    with TemporaryDirectory(prefix="parvis-") as folder:
        environment = os.environ | temporary_site.workstation(Path(folder))
        command = [sys.executable, "-m", __name__]
        answer = subprocess.run(
            command, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
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


def means(judgements: list[Judgement]) -> tuple[float, float]:
    """Mean reciprocal rank, mean recall at 10."""
    number = len(judgements)
    return (
        sum(one.reciprocal_rank for one in judgements) / number,
        sum(one.recall for one in judgements) / number,
    )


def main():
    temporary_site.start_django({"DJANGO_SETTINGS_MODULE": "config.settings.test"})
    from django.core.management import call_command

    from tests.demo.test_load_demo import load

    call_command("migrate", verbosity=0)
    load()
    call_command("update_index", verbosity=0)
    print(json.dumps([one.found for one in judge(Client())]))


if __name__ == "__main__":
    main()
