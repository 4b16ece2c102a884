"""Gives out a file that was kept, whole or in the part asked for (RFC 9110), under a name that people can read."""

import re
from typing import Any
from urllib.parse import quote

from anyascii import anyascii
from django.db.models.fields.files import FieldFile
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

NAME_LENGTH = 120  # characters, before the extension
# Beyond a thousand digits a number isn't read at all.
_RANGE = re.compile(r"bytes=(\d{0,1000})-(\d{0,1000})")


def file_name(title: str, extension: str) -> str:
    """« Prévenir les impayés.pdf »: a title as a file's name on any system."""
    name = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\u2028\u2029]+', " ", title)
    name = " ".join(name.split())[:NAME_LENGTH].strip(". ")
    return f"{name or 'document'}.{extension.lower()}" if extension else name or "document"


def disposition(name: str, *, inline: bool = False) -> str:
    """A Content-Disposition with the name of the file, and for old programs one in ASCII (RFC 6266, appendix D)."""
    plain = re.sub(r'[^ -~]|["\\\\%]', "_", anyascii(name))
    header = f'{"inline" if inline else "attachment"}; filename="{plain}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"


def send_file(
    request, file: FieldFile, name: str, *, etag: str, content_type="application/pdf", inline=True
):
    """The answer to a request that may have the file; `name` is the one that it is saved under.

    304 and 416 as the request asks; several parts at once are answered with the whole, as the RFC allows.
    Raises FileNotFoundError when the file isn't there any more.
    """
    size, etag = file.size, quote_etag(etag)
    response = get_conditional_response(request, etag=etag) or _answer(request, file, size, etag)
    response["ETag"] = etag
    if response.status_code in (200, 206):
        response["Content-Type"] = content_type
        response["Content-Disposition"] = disposition(name, inline=inline)
    return keep_private(request, response)


def keep_private(request, response):
    """What an account opened is kept by no cache; what all may have is kept as long as the site says it still is so."""
    anonymous = request.user.is_anonymous
    response["Cache-Control"] = "public, no-cache" if anonymous else "private, no-store"
    return response


def _answer(request, file: FieldFile, size: int, etag: str) -> HttpResponseBase:
    bounds = _bounds(request, size, etag)
    first, last = bounds or (0, size - 1)
    if bounds and first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    storage: Any = file.storage
    response: HttpResponseBase = StreamingHttpResponse(
        storage.part(file.name, first, last), status=206 if bounds else 200
    )
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = last - first + 1
    if bounds:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _bounds(request, size: int, etag: str) -> tuple[int, int] | None:
    """The first and the last byte of the one part asked for; None where the whole is to be sent."""
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not wanted or not any(wanted.groups()) or request.method != "GET":
        return None
    if request.headers.get("If-Range", etag) != etag:
        return None
    first, last = wanted.groups()
    if not first:  # `-500` are the last 500 bytes
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last or size), size - 1)
