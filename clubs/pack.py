"""All that belongs to a session, at one address: programme, access, files, report, photos with their credits."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.db.models import prefetch_related_objects
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from clubs.history import History
from clubs.models import ReportPage, SessionPage
from core.blocks.choosers import read_body
from core.downloads import Download
from core.file_responses import file_name
from core.publish_checks import photos_of
from core.visibility import can_see_photo
from downloads.models import article_files
from photos.renditions import existing, prefetch


@dataclass(frozen=True)
class Pack:
    """What of a session the reader may have; `report` is None where there is none that she may read."""

    session: SessionPage
    report: ReportPage | None
    programme: Download | None
    files: list[Download]
    photos: list[Any]

    def members(self) -> list[tuple[FieldFile | bytes, str]]:
        """For downloads.archives: the files with their names, the report as PDF, the photos and their credits."""
        downloads = [self.programme, *self.files] if self.programme else self.files
        documents = [download.document for download in downloads]
        found: list[tuple[FieldFile | bytes, str]] = [
            (file.file, file.download_name) for file in documents if file.is_on_disk
        ]
        if self.report and self.report.pdf_url:
            found.append((self.report.pdf.file, self.report.pdf_file_name))
        credits = []
        for photo in self.photos:
            if size := _picture(photo):
                name = file_name(photo.title, PurePosixPath(size.file.name).suffix.lstrip("."))
                found.append((size.file, f"{_('photos')}/{name}"))
                words = [
                    name,
                    photo.translated("caption"),
                    photo.credit,
                    photo.get_licence_display(),
                ]
                credits.append(" – ".join(filter(None, words)))
        if credits:
            found.append(
                ("\r\n".join([*credits, ""]).encode(), f"{_('photos')}/{_('credits')}.txt")
            )
        return found


def pack_of(session: SessionPage, request) -> Pack:
    """For a session that the request may see."""
    meeting = History(session, request).meeting
    known = meeting.open_report
    report = ReportPage.objects.live_for(request).filter(pk=known.pk).first() if known else None
    files: dict[int, Download] = {}
    photos: dict[int, Any] = {}
    for page in filter(None, (session, report)):
        read_body(page.body)
        files |= article_files(page, request).visible
        photos |= {pk: photo for pk, (_field, photo) in photos_of(page).items()}
    programme = files.pop(session.programme_file_id or 0, None)
    shown = [photo for photo in photos.values() if can_see_photo(photo)]
    prefetch_related_objects(shown, prefetch("", "gallery", "large", "lead", "body"))
    return Pack(session, report, programme, list(files.values()), shown)


def _picture(photo) -> Any:
    """The largest size that is made, as JPEG if there is one: every program takes it."""
    sizes = [*existing(photo, "lead").values(), *existing(photo, "body").values()]
    pictures = [size for size in sizes if size.file.name.endswith(".jpg")] or sizes
    return max(pictures, key=lambda size: size.width, default=None)
