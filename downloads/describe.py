"""What a file says about itself: the number of its pages and its cover, the first of them.

Files come from outside: they are read in a process of their own, whose time and memory are limited, so that a
damaged or hostile one stops that process and nothing else.
"""

import logging
import subprocess
import sys
import tempfile
from pathlib import Path
from secrets import token_urlsafe

from django.conf import settings
from django.core.files import File

from core.tasks import task

logger = logging.getLogger(__name__)

# Run by the child process: arguments are the PDF, the image to write, its width in pixels and the
# address space in bytes. It prints the number of pages.
_READ_PDF = """
import resource, sys
source, target, width, memory = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
try:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
except (ValueError, OSError):
    pass  # macOS has no such limit
import pypdfium2
document = pypdfium2.PdfDocument(source)
page = document[0]
image = page.render(scale=min(width / page.get_width(), 4)).to_pil().convert("RGB")
image.crop((0, 0, image.width, min(image.height, image.width * 2))).save(target, "WEBP", quality=82)
print(len(document))
"""
_COVER_WIDTH = 480


def describe(document) -> None:
    """Fill `cover` and `page_count` from a PDF, once; other formats and unreadable files are left without."""
    if document.format != "PDF" or document.page_count is not None:
        return
    with tempfile.TemporaryDirectory() as folder, document.file.open("rb") as file:
        source, target = Path(folder, "file.pdf"), Path(folder, "cover.webp")
        with source.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        memory = settings.FILE_READING_MEGABYTES * 1024 * 1024
        command = [sys.executable, "-I", "-c", _READ_PDF, source, target, _COVER_WIDTH, memory]
        try:
            answer = subprocess.run(
                [str(word) for word in command],
                capture_output=True,
                check=True,
                text=True,
                timeout=settings.FILE_READING_SECONDS,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            logger.warning("File %s couldn't be read: %s", document.pk, error)
            return
        document.page_count = int(answer.stdout)
        with target.open("rb") as cover:
            # A name that can't be guessed: the file itself may not be public.
            document.cover.save(f"{token_urlsafe(16)}.webp", File(cover), save=False)
    type(document).objects.filter(pk=document.pk).update(
        cover=document.cover.name,
        cover_width=document.cover_width,
        cover_height=document.cover_height,
        page_count=document.page_count,
    )


@task()
def describe_document(document_pk: int) -> None:
    """In the background, after an upload. A file deleted meanwhile is passed over."""
    from downloads.models import Document

    if document := Document.objects.filter(pk=document_pk).first():
        describe(document)
