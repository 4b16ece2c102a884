"""Gives out a file that was kept, whole or in the part asked for (RFC 9110)."""

import re
from collections.abc import Iterator

from django.core.files import File
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import content_disposition_header
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

_CHUNK = 64 * 1024  # bytes
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def send_file(request, file: File, name: str, *, etag: str, content_type="application/pdf"):
    """The answer to a request that may have the file; `name` is the one that it is saved under.

    What an account was given is kept by no cache; what anybody may have can be kept, as long as the site is
    asked whether it still is so. Several parts at once are answered with the whole, as the RFC allows.
    """
    etag = quote_etag(etag)
    response = get_conditional_response(request, etag=etag) or _answer(request, file, etag)
    response["ETag"] = etag
    response["Cache-Control"] = (
        "public, no-cache" if request.user.is_anonymous else "private, no-store"
    )
    if response.status_code in (200, 206):
        response["Content-Type"] = content_type
        response["Content-Disposition"] = content_disposition_header(False, name)
    # Packed already; and packing on the way out would make a part useless.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    return response


def _answer(request, file: File, etag: str) -> HttpResponse:
    size = file.size
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not wanted or not any(wanted.groups()) or request.headers.get("If-Range", etag) != etag:
        first, last = 0, size - 1
        status = 200
    else:
        first, last = _bounds(*wanted.groups(), size)
        status = 206
    if status == 206 and not first <= last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(_read(file, first, last), status=status)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = last - first + 1
    if status == 206:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """`-500` are the last 500 bytes, `500-` all but the first 500."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last or size), size - 1)


def _read(file: File, first: int, last: int) -> Iterator[bytes]:
    with file.open("rb") as opened:
        opened.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := opened.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
