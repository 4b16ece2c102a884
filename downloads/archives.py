"""Several files as one ZIP archive, made while it is sent: nothing of it is kept in memory or on the disk."""

from collections.abc import Iterable
from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import StreamingHttpResponse
from zipstream import ZipStream

from core.file_responses import disposition, file_name, keep_private


def archive_response(
    request, title: str, members: Iterable[tuple[FieldFile | bytes, str]]
) -> StreamingHttpResponse:
    """The answer to a request that may have all members: a file that was kept or its content, and its name inside."""
    archive = ZipStream(sized=True)
    taken: set[str] = set()
    for source, name in members:
        free = _free_name(name, taken)
        if isinstance(source, bytes):
            archive.add(source, free)
        else:
            storage: Any = source.storage
            size = source.size
            archive.add(storage.part(source.name, 0, size - 1), free, size=size)
    response = StreamingHttpResponse(archive, content_type="application/zip")
    response["Content-Length"] = str(len(archive))
    response["Content-Disposition"] = disposition(file_name(title, "zip"))
    return keep_private(request, response)


def _free_name(name: str, taken: set[str]) -> str:
    stem, _dot, extension = name.rpartition(".")
    free, number = name, 2
    while free.casefold() in taken:
        free, number = f"{stem} ({number}).{extension}", number + 1
    taken.add(free.casefold())
    return free
