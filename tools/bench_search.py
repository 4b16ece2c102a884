"""Measure the search: `[python -m tools.postgres] python -m tools.bench_search [--sizes 1000 10000 100000]`.

For each number of publications, each with a file of ten pages: how fast they are indexed, what the index weighs, the
median and the 95th centile of a search with facets and snippets and of suggestions, and on PostgreSQL, in the same run,
how many times a bare full-text query for the same rows that takes.
"""

import argparse
import json
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES, WORDS_ON_A_PAGE = 10, 350
THEMES, KINDS = 18, 8
QUERIES, REPEATS = 40, 3
FILLED_AT_ONCE = 1000


class Prose:
    """Texts of the demo's own words, as frequent as words are (Zipf), with a rare one here and there."""

    def __init__(self) -> None:
        text = " ".join(
            path.read_text() for path in sorted((ROOT / "demo/content").rglob("*.toml"))
        )
        counts: dict[str, int] = {}
        for word in re.findall(r"[^\W\d_]{2,}", text):
            counts[word] = counts.get(word, 0) + 1
        self.words = sorted(counts, key=counts.__getitem__, reverse=True)
        self.weights = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))
        self.random = random.Random(1)  # noqa: S311

    def write(self, length: int) -> str:
        chosen = self.random.choices(self.words, cum_weights=self.weights, k=length)
        if self.random.random() < 0.2:
            chosen.append(f"rarete{self.random.randrange(20_000)}")
        return " ".join(chosen)

    def queries(self) -> list[str]:
        """One to three words each, from common to rare."""
        telling = [word.lower() for word in self.words if len(word) > 5]
        chosen = []
        for number in range(QUERIES):
            reach = (30, 300, 2000)[number % 3]
            chosen.append(" ".join(self.random.sample(telling[:reach], 1 + number % 3)))
        return chosen


def fill(home, prose: Prose, begin: int, end: int) -> None:
    """Publications written straight into the tables, each with two themes and a file that has been read."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from django.utils import timezone
    from wagtail.models import Collection, Page

    from downloads.models import (
        Document,
        DocumentPage,
        Kind,
        PublicationFile,
        PublicationPage,
        PublicationTheme,
        Theme,
    )
    from tests import page_types

    library = page_types.library(home)
    themes = [
        Theme.objects.get_or_create(name=f"Thème {n}", slug=f"theme-{n}", locale=home.locale)[0]
        for n in range(THEMES)
    ]
    kinds = [
        Kind.objects.get_or_create(name=f"Nature {n}", slug=f"nature-{n}", locale=home.locale)[0]
        for n in range(KINDS)
    ]
    now, content_type = timezone.now(), ContentType.objects.get_for_model(PublicationPage)
    collection = Collection.get_first_root_node()
    columns = (
        "page_ptr_id, introduction, body, authors, date, date_precision, language, kind_id, "
        "download_count, sort_title"
    )
    insert = f"INSERT INTO {PublicationPage._meta.db_table} ({columns}) VALUES ({', '.join(['%s'] * 10)})"  # noqa: S608
    for first in range(begin, end, FILLED_AT_ONCE):
        numbers = range(first, min(first + FILLED_AT_ONCE, end))
        pages = Page.objects.bulk_create(
            Page(
                title=prose.write(6), draft_title="", slug=f"p-{n}", url_path=f"{library.url_path}p-{n}/",
                depth=library.depth + 1, path=library._get_path(library.path, library.depth + 1, n + 100),
                content_type=content_type, locale=library.locale, live=True, last_published_at=now,
            )
            for n in numbers
        )  # fmt: skip
        rows = [
            (
                page.pk, prose.write(25), "[]", "", date(2025, 12, 31) - timedelta(days=n % 4380), "month",
                "fr" if n % 10 else "en", kinds[n % KINDS].pk, 0, "",
            )
            for n, page in zip(numbers, pages, strict=True)
        ]  # fmt: skip
        with connection.cursor() as cursor:
            cursor.executemany(insert, rows)
        PublicationTheme.objects.bulk_create(
            PublicationTheme(content_object_id=page.pk, tag=themes[(n * step) % THEMES])
            for n, page in zip(numbers, pages, strict=True)
            for step in (1, 7)
        )
        documents = Document.objects.bulk_create(
            Document(
                title=page.title, file=f"documents/{n}.pdf", collection=collection, language="fr",
                page_count=PAGES, read_at=now,
            )
            for n, page in zip(numbers, pages, strict=True)
        )  # fmt: skip
        PublicationFile.objects.bulk_create(
            PublicationFile(page_id=page.pk, document=document, locale_id=page.locale_id)
            for page, document in zip(pages, documents, strict=True)
        )
        DocumentPage.objects.bulk_create(
            DocumentPage(document=document, number=n, text=prose.write(WORDS_ON_A_PAGE))
            for document in documents
            for n in range(1, PAGES + 1)
        )
    Page.objects.filter(pk=library.pk).update(numchild=end + 100)


def index(begin: int) -> float:
    """Publications indexed in a second, of those that aren't yet."""
    from django.db import connection

    from search.indexing import refresh, stale

    begun = time.perf_counter()
    number = refresh(stale()[0])
    seconds = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return number / seconds


def index_bytes() -> int:
    """What the search adds to the database."""
    from django.db import connection

    tables = ("search_entry", "search_entry_themes", "search_filetext", "search_knownword")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = (*tables, "wagtailsearch_indexentry")
            cursor.execute(
                "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name",
                [list(names)],
            )
            return int(cursor.fetchone()[0])
        like = " OR ".join(["name LIKE %s"] * 5)
        patterns = [*(f"{table}%" for table in tables), "wagtailsearch_indexentry%"]
        try:
            cursor.execute(f"SELECT sum(pgsize) FROM dbstat WHERE {like}", patterns)  # noqa: S608
        except Exception:  # an SQLite without this table
            return 0
        return int(cursor.fetchone()[0])


def times(actions: Iterable[Callable]) -> list[float]:
    """Milliseconds of each, the best of some repeats."""
    found = []
    for action in actions:
        spans = []
        for _repeat in range(REPEATS):
            begun = time.perf_counter()
            action()
            spans.append((time.perf_counter() - begun) * 1000)
        found.append(min(spans))
    return found


def centiles(spans: list[float]) -> str:
    return f"p50 {statistics.median(spans):7.1f} ms  p95 {statistics.quantiles(spans, n=20)[-1]:7.1f} ms"


def bare(queries: list[str]) -> list[float]:
    """Milliseconds of PostgreSQL's own search for the same rows: their number, and the first twelve by rank."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection

    from search.backends.postgres import rendered
    from search.models import FileText
    from search.queries import parse
    from search.terms import all_of

    file_type = ContentType.objects.get_for_model(FileText).pk
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare")
        cursor.execute(
            "CREATE TABLE bare AS SELECT f.entry_id AS id, i.body AS words FROM wagtailsearch_indexentry i "
            "JOIN search_filetext f ON f.id = i.object_id::bigint WHERE i.content_type_id = %s",
            [file_type],
        )
        cursor.execute("CREATE INDEX bare_words ON bare USING gin (words)")
        cursor.execute("ANALYZE bare")

        def ask(text: str) -> None:
            terms = rendered(all_of(clause.query() for clause in parse(text, "fr").clauses))
            cursor.execute("SELECT count(*) FROM bare WHERE words @@ %s::tsquery", [terms])
            cursor.execute(
                "SELECT id FROM bare WHERE words @@ %s::tsquery "
                "ORDER BY ts_rank(words, %s::tsquery) DESC, id DESC LIMIT 12",
                [terms, terms],
            )

        spans = times(lambda text=text: ask(text) for text in queries)
        cursor.execute("DROP TABLE bare")
    return spans


def measure(size: int, queries: list[str]) -> float | None:
    """Prints the table; returns how many times a bare query a search takes, on PostgreSQL."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    client = Client()

    def get(address: str, **parameters):
        answer = client.get(address, parameters)
        if answer.status_code != 200:
            print(f"{size:>7}  {parameters} answered {answer.status_code}")
        return answer

    found = [get("/recherche/", q=query, format="json").json()["total"] for query in queries]
    searches = times(lambda query=query: get("/recherche/", q=query) for query in queries)
    beginnings = [query[:4] for query in queries]
    suggested = times(
        lambda text=text: get(reverse("search_suggestions"), q=text) for text in beginnings
    )
    print(f"{size:>7}  results         median {statistics.median(found):.0f}, most {max(found)}")
    print(f"{size:>7}  search          {centiles(searches)}")
    print(f"{size:>7}  suggestions     {centiles(suggested)}")
    ratio = None
    if connection.vendor == "postgresql":
        plain = bare(queries)
        ratio = statistics.median(
            ours / theirs for ours, theirs in zip(searches, plain, strict=True)
        )
        print(
            f"{size:>7}  bare full text  {centiles(plain)}  the whole page takes {ratio:.1f} times as long"
        )
    sys.stdout.flush()
    return ratio


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--write", type=Path, help="a file for the ratios, by size")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    sys.path.insert(1, "site")
    import django

    django.setup()
    from django.core.management import call_command

    from tests import factories

    call_command("migrate", verbosity=0)
    home, prose = factories.site_root(), Prose()
    queries, begin, ratios = prose.queries(), 0, {}
    for size in options.sizes:
        fill(home, prose, begin, size)
        speed = index(begin)
        weight = index_bytes()
        print(f"{size:>7}  indexing        {speed:.0f} publications a second")
        print(
            f"{size:>7}  index           {weight / 1e6:.0f} MB, {weight / size / 1000:.0f} kB each"
        )
        ratios[size] = measure(size, queries)
        begin = size
    if options.write:
        options.write.write_text(json.dumps(ratios))


if __name__ == "__main__":
    main()
