"""Many things at once, for what is said of long lists: rows written straight, without what saving one does."""

from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from downloads.models import PublicationFile, PublicationPage, PublicationTheme
from news.models import NewsPage, NewsPageTheme


def news(index, count: int, themes=(), photo=None) -> None:
    """That many news items under their list, one a day back from the end of 2025, each with a theme in turn."""
    start = index.numchild
    content_type = ContentType.objects.get_for_model(NewsPage)
    now = timezone.now()
    pages = Page.objects.bulk_create(
        Page(
            title=f"Nouvelle {number}",
            draft_title=f"Nouvelle {number}",
            slug=f"nouvelle-{number}",
            url_path=f"{index.url_path}nouvelle-{number}/",
            path=index._get_path(index.path, index.depth + 1, number + 1),
            depth=index.depth + 1,
            content_type=content_type,
            locale=index.locale,
            live=True,
            first_published_at=now,
            last_published_at=now,
        )
        for number in range(start, start + count)
    )
    for number, page in enumerate(pages):
        item = NewsPage(
            page_ptr_id=page.pk,
            introduction="Ce qui change pour les locataires.",
            date=date(2025, 12, 31) - timedelta(days=number % 1800),
            lead_photo=photo,
        )
        item.save_base(raw=True, force_insert=True)  # the page's own row is there already
    if themes:
        NewsPageTheme.objects.bulk_create(
            NewsPageTheme(content_object_id=page.pk, tag=themes[number % len(themes)])
            for number, page in enumerate(pages)
        )
    Page.objects.filter(pk=index.pk).update(numchild=start + count)
    _tell_the_planner()


def _tell_the_planner() -> None:
    """A server's databases learn by themselves how many rows they have; inside a test nobody tells them."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def publications(library, count: int, themes=(), kind=None, document=None) -> None:
    """That many publications in a library, one a day back from the end of 2025; all carry the same file, if any."""
    start = library.numchild
    content_type = ContentType.objects.get_for_model(PublicationPage)
    now = timezone.now()
    pages = Page.objects.bulk_create(
        Page(
            title=f"Rapport {number}",
            draft_title=f"Rapport {number}",
            slug=f"rapport-{number}",
            url_path=f"{library.url_path}rapport-{number}/",
            path=library._get_path(library.path, library.depth + 1, number + 1),
            depth=library.depth + 1,
            content_type=content_type,
            locale=library.locale,
            live=True,
            first_published_at=now,
            last_published_at=now,
        )
        for number in range(start, start + count)
    )
    for number, page in enumerate(pages):
        publication = PublicationPage(
            page_ptr_id=page.pk,
            kind=kind,
            date=date(2025, 12, 31) - timedelta(days=number % 1800),
        )
        publication.save_base(raw=True, force_insert=True)  # the page's own row is there already
    if themes:
        PublicationTheme.objects.bulk_create(
            PublicationTheme(content_object_id=page.pk, tag=themes[number % len(themes)])
            for number, page in enumerate(pages)
        )
    if document:
        PublicationFile.objects.bulk_create(
            PublicationFile(
                page_id=page.pk, locale_id=page.locale_id, document=document, sort_order=0
            )
            for page in pages
        )
    Page.objects.filter(pk=library.pk).update(numchild=start + count)
    _tell_the_planner()
