"""Many files at once: each becomes the draft of a publication, with what the file says of itself."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import IntegerField
from django.db.models.functions import Cast
from wagtail.documents.forms import get_document_form
from wagtail.models import Page, WorkflowState

from core.visibility import is_published
from downloads.dates import PartialDate, date_in_name, date_in_text
from downloads.describe import describe
from downloads.models import Document, PublicationFile, PublicationPage
from downloads.themes import prefetch_themes


@dataclass(frozen=True)
class Filed:
    """What became of one file: a new draft, the file that is there already, or a sentence that says why not."""

    name: str
    draft: PublicationPage | None = None
    same: Document | None = None
    problem: str = ""


def file(upload, library, user) -> Filed:
    """One uploaded file into the library, as a draft of its owner's."""
    if same := Document.objects.filter(file_hash=hash_of(upload)).order_by("pk").first():
        return Filed(upload.name, same=same)
    form = form_of(upload, user)
    if not form.is_valid():
        return Filed(upload.name, problem=said(form))
    with transaction.atomic():
        document = form.save(commit=False)
        document.uploaded_by_user = user
        document.save()
    # Read at once, if no worker has: the editor waits for what it proposes, one file at a time.
    document.refresh_from_db()
    describe(document)
    with transaction.atomic():
        found = _date(document, upload.name)
        return Filed(upload.name, draft=_draft(document, found, library, user))


def form_of(upload, user):
    """The form of a new file, as its upload fills it in."""
    form_class = get_document_form(Document)
    values = {"title": title_of(upload.name), "language": settings.LANGUAGE_CODE}
    form = form_class(values, {"file": upload}, user=user)
    if "collection" in form.fields:
        form.fields["collection"].required = False
        form.instance.collection = form.fields["collection"].queryset.first()
        del form.fields["collection"]
    return form


def said(form) -> str:
    """What a form refuses, in one line."""
    return " ".join(sentence for errors in form.errors.values() for sentence in errors)


def _date(document: Document, name: str) -> PartialDate | None:
    """The date that a name, a title or a cover says; the day on which a program wrote the file is none."""
    cover = document.texts.filter(number=1).values_list("text", flat=True).first()
    return (
        date_in_name(PurePath(name).stem)
        or date_in_name(document.own_title)
        or date_in_text(cover or "")
    )


def _draft(document: Document, found: PartialDate | None, library, user) -> PublicationPage:
    language = document.own_language[:2].lower()
    if language in dict(settings.PUBLICATION_LANGUAGES) and language != document.language:
        document.language = language
    document.title = _proposed_title(document)
    document.save()
    page = PublicationPage(
        title=document.title,
        date=found.day if found else None,
        date_precision=found.precision if found else PublicationPage.Precision.MONTH,
        language=document.language,
        locale=library.locale,
        owner=user,
        live=False,
    )
    page.files = [PublicationFile(document=document, sort_order=0)]
    library.add_child(instance=page)
    page.save_revision(user=user, log_action=True, clean=False)
    return page


def _proposed_title(document: Document) -> str:
    """The title in the file, unless it is what a program writes when nobody did."""
    title = document.own_title
    empty = not title or re.search(
        r"\.(docx?|pdf|indd|pptx?|odt|xlsx?)$|^(untitled|sans titre|microsoft)", title, re.I
    )
    return document.title if empty or len(title) < 4 else title[:255]


def title_of(name: str) -> str:
    """« rapport_activite-2024.pdf » as words: « Rapport activite 2024 »."""
    words = re.sub(r"[_\-\s.]+", " ", PurePath(name).stem).strip()
    return (words[:1].upper() + words[1:])[:255] or "Document"


def hash_of(upload) -> str:
    """As Wagtail computes it: SHA-1 of the content."""
    digest = hashlib.sha1(usedforsecurity=False)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def publish(page: PublicationPage, user) -> None:
    """Raises ValidationError, with sentences, for what publication still asks for."""
    page.full_clean()
    revision = page.save_revision(user=user, log_action=True)
    revision.publish(user=user)


def submit(page: PublicationPage, user) -> None:
    """Asks somebody else to publish a draft; raises ValidationError as `publish` does."""
    page.full_clean()
    page.save_revision(user=user, log_action=True)
    page.get_workflow().start(page, user)


def waiting(library, user) -> list[PublicationPage]:
    """The drafts of the library that their editor, who owns them, has neither published nor submitted, the newest
    first."""
    drafts = PublicationPage.objects.child_of(library).filter(
        live=False, first_published_at=None, owner=user
    )
    submitted = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        status=WorkflowState.STATUS_IN_PROGRESS,
    ).annotate(draft=Cast("object_id", IntegerField()))
    pages = drafts.exclude(pk__in=submitted.values("draft"))
    pages = pages.select_related("kind", "series").prefetch_related(
        "files__document", prefetch_themes(PublicationPage)
    )
    return [page for page in pages.order_by("-pk") if not is_published(page)]
