"""Whether everybody can read a file, and what an editor can do about it (RGAA 4.1, 13.3; PDF/UA)."""

from django.db.models import Q
from django.utils.translation import gettext as _

# A file that some readers can't read, as far as can be known without reading it.
BARRED = Q(tagged=False) | Q(is_scan=True) | ~Q(problem="")
# Besides, one whose language nobody says.
FLAWED = BARRED | Q(tagged__isnull=False, own_language="")


def advice(document) -> list[str]:
    """A sentence for each flaw: what it is and what to do. Nothing of a file that hasn't been read yet."""
    if document.problem:
        again = _("Export it again from the program that made it, without a password.")
        return [f"{document.get_problem_display()}. {again}"]
    if document.tagged is None:
        return []
    sentences = []
    if document.is_scan:
        sentences.append(
            _(
                "It is an image of a text: no screen reader and no search reads it. "
                "Run a text recognition on it, or export the original as PDF."
            )
        )
    if not document.tagged:
        sentences.append(
            _(
                "It isn’t tagged: titles, lists and the order of reading are lost to screen readers. "
                "Export it again with “Tagged PDF” or “PDF/UA” ticked."
            )
        )
    if not document.own_language:
        sentences.append(
            _("It doesn’t say its language. Set the language of the document before exporting it.")
        )
    if not document.own_title:
        sentences.append(
            _("It has no title of its own. Fill in the document’s properties before exporting it.")
        )
    return sentences


def barriers(document) -> list[str]:
    """In a few words each, what keeps readers from a file."""
    if document.problem:
        return [_("it can’t be opened by every program")]
    found = []
    if document.tagged is False:
        found.append(_("not tagged"))
    if document.is_scan:
        found.append(_("image of a text"))
    return found
