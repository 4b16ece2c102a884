"""Uploaded files in a bucket (S3) that several machines share, in the place of a folder (core.storage).

The bucket is private, and so is each object: readers know the site's own addresses alone, at which it gives files out
by the rule of who may see them. No address of the bucket is ever made, not even one that ends by itself: somebody who
may have a file could give it away.
"""

import mimetypes
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings
from django.http import Http404, HttpResponseNotModified, StreamingHttpResponse
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from core.storage import BLOCK, DELETED_FOLDER, Closable, PlainNames, for_caches

_MISSING = {"404", "NoSuchKey"}
_SECONDS = 5  # to connect; and for which the bucket may say nothing


class BucketStorage(PlainNames, S3Storage):
    """Of settings.S3_URL. A deleted file is kept for a while, as in a folder (core.storage.KeptStorage)."""

    def __init__(self) -> None:
        address = urlsplit(settings.S3_URL)
        host = f"{address.hostname}:{address.port}" if address.port else address.hostname
        super().__init__(
            access_key=unquote(address.username or ""),
            secret_key=unquote(address.password or ""),
            bucket_name=address.path.strip("/"),
            endpoint_url=f"{address.scheme}://{host}",
            region_name=dict(parse_qsl(address.query)).get("region"),
            addressing_style="path",
            default_acl=None,  # as the bucket: private
            file_overwrite=False,
            max_memory_size=4 * 1024 * 1024,  # bytes; a larger file waits on the disk
            client_config=Config(
                connect_timeout=_SECONDS,
                read_timeout=_SECONDS,
                retries={"total_max_attempts": 3},
                s3={"addressing_style": "path"},
                # Servers other than Amazon's don't all know the newer sums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """The site's own address, as for a file in a folder."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))

    def part(self, name: str, first: int, last: int) -> Iterator[bytes]:
        """The bytes of a file from the first to the last, some at a time. Raises FileNotFoundError."""
        if last < first:
            return
        with _found(name):
            found = self.bucket.Object(name).get(Range=f"bytes={first}-{last}")
        yield from found["Body"].iter_chunks(BLOCK)

    def put_beside(self, name: str, other: str) -> bool:
        """Keeps the same file under another name too; False where there is none."""
        with suppress(FileNotFoundError), _found(name):
            source = {"Bucket": self.bucket_name, "Key": name}
            self.bucket.Object(other).copy_from(CopySource=source)
            return True
        return False

    def all_below(self, folder: str) -> Iterator[tuple[str, float]]:
        """Name and time of change (seconds since 1970) of every file below a folder."""
        listing = self.connection.meta.client.get_paginator("list_objects_v2")
        for page in listing.paginate(Bucket=self.bucket_name, Prefix=f"{folder}/"):
            for found in page.get("Contents", []):
                yield found["Key"], found["LastModified"].timestamp()

    def delete(self, name: str) -> None:
        if settings.DELETED_FILES_HOURS:
            self.put_beside(name, f"{DELETED_FOLDER}/{name}/{time.time_ns()}")
        super().delete(name)

    def as_it_was(self, name: str, moment: int) -> IO[bytes] | None:
        """A file as it stood at a moment (nanoseconds since 1970), opened; None for one that the site has lost."""
        deleted = [int(key.rpartition("/")[2]) for key, _changed in self._deleted(name)]
        after = min((one for one in deleted if one >= moment), default=None)
        target = tempfile.TemporaryFile()  # noqa: SIM115 (whoever asked closes it)
        with suppress(FileNotFoundError), _found(name):
            found = self.bucket.Object(f"{DELETED_FOLDER}/{name}/{after}" if after else name)
            found.download_fileobj(target)
            target.seek(0)
            # A backup knows by it that a file is the same as in the former one.
            changed = int(found.last_modified.timestamp()) * 10**9
            os.utime(target.fileno(), ns=(changed, changed))
            return target
        target.close()
        return None

    def remove_deleted(self, before: int) -> int:
        """Removes what was deleted before a moment (nanoseconds since 1970); returns how many files."""
        deleted = [key for key, _changed in self.all_below(DELETED_FOLDER)]
        old = [key for key in deleted if int(key.rpartition("/")[2]) < before]
        for key in old:
            self.bucket.Object(key).delete()
        return len(old)

    def take(self, name: str, path: Path) -> bool:
        """Copies a file of this machine under a name, unless there is one of the same size; returns whether it did."""
        with suppress(FileNotFoundError):
            if self.size(name) == path.stat().st_size:
                return False
        self.bucket.Object(name).upload_file(str(path))
        return True

    def ping(self) -> None:
        """Raises BotoCoreError or ClientError unless the bucket answers, and lets this site in."""
        self.connection.meta.client.head_bucket(Bucket=self.bucket_name)

    def _deleted(self, name: str) -> Iterator[tuple[str, float]]:
        return self.all_below(f"{DELETED_FOLDER}/{name}")


class BucketImages(Closable, BucketStorage):
    """Sizes of photos, and covers. None lies in the open: the rule says each time what the public may see."""

    tells_public = False

    def place(self, name: str, public: bool) -> bool:
        """Nothing has to be moved."""
        return False

    def public_names(self, folder: str) -> Iterator[str]:
        return iter(())

    def answer(self, request, name: str, public: bool):
        """The image, for a request that may have it; caches keep what is public. Raises Http404."""
        try:
            with _found(name):
                found = self.bucket.Object(name).get()
        except FileNotFoundError as error:
            raise Http404 from error
        changed = found["LastModified"].replace(microsecond=0)
        if changed <= _since(request):
            found["Body"].close()
            return for_caches(HttpResponseNotModified(), public)
        response = StreamingHttpResponse(
            found["Body"].iter_chunks(BLOCK),
            content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        )
        response["Content-Length"] = found["ContentLength"]
        response["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
        return for_caches(response, public)


@contextmanager
def _found(name: str) -> Iterator[None]:
    """Around a request to the bucket: FileNotFoundError where it doesn't have the file."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in _MISSING:
            raise FileNotFoundError(name) from error
        raise


def _since(request) -> datetime:
    """What the visitor has, by the header If-Modified-Since."""
    try:
        said = parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
        return said if said.tzinfo else said.replace(tzinfo=UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
