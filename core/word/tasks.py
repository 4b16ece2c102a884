"""An import from its document to the text of a page, in the background."""

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from core.tasks import task
from core.text_import.body import Body, Builder
from core.text_import.omissions import Omissions
from core.word.comparison import compare
from core.word.models import WordImport
from core.word.package import Refused
from core.word.photos import PhotoMaker
from core.word.process import read, sentence

logger = logging.getLogger(__name__)


@task()
def read_for_form(import_pk: int) -> None:
    """The text waits for the form on which the document was dropped."""
    run(import_pk, _keep_text)


def run(import_pk: int, keep: Callable[[WordImport, Body], None]) -> None:
    """Reads a document and has its text kept, in one transaction with what is noted of it.

    An import that was deleted or done meanwhile is passed over.
    """
    found = WordImport.objects.filter(pk=import_pk, state=WordImport.State.WAITING)
    if not found.update(state=WordImport.State.RUNNING):
        return
    word_import = WordImport.objects.select_related("user", "parent").get(pk=import_pk)
    language = UserProfile.get_for_user(word_import.user).get_preferred_language()
    with translation.override(language):
        try:
            _read(word_import, keep)
        except Refused as refused:
            logger.warning("Import %s: %s", import_pk, refused)
            word_import.refuse(sentence(refused))
        except Exception:
            logger.exception("Import %s", import_pk)
            word_import.refuse(
                _("The import stopped on an error of the site. Tell who looks after it.")
            )


def _read(word_import: WordImport, keep: Callable[[WordImport, Body], None]) -> None:
    def progress(done: int) -> None:
        word_import.photos_done = done
        word_import.save(update_fields=["photos_done", "updated_at"])

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = read(word_import.file, folder)
        omissions = Omissions(document.omissions)
        word_import.photos_total = len(document.images)
        word_import.save()
        photo_of = PhotoMaker(
            folder,
            document.images,
            word_import.user,
            document.title or word_import.parent.title,
            omissions,
            progress,
        )
        body = Builder(omissions, photo_of).build(document.elements, document.title, document.notes)
    missing, moved = compare(document.paragraphs, body.texts, omissions.texts)
    for kind, texts in (("words", missing), ("moved", moved)):
        for text in texts:
            omissions.add(kind, text)
    with transaction.atomic():
        keep(word_import, body)
        word_import.omissions = omissions.as_json()
        word_import.state = WordImport.State.DONE
        word_import.save()


def _keep_text(word_import: WordImport, body: Body) -> None:
    word_import.text = {
        "title": body.title,
        "introduction": body.introduction,
        "blocks": body.blocks,
    }
