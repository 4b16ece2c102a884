"""Measure the library: `python -m tools.postgres python -m tools.bench_library [--sizes 1000 10000 100000]`.

For each size: the SQL queries and the median time of the library with three facets chosen, and of its first page.
"""

import argparse
import os
import statistics
import sys
import time
from datetime import date, timedelta

SERIES, KINDS, THEMES, LANGUAGES = 4, 8, 18, ["fr", "fr", "fr", "en", "de"]
REPEATS = 9
ADDRESSES = {
    "first page": "/publications/",
    "three facets": "/publications/?theme=theme-3&nature=nature-3&annee=2024",
    "words": "/publications/?q=habitat+numero+7",
    "by title, last page": "/publications/?tri=titre&page={last}",
}


def vocabulary(home):
    from downloads.models import Kind, SeriesPage, Theme
    from tests import factories, page_types

    library = page_types.library(home)
    themes = [
        Theme.objects.create(name=f"Thème {n}", slug=f"theme-{n}", locale=home.locale)
        for n in range(THEMES)
    ]
    kinds = [
        Kind.objects.create(name=f"Nature {n}", slug=f"nature-{n}", locale=home.locale)
        for n in range(KINDS)
    ]
    series = [
        factories.publish(SeriesPage(title=f"Collection {n}"), library) for n in range(SERIES)
    ]
    return library, themes, kinds, series


def fill(library, themes, kinds, series, document, size: int):
    """Rows written straight, two themes each, dated over twelve years."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from django.utils import timezone
    from wagtail.models import Page

    from downloads.models import PublicationFile, PublicationPage, PublicationTheme

    start = PublicationPage.objects.count()
    now, content_type = timezone.now(), ContentType.objects.get_for_model(PublicationPage)
    table = PublicationPage._meta.db_table
    for first in range(start, size, 5000):
        numbers = range(first, min(first + 5000, size))
        pages = Page.objects.bulk_create(
            Page(
                title=f"Habitat numéro {n}", draft_title=f"Habitat numéro {n}", slug=f"habitat-{n}",
                url_path=f"{library.url_path}habitat-{n}/", depth=library.depth + 1,
                path=library._get_path(library.path, library.depth + 1, n + 100),
                content_type=content_type, locale=library.locale, live=True,
                first_published_at=now, last_published_at=now,
            )
            for n in numbers
        )  # fmt: skip
        columns = (
            "page_ptr_id, introduction, body, authors, date, date_precision, language, kind_id, series_id, "
            "number, download_count, folded"
        )
        rows = [
            (
                page.pk, "Résumé de la publication.", "[]", "", date(2025, 12, 31) - timedelta(days=n % 4380),
                "month", LANGUAGES[n % 5], kinds[n % KINDS].pk, series[n % SERIES].pk if n % 3 == 0 else None,
                n if n % 3 == 0 else None, n % 997, f"habitat numero {n} resume de la publication.",
            )
            for n, page in zip(numbers, pages, strict=True)
        ]  # fmt: skip
        marks = ", ".join(["%s"] * 12)
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608
        PublicationTheme.objects.bulk_create(
            PublicationTheme(content_object_id=page.pk, tag=themes[(n * step) % THEMES])
            for n, page in zip(numbers, pages, strict=True)
            for step in (1, 7)
        )
        PublicationFile.objects.bulk_create(
            PublicationFile(page_id=page.pk, document=document, sort_order=0) for page in pages
        )
    Page.objects.filter(pk=library.pk).update(numchild=size + 100)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    sizes = parser.parse_args().sizes
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    sys.path.insert(1, "site")
    import django

    django.setup()
    from django.core.management import call_command

    from tests import factories

    call_command("migrate", verbosity=0)
    home = factories.site_root()
    made = vocabulary(home)
    document = factories.document()
    results = {}
    for size in sizes:
        fill(*made, document, size)
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
