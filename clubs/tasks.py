"""A document becomes the draft of a report, in the background."""

from django.utils.translation import gettext as _

from clubs.models import ReportPage, SessionPage, draft_report
from clubs.numbering import next_edition
from core.tasks import task
from core.text_import.body import Body
from core.word.models import WordImport
from core.word.tasks import run


@task()
def write_report(import_pk: int) -> None:
    run(import_pk, _write)


def _write(word_import: WordImport, body: Body) -> None:
    """The draft below the session or the club; a session's own report takes the text when it has none yet."""
    parent, user = word_import.parent.specific, word_import.user
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
    word_import.page = report
