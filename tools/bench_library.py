"""Measure the library: `python -m tools.postgres python -m tools.bench_library [--sizes 1000 10000 100000]`.

For each size: the SQL queries and the median time of the library with three facets chosen, and of its first page.
"""

import argparse
import os
import statistics
import sys
import time

SERIES, KINDS, THEMES, LANGUAGES = 4, 8, 18, ["fr", "fr", "fr", "en", "de"]
REPEATS = 9
ADDRESSES = {
    "first page": "/publications/",
    "three facets": "/publications/?theme=theme-3&nature=nature-3&annee=2024",
    "words": "/publications/?q=habitat+numero+7",
    "by title, last page": "/publications/?tri=titre&page={last}",
}
FIRST_KEY = 1_000_000  # of the copies, in each table
# A number as the four digits of a place in the page tree.
TREE_STEP = " || ".join(
    f"substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', 1 + (n / {36**power}) % 36, 1)"
    for power in (3, 2, 1, 0)
)


def one_of(keys: list) -> str:
    """The SQL that goes round the values."""
    return f"(array{keys})[1 + n % {len(keys)}]"


def vocabulary(home) -> dict[str, list[int]]:
    """The keys of the themes, kinds and series."""
    from downloads.models import Kind, SeriesPage, Theme
    from tests import factories, page_types

    library = page_types.library(home)
    return {
        "themes": [
            Theme.objects.create(name=f"Thème {n}", slug=f"theme-{n}", locale=home.locale).pk
            for n in range(THEMES)
        ],
        "kinds": [
            Kind.objects.create(name=f"Nature {n}", slug=f"nature-{n}", locale=home.locale).pk
            for n in range(KINDS)
        ],
        "series": [
            factories.publish(SeriesPage(title=f"Collection {n}"), library).pk
            for n in range(SERIES)
        ],
    }


def copy(model, source: int, numbers: range, **columns: str) -> None:
    """Rows of the model's own table like that of key `source`, in which `columns` are SQL with the copy's number n."""
    from django.db import connection

    names = {field.column: f"source.{field.column}" for field in model._meta.local_concrete_fields}
    values = names | columns
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(values)}) "  # noqa: S608
            f"SELECT {', '.join(values.values())} FROM {model._meta.db_table} AS source, "
            f"generate_series({numbers.start}, {numbers.stop - 1}) AS n "
            f"WHERE source.{model._meta.pk.column} = {source}"
        )


def fill(publication, keys: dict[str, list[int]], numbers: range) -> None:
    """Copies of a publication and of its file, two themes each, one in three in a series, dated over twelve years."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from modelsearch.backends.database.postgres.postgres import IndexEntry
    from wagtail.models import Page

    from downloads.models import Document, PublicationFile, PublicationPage, PublicationTheme

    library, link = publication.get_parent(), publication.files.get()
    key, series = f"{FIRST_KEY} + n", one_of(keys["series"])
    copy(
        Page, publication.pk, numbers,
        id=key, path=f"'{library.path}' || {TREE_STEP}", translation_key="gen_random_uuid()",
        title="'Habitat numéro ' || n", draft_title="'Habitat numéro ' || n", slug="'habitat-' || n",
        url_path=f"'{library.url_path}habitat-' || n || '/'",
    )  # fmt: skip
    copy(
        PublicationPage, publication.pk, numbers,
        page_ptr_id=key, date="DATE '2025-12-31' - n % 4380", language=one_of(LANGUAGES), kind_id=one_of(keys["kinds"]),
        series_id=f"CASE WHEN n % 3 = 0 THEN {series} END", number="CASE WHEN n % 3 = 0 THEN n END",
        download_count="n % 997", sort_title="'habitat numero ' || n",
    )  # fmt: skip
    index_row = IndexEntry.objects.get(
        content_type=ContentType.objects.get_for_model(PublicationPage), object_id=publication.pk
    )
    copy(
        IndexEntry, index_row.pk, numbers,
        id=key, object_id=f"({key})::text", body="array_to_tsvector(ARRAY['habitat', 'numero', n::text])",
    )  # fmt: skip
    copy(Document, link.document_id, numbers, id=key)
    copy(PublicationFile, link.pk, numbers, id=key, page_id=key, document_id=key)
    source = publication.theme_items.get().pk
    for place, step in enumerate((1, 7)):
        tag = one_of([keys["themes"][n * step % THEMES] for n in range(THEMES)])
        items = {"id": f"({key}) * 2 + {place}", "content_object_id": key, "tag_id": tag}
        copy(PublicationTheme, source, numbers, **items)
    Page.objects.filter(pk=library.pk).update(numchild=numbers.stop + SERIES)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # else the server does so during the measures


def measure(size: int) -> dict[str, tuple[float, int]]:
    """(median milliseconds, SQL queries) of each address."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, found = Client(), {}
    for name, address in ADDRESSES.items():
        address = address.format(last=size // 12)
        answer = client.get(address)
        if answer.status_code != 200:
            sys.exit(f"Parvis: {address} answered {answer.status_code}.")
        times = []
        for _repeat in range(REPEATS):
            begun = time.perf_counter()
            client.get(address)
            times.append((time.perf_counter() - begun) * 1000)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found[name] = statistics.median(times), len(queries)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    sizes = parser.parse_args().sizes
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    sys.path.insert(1, "site")
    import django

    django.setup()
    from django.core.management import call_command

    from downloads.models import Theme
    from tests import factories

    call_command("migrate", verbosity=0)
    home = factories.site_root()
    keys = vocabulary(home)
    publication = factories.publication(themes=Theme.objects.filter(pk=keys["themes"][0]))
    results, filled = {}, 1
    for size in sizes:
        begun = time.perf_counter()
        # The tree's first places are those of the pages above.
        fill(publication, keys, range(filled + 100, size + 100))
        filled = size
        print(f"{size:>7} publications, filled in {time.perf_counter() - begun:.1f} s", flush=True)
        results[size] = measure(size)
        for name, (milliseconds, queries) in results[size].items():
            print(
                f"{size:>7} publications  {name:<20} {milliseconds:8.1f} ms  {queries} queries",
                flush=True,
            )
    for name in ADDRESSES:
        ratio = results[sizes[-1]][name][0] / results[sizes[0]][name][0]
        print(f"{name:<20} {sizes[-1]} / {sizes[0]}: × {ratio:.1f}")


if __name__ == "__main__":
    main()
