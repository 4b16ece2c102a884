"""What hasn't changed isn't sent again (RFC 9110, 13): for answers made of the site's content, such as feeds."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from wagtail.models import ModelLogEntry, Page, PageLogEntry

# How the names of actions begin that say nothing of the content: who came in, what was taken away, who has which role.
ACCESS = "access."
# A date in a header has no fractions: what changes within one second of it would go unseen.
_SETTLED = timedelta(seconds=2)


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, or 304 to whoever has it already.

    What it holds is known by its digest. Where only a date is asked about, any change of the site's content since
    then has it sent again: nobody keeps what was withdrawn meanwhile. What an account is shown is always sent.
    """
    response.headers.pop("Last-Modified", None)
    if response.status_code != 200 or request.user.is_authenticated:
        return response
    etag = quote_etag(sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    modified = None
    changed = last_change()
    if changed and timezone.now() - changed > _SETTLED:
        modified = int(changed.timestamp()) + 1
        response["Last-Modified"] = http_date(modified)
    return get_conditional_response(request, etag, modified, response)  # type: ignore[return-value]


def last_change() -> datetime | None:
    """When something was last written, published, hidden or deleted by somebody or by the scheduled job, or expired."""
    moments = [
        log.objects.order_by()
        .exclude(action__startswith=ACCESS)
        .aggregate(last=Max("timestamp"))["last"]
        for log in (PageLogEntry, ModelLogEntry)
    ]
    expired = Page.objects.order_by().filter(expire_at__lte=timezone.now())
    moments.append(expired.aggregate(last=Max("expire_at"))["last"])
    return max(filter(None, moments), default=None)
