"""The publications, each with its files, and their series."""

import random
from datetime import date, timedelta

from demo.builder import Demo
from demo.builder.pages import publish
from demo.builder.space import keep_for_members
from demo.content import day_of, table
from demo.content.archive import archive
from demo.content.prose import dated
from downloads.models import (
    DownloadCount,
    PublicationFile,
    PublicationOrganisation,
    PublicationPage,
    PublicationRelatedPage,
    SeriesPage,
)


def publications(demo: Demo) -> None:
    """After the pages that they name."""
    series = {slug: _series(demo, slug, row) for slug, row in table("series").items()}
    rows = {key: row for key, row in table("documents").items() if "kind" in row}
    rows |= archive(demo.today)
    for key, row in rows.items():
        _publication(demo, key, row, series)
    _downloads(demo, rows)
    demo.say(f"Library: {len(rows)} publications, {len(series)} series")


def _downloads(demo: Demo, rows: dict) -> None:
    """Two years of them: many in the first months of a file, then a few now and then."""
    if DownloadCount.objects.exists():
        return
    chance = random.Random("downloads")
    start = demo.ago(730)
    counts, totals = [], []
    for key in rows:
        page, document = demo.pages[key], demo.documents[key]
        month = max(start, page.date).replace(day=1)
        while month <= demo.today:
            age = (month - page.date).days // 30
            if number := chance.randrange(120) // (1 + max(0, age)) + chance.randrange(4):
                counts.append(DownloadCount(document=document, month=month, number=number))
                page.download_count += number
            month = (month + timedelta(days=32)).replace(day=1)
        totals.append(page)
    DownloadCount.objects.bulk_create(counts)
    for page in totals:
        PublicationPage.objects.filter(pk=page.pk).update(download_count=page.download_count)


def _series(demo: Demo, slug: str, row: dict) -> SeriesPage:
    library = demo.pages["publications"]
    page = SeriesPage.objects.child_of(library).filter(slug=slug).first()
    if page is None:
        page = SeriesPage(slug=slug, locale=demo.locale, owner=demo.editor, **row)
        library.add_child(instance=page)
        publish(demo, page, demo.ago(1800))
    return page


def _publication(demo: Demo, key: str, row: dict, series: dict) -> PublicationPage:
    library = demo.pages["publications"]
    page = PublicationPage.objects.child_of(library).filter(slug=key).first()
    if page is None:
        day: date = day_of(row, demo.today)
        page = PublicationPage(
            title=dated(row["title"], day),
            slug=key,
            introduction=row["summary"],
            kind=demo.kinds[row["kind"]],
            date=day,
            date_precision=row.get("precision", PublicationPage.Precision.MONTH),
            language=row.get("language", "fr"),
            authors="\n".join(row.get("authors", ())),
            series=series.get(row.get("series")),
            number=row.get("number"),
            locale=demo.locale,
            owner=demo.editor,
            live=False,
        )
        page.themes.set([demo.themes[slug] for slug in row["themes"]])
        page.files = [
            PublicationFile(document=demo.documents[key], sort_order=0),
            *(
                PublicationFile(
                    document=demo.documents[annex],
                    role=PublicationFile.Role.ANNEX,
                    sort_order=place,
                )
                for place, annex in enumerate(row.get("annexes", ()), start=1)
            ),
        ]
        page.organisations = [
            PublicationOrganisation(organisation=demo.organisations[name], sort_order=place)
            for place, name in enumerate(row.get("organisations", ()))
        ]
        page.related_pages = [
            PublicationRelatedPage(related=demo.pages[slug], sort_order=place)
            for place, slug in enumerate(row.get("related", ()))
        ]
        if key in table("documents"):
            library.add_child(instance=page)
            publish(demo, page, day, hour=11)
        else:
            # The older ones came before the site, and have no history in it.
            page.live = True
            page.first_published_at = page.last_published_at = demo.moment(day, 11)
            library.add_child(instance=page)
        if row.get("private"):
            keep_for_members(page, row.get("teaser", False))
    demo.pages[key] = page
    return page
