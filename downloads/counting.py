"""Downloads by file and month: numbers alone, without cookies or addresses; robots and the house are left out."""

from crawlerdetect import CrawlerDetect
from django.db.models import F
from django.utils import timezone

from core.full_disk import dispensable
from downloads.models import Document, DownloadCount, PublicationPage


def count(request, response, document: Document) -> None:
    """One more for a file that was sent whole, or from its beginning, to somebody."""
    if _is_counted(request, response):
        with dispensable():
            _add_one(document)


def _add_one(document: Document) -> None:
    month = timezone.localdate().replace(day=1)
    counts = DownloadCount.objects.filter(document=document, month=month)
    if not counts.update(number=F("number") + 1):
        made, is_new = DownloadCount.objects.get_or_create(
            document=document, month=month, defaults={"number": 1}
        )
        if not is_new:  # somebody else's request made it meanwhile
            counts.filter(pk=made.pk).update(number=F("number") + 1)
    carrying = PublicationPage.objects.filter(files__document=document)
    PublicationPage.objects.filter(pk__in=carrying.values("pk")).update(
        download_count=F("download_count") + 1
    )


def _is_counted(request, response) -> bool:
    """Later ranges are the same reader going on; a file already had is not sent."""
    begins = response.status_code == 200 or (
        response.status_code == 206 and response["Content-Range"].startswith("bytes 0-")
    )
    agent = request.headers.get("User-Agent", "")
    return (
        request.method == "GET"
        and begins
        and bool(agent)
        and request.headers.get("Sec-Purpose", "") != "prefetch"
        and not CrawlerDetect(user_agent=agent).isCrawler()
        and not request.user.has_perm("wagtailadmin.access_admin")
    )
