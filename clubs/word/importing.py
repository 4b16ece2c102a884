"""An import from its document to the draft report, in the background."""

import logging

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from clubs.models import ReportPage, SessionPage, WordImport, draft_report
from clubs.numbering import next_edition
from clubs.word.body import Body, Builder
from clubs.word.conversion import Unreadable, convert
from clubs.word.losses import Losses
from clubs.word.package import damaged
from clubs.word.photos import PhotoMaker
from clubs.word.pieces import clean, pieces
from core.tasks import task

logger = logging.getLogger(__name__)


@task()
def run_import(import_pk: int) -> None:
    """One that was deleted or done meanwhile is passed over."""
    found = WordImport.objects.filter(pk=import_pk, state=WordImport.State.WAITING)
    if not found.update(state=WordImport.State.RUNNING):
        return
    word_import = WordImport.objects.select_related("user", "parent").get(pk=import_pk)
    language = UserProfile.get_for_user(word_import.user).get_preferred_language()
    with translation.override(language):
        try:
            _make_report(word_import)
        except Unreadable as error:
            logger.warning("Import %s: %r", import_pk, error.__cause__)
            word_import.refuse(damaged())
        except Exception:
            logger.exception("Import %s", import_pk)
            word_import.refuse(
                _("The import stopped on an error of the site. Tell who looks after it.")
            )


def _make_report(word_import: WordImport) -> None:
    losses = Losses()
    parent = word_import.parent.specific

    def progress(done: int) -> None:
        word_import.photos_done = done
        word_import.save(update_fields=["photos_done", "updated_at"])

    with word_import.file.open("rb") as file:
        conversion = convert(file, losses)
        word_import.photos_total = len(conversion.images)
        word_import.save()
        photo_of = PhotoMaker(conversion.images, word_import.user, parent.title, losses, progress)
        notes = clean(str(conversion.notes), losses) if conversion.notes else ""
        body = Builder(losses, photo_of).build(
            list(pieces(conversion.soup, losses)), conversion.title, notes
        )
    with transaction.atomic():
        word_import.report = _write(parent, body, word_import.user)
        word_import.losses = losses.as_json()
        word_import.state = WordImport.State.DONE
        word_import.save()


def _write(parent, body: Body, user) -> ReportPage:
    """The draft below the session or the club; a session's own report takes the text when it has none yet."""
    if isinstance(parent, SessionPage):
        report = draft_report(parent, user).get_latest_revision_as_object()
    else:
        report = ReportPage(
            title=body.title or _("Report"),
            edition=next_edition(parent.path),
            live=False,
            has_unpublished_changes=True,
            owner=user,
        )
        parent.add_child(instance=report)
    report.title = body.title or report.title
    report.introduction = body.introduction or report.introduction
    report.body = report.body.stream_block.to_python(body.blocks)
    report.save_revision(user=user, log_action=True)
    return report
