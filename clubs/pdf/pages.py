"""From a report, or something else that is printed, to the HTML and the photos that its PDF is made of."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from PIL import Image
from wagtail.coreutils import get_dummy_request

from clubs.models import ClubPage, ReportPage, SessionPage
from contacts.models import contacts_of
from core.blocks.choosers import read_body
from core.layout import absolute
from core.translation.marks import marking
from core.translation.models import UntranslatedTexts
from core.visibility import is_published
from downloads.models import article_files
from photos.models import Photo

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class PrintedPhoto:
    """A photo of `side` pixels at most, in a format that goes into a PDF as it is: "jpeg" or "png"."""

    photo: Photo
    side: int
    format: str

    @property
    def name(self) -> str:
        """Another one when the photo's file is replaced."""
        return f"{PurePosixPath(self.photo.file.name).stem}-{self.side}.{self.format}"

    def write(self, path: Path) -> None:
        """Through pixels, so that nothing of what the camera wrote goes out, its position least of all."""
        size = self.photo.get_rendition(f"format-{self.format}|width-{self.side}")
        with size.file.open("rb") as file, Image.open(file) as image:
            image.thumbnail((self.side, self.side))
            picture = image if self.format == "png" else image.convert("RGB")
            picture.info = {}
            picture.save(path, self.format, quality=82)


class Printed:
    """What is printed: `html`, and the files that it names, which `write` puts beside it.

    A subclass makes the HTML with itself as `report` in the context of the template.
    """

    html = ""

    def __init__(self) -> None:
        self.photos: dict[str, PrintedPhoto] = {}
        self.stylesheet = Path(str(finders.find("css/booklet.css"))).read_text(encoding="utf-8")

    @property
    def digest(self) -> str:
        """The same as long as the PDF would be."""
        return hashlib.sha256(f"{self.stylesheet}\n{self.html}".encode()).hexdigest()

    @property
    def shown_until(self) -> date | None:
        """The last day on which all its photos may be shown; None without a limit."""
        ends = [printed.photo.licence_end for printed in self.photos.values()]
        return min(filter(None, ends), default=None)

    def print_photo(self, photo: Photo, side: int, format: str = "jpeg") -> str:
        """For templates: the photo's address; its file is written with the others."""
        printed = PrintedPhoto(photo, side, format)
        self.photos[printed.name] = printed
        return f"part:{printed.name}"

    def write(self, folder: Path) -> None:
        """A photo that can't be read is left out: its alternative text stands in its place."""
        (folder / "report.html").write_text(self.html, encoding="utf-8")
        (folder / "booklet.css").write_text(self.stylesheet, encoding="utf-8")
        for name, printed in self.photos.items():
            try:
                printed.write(folder / name)
            except (OSError, SyntaxError, ValueError) as error:
                logger.warning("Photo %s isn't in the PDF: %s", printed.photo.pk, error)


class PrintedReport(Printed):
    """A report as it is printed.

    Its links lead to what a visitor without an account may see, whoever may read the report itself.
    """

    def __init__(self, page: ReportPage) -> None:
        super().__init__()
        self.page = page
        with translation.override(page.locale.language_code):
            self.address = absolute(page.url)
            self.html = self._html()

    def _html(self) -> str:
        page = self.page
        request = get_dummy_request(path=page.url, site=page.get_site())
        request.user = AnonymousUser()
        read_body(page.body)
        files = article_files(page, request)
        club = ClubPage.objects.filter(path=page.club_path).first()
        session = page.session
        context = {
            "report": self,
            "page": page,
            "address": self.address,
            "club": club if club and is_published(club) else None,
            "when": session.when.held if session and _held(session, page) else "",
            "partners": [
                line.organisation for line in page.partners.select_related("organisation")
            ],
            "contacts": contacts_of(page),
            "downloads": files.foot,
            "visible_documents": files.visible,
        }
        with marking(UntranslatedTexts.of(page)):
            return render_to_string("pdf/report.html", context, request)


def _held(session: SessionPage, report: ReportPage) -> bool:
    return is_published(session) and session.day == report.date
