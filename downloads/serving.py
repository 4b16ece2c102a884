"""Sending files: by pieces, with ranges, and with names that people can read."""

import re
from collections.abc import Iterator

from django.core.files import File
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, parse_etags, quote_etag

BLOCK = 256 * 1024  # bytes read at once: what each download takes of memory
NAME_LENGTH = 120  # characters, before the extension


def file_name(title: str, extension: str) -> str:
    """« Prévenir les impayés.pdf »: a title as a file's name on any system."""
    name = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\u2028\u2029]+', " ", title)
    name = " ".join(name.split())[:NAME_LENGTH].strip(". ")
    return f"{name or 'document'}.{extension.lower()}" if extension else name or "document"


def send(request, file: File, name: str, content_type: str, etag: str, inline: bool = False):
    """The file whole, one range of it (RFC 9110), or 304 and 416 as the request asks.

    Raises FileNotFoundError when the file has left the disk.
    """
    size, etag = file.size, quote_etag(etag)
    file.open("rb")
    start, end = _range(request, size, etag) or (0, size)
    if start >= end and size:
        file.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    response = StreamingHttpResponse(
        _blocks(file, start, end), status=206 if end - start < size else 200
    )
    if response.status_code == 206:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response["Content-Type"] = content_type
    response["Content-Length"] = str(end - start)
    response["Content-Disposition"] = content_disposition_header(not inline, name)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    answer = get_conditional_response(request, etag, None, response)
    if answer is not response:
        file.close()
    return answer


def _blocks(file: File, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start
        while left > 0 and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block


def _range(request, size: int, etag: str) -> tuple[int, int] | None:
    """(first byte, byte after the last) of the one range asked for; None where the whole is to be sent."""
    asked = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("Range", ""))
    if not asked or request.method != "GET" or not any(asked.groups()):
        return None
    if (condition := request.headers.get("If-Range")) and etag not in parse_etags(condition):
        return None
    first, last = asked.groups()
    if len(first) > 19 or len(last) > 19:
        return size, size
    if not first:
        return max(size - int(last), 0) if int(last) else size, size
    return int(first), min(int(last) + 1, size) if last else size
