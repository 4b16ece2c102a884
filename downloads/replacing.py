"""Many files at once that take the places of others, as those of a year take those of the year before.

A file that is sent waits (`Replacement`) until its editor has confirmed which file it replaces; it then goes through
the form of that file, like a single one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath

from anyascii import anyascii
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from rapidfuzz import fuzz
from wagtail.documents.forms import get_document_form
from wagtail.documents.permissions import permission_policy
from wagtail.log_actions import log

from core.visibility import known_files
from downloads.bulk import form_of, hash_of, said
from downloads.describe import page_count
from downloads.models import Document, PublicationPage, Replacement

_FORGOTTEN = timedelta(days=7)
_ALIKE = 85  # of a hundred
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Received:
    """What became of a file that was sent: it waits, is here already, or is refused in a sentence."""

    name: str
    waiting: Replacement | None = None
    same: Document | None = None
    problem: str = ""


def replaceable(request: HttpRequest) -> QuerySet[Document]:
    """The files that somebody may replace."""
    mine = permission_policy.instances_user_has_permission_for(request.user, "change")
    return known_files(request, mine)


def waiting(user) -> QuerySet[Replacement]:
    return Replacement.objects.filter(user=user.pk).select_related("document__collection")


def receive(upload, request: HttpRequest) -> Received:
    """Keeps an uploaded file, with the one of its name that it is likely to replace."""
    Replacement.objects.filter(created_at__lt=timezone.now() - _FORGOTTEN).delete()
    digest = hash_of(upload)
    if same := replaceable(request).filter(file_hash=digest).order_by("pk").first():
        return Received(upload.name, same=same)
    form = form_of(upload, request.user)
    if not form.is_valid():
        return Received(upload.name, problem=said(form))
    upload.seek(0)
    replacement = waiting(request.user).filter(name=upload.name[:255]).first()
    if replacement:  # sent again
        replacement.delete()
    taken = waiting(request.user).values("document").exclude(document=None)
    replacement = Replacement.objects.create(
        file=upload,
        name=upload.name[:255],
        file_size=upload.size,
        file_hash=digest,
        user_id=request.user.pk or 0,
        document=likely(upload.name, replaceable(request).exclude(pk__in=taken)),
    )
    replacement.page_count = page_count(replacement)
    replacement.save()
    return Received(upload.name, waiting=replacement)


def likely(name: str, documents: Iterable[Document]) -> Document | None:
    """The file of nearly the same name or title, the year aside; of several years, the last but none after its own."""
    words, year = words_of(PurePath(name).stem), year_of(name)
    found = []
    for document in documents:
        names = (PurePath(document.file.name).stem, document.title)
        score = max(fuzz.token_sort_ratio(words, words_of(one)) for one in names)
        its_year = year_of(document.title) or year_of(document.file.name)
        if score >= _ALIKE and (not year or not its_year or its_year <= year):
            found.append((score, its_year or 0, document.pk, document))
    if not words or not found:
        return None
    best = max(score for score, *_rest in found)
    return max((one for one in found if one[0] == best), key=lambda one: one[1:3])[3]


def words_of(text: str) -> str:
    """Without years, case, accents and signs."""
    return " ".join(re.findall(r"[a-z]+|\d+", _YEAR.sub(" ", anyascii(text).lower())))


def year_of(text: str) -> int | None:
    """The last year that a name says."""
    years = _YEAR.findall(text)
    return int(years[-1]) if years else None


def next_title(document: Document, name: str) -> str:
    """The title of a file with the year of what replaces it."""
    year, former = year_of(name), year_of(document.title)
    if not year or not former:
        return document.title
    return re.sub(rf"(?<!\d){former}(?!\d)", str(year), document.title)


def replace(replacement: Replacement, document: Document, title: str, reason: str, user) -> str:
    """Puts a file in the place of a document's; what its form refuses, in a line, or nothing."""
    try:
        stored = replacement.file.storage.open(replacement.file.name)
    except FileNotFoundError:
        return _("It is no longer on the disk: send it again.")
    with stored:
        file = File(stored, name=replacement.name)
        data = {
            "title": title,
            "language": document.language,
            "collection": document.collection_id,
            "announced": document.announced,
            "reason": reason,
        }
        form = get_document_form(Document)(data, {"file": file}, instance=document, user=user)
        if not form.is_valid():
            return said(form)
        with transaction.atomic():
            log(form.save(), "wagtail.edit")
            replacement.delete()
    return ""


def left_behind(documents: list[Document], user) -> list[PublicationPage]:
    """The publications of replaced files whose titles still say another year than these, of those she may change."""
    pages = PublicationPage.objects.filter(files__document__in=documents).distinct()
    found = []
    for page in pages.prefetch_related("files__document"):
        years = {
            year_of(link.document.title) for link in page.files.all() if link.document in documents
        }
        own = year_of(page.title)
        if (
            own
            and years - {None}
            and own not in years
            and page.permissions_for_user(user).can_edit()
        ):
            found.append(page)
    return found
