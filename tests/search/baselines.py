"""What a database finds by itself in the same texts: the least that the site's own search must do better than.

A text is (name, title, all else that it says); the answer of a baseline to a search is names, the best first.
"""

import re
import secrets
import sqlite3
from collections.abc import Callable, Iterable

from django.db import connection

from core.visibility import everybody
from downloads.models import Document
from search.matching import visible
from search.models import Entry, FileText
from search.results import address, for_results

Text = tuple[str, str, str]
Baseline = Callable[[str], list[str]]
TITLE = 10  # times as much as the rest


def texts_of_site(language: str, layout, name: Callable[[Entry, str], str]) -> list[Text]:
    """What a visitor without an account may read, its files with it."""
    entries = list(for_results(visible(everybody(), language)))
    open_files = Document.objects.on_pages_of(everybody())
    files: dict[int, list[str]] = {}
    for file in FileText.objects.filter(document__in=open_files.values("pk")):
        files.setdefault(file.entry_id, []).append(file.text)
    return [
        (
            name(entry, address(entry, layout)),
            entry.title,
            "\n".join(
                [entry.introduction, entry.body, entry.label, entry.names, *files.get(entry.pk, [])]
            ),
        )
        for entry in entries
    ]


def words(query: str) -> list[str]:
    return re.findall(r"\w+", query)


def fts5(texts: Iterable[Text]) -> Baseline:
    """SQLite's FTS5: bm25 of any of the words, without accents."""
    base = sqlite3.connect(":memory:")
    base.execute(
        "CREATE VIRTUAL TABLE t USING fts5(name UNINDEXED, title, text, tokenize = 'unicode61 remove_diacritics 2')"
    )
    base.executemany("INSERT INTO t VALUES (?, ?, ?)", texts)

    def search(query: str) -> list[str]:
        match = " OR ".join(f'"{word}"' for word in words(query))
        rows = base.execute(
            "SELECT name FROM t WHERE t MATCH ? ORDER BY bm25(t, 0, ?, 1), rowid LIMIT 12",
            [match, TITLE],
        )
        return [name for (name,) in rows]

    return search


def postgresql(texts: Iterable[Text]) -> dict[str, Baseline]:
    """PostgreSQL's `french` after `unaccent`: by ts_rank or ts_rank_cd, of all the words or of any."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
        cursor.execute("DROP TEXT SEARCH CONFIGURATION IF EXISTS baseline")
        cursor.execute("CREATE TEXT SEARCH CONFIGURATION baseline (COPY = french)")
        cursor.execute(
            "ALTER TEXT SEARCH CONFIGURATION baseline "
            "ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem"
        )
        table = f"baseline_{secrets.token_hex(4)}"
        cursor.execute(f"CREATE TEMPORARY TABLE {table} (name text, words tsvector)")
        cursor.executemany(
            f"INSERT INTO {table} VALUES "  # noqa: S608
            "(%s, setweight(to_tsvector('baseline', %s), 'A') || setweight(to_tsvector('baseline', %s), 'D'))",
            list(texts),
        )

    def baseline(rank: str, sign: str) -> Baseline:
        def search(query: str) -> list[str]:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT name FROM {table}, to_tsquery('baseline', %s) q WHERE words @@ q "  # noqa: S608
                    f"ORDER BY {rank}(words, q, 1) DESC, name LIMIT 12",
                    [sign.join(f"'{word}'" for word in words(query))],
                )
                return [name for (name,) in cursor.fetchall()]

        return search

    return {
        f"PostgreSQL {rank} {name}": baseline(rank, sign)
        for rank in ("ts_rank", "ts_rank_cd")
        for name, sign in (("all", " & "), ("any", " | "))
    }


def all_of_them(texts: list[Text]) -> dict[str, Baseline]:
    """Those that the tests' database has; SQLite is always at hand."""
    found = {"FTS5": fts5(texts)}
    if connection.vendor == "postgresql":
        found |= postgresql(texts)
    return found
