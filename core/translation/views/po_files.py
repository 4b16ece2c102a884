"""PO files that go out with the texts of photos, and come back: broken ones, those of another page, those that others'
work has overtaken.
"""

import tempfile
from datetime import datetime
from uuid import UUID

import polib
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.views.edit_translation import user_can_edit_instance

from core.translation import photo_texts

JOB = "X-WagtailLocalize-TranslationID"
NAMED = 3  # texts told in a message


def download_po(request, translation_id: int) -> HttpResponseBase:
    """In place of wagtail-localize's view, whose file has the page's own texts alone."""
    job = get_object_or_404(Translation, pk=translation_id)
    instance = job.get_target_instance()
    if not user_can_edit_instance(request.user, instance):
        raise PermissionDenied
    po = job.export_po()
    if isinstance(instance, Page):
        photo_texts.export(instance.specific, po)
    name = f"{slugify(job.source.object_repr)}-{job.target_locale.language_code}.po"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return HttpResponse(str(po), content_type="text/x-gettext-translation", headers=headers)


@require_POST
def upload_po(request, translation_id: int) -> HttpResponseBase:
    """In place of wagtail-localize's view, which fails on files without its header and takes the rest in silence."""
    job = get_object_or_404(Translation, pk=translation_id)
    if not user_can_edit_instance(request.user, job.get_target_instance()):
        raise PermissionDenied
    try:
        po = read_po(request.FILES.get("file"))
        check_job(po, job)
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    else:
        _take(request, job, po)
    return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))


def read_po(upload) -> polib.POFile:
    """Raises ValidationError, with a sentence for the editor."""
    if upload is None or not upload.size:
        raise ValidationError(_("Choose a PO file first: nothing was sent, or an empty file."))
    if upload.size > settings.TRANSLATION_FILE_MAX_SIZE:
        limit = settings.TRANSLATION_FILE_MAX_SIZE // 1024**2
        raise ValidationError(_("This file is too large: %(limit)d MB at most.") % {"limit": limit})
    content = upload.read()
    # polib takes a short text for the name of a file.
    with tempfile.NamedTemporaryFile(suffix=".po") as copy:
        copy.write(content)
        copy.flush()
        try:
            # Its time grows with the square of an entry's lines.
            if content.count(b"\n") > settings.TRANSLATION_FILE_MAX_LINES:
                raise ValueError("too many lines")
            return polib.pofile(copy.name, check_for_duplicates=False)
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise ValidationError(
                _(
                    "This file can’t be read as a PO file. Export it again from this page, or from the "
                    "translator’s program as PO, in UTF-8. Nothing was changed."
                )
            ) from error


def check_job(po: polib.POFile, job: Translation) -> None:
    """Raises ValidationError unless the file was exported from this very translation."""
    key = po.metadata.get(JOB, "")
    if key == str(job.uuid):
        return
    try:
        other = Translation.objects.select_related("source", "target_locale").get(uuid=UUID(key))
    except (ValueError, Translation.DoesNotExist):
        raise ValidationError(
            _(
                "This file doesn’t say which page it translates: its header %(header)s is missing or unknown. "
                "Export the file from this page and translate that one. Nothing was changed."
            )
            % {"header": JOB}
        ) from None
    raise ValidationError(
        _("This file translates “%(title)s” (%(language)s), not this page. Nothing was changed.")
        % {"title": other.source.object_repr, "language": other.target_locale.get_display_name()}
    )


def _take(request, job: Translation, po: polib.POFile) -> None:
    of_photos = photo_texts.take_from(po)
    exported = _exported_at(po)
    kept = _keep_newer_work(request.user, job, po, exported) if exported else []
    warnings = job.import_po(po, user=request.user, tool_name="PO File")
    taken = sum(1 for entry in po if entry.msgstr and not entry.obsolete) - len(warnings)
    unknown = [getattr(warning, "string", getattr(warning, "context", "")) for warning in warnings]
    photos = photo_texts.Outcome()
    instance = job.get_target_instance()
    if of_photos and isinstance(instance, Page):
        photos = photo_texts.save(instance.specific, request.user, of_photos, exported)
    taken += photos.taken
    kept += photos.overtaken
    messages.success(
        request,
        ngettext(
            "%(count)d text taken from the file.", "%(count)d texts taken from the file.", taken
        )
        % {"count": taken},
    )
    _tell(
        request,
        unknown,
        _("The file translates texts that the page no longer has; they were left out:"),
    )
    _tell(
        request,
        photos.unknown,
        _(
            "The file translates texts of photos that the page doesn’t show, or that have changed; left out:"
        ),
    )
    _tell(
        request,
        photos.forbidden,
        _("These texts belong to photos that you can’t change; they were left out:"),
    )
    _tell(
        request,
        kept,
        _(
            "Somebody has translated these texts here since the file was exported; what stands here was kept, "
            "and the file’s wording is in the file:"
        ),
    )
    refused = StringTranslation.objects.filter(
        locale=job.target_locale, context__object_id=job.source.object_id, has_error=True
    ).values_list("translation_of__data", flat=True)
    _tell(
        request,
        [*refused, *photos.refused],
        _("These translations can’t be used as they are:"),
    )


def _tell(request, texts: list[str], sentence: str) -> None:
    """Names the first of the texts; says nothing where there are none."""
    if not texts:
        return
    shown = [_("“%(words)s”") % {"words": Truncator(text).chars(80)} for text in texts[:NAMED]]
    more = len(texts) - NAMED
    if more > 0:
        shown.append(ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more})
    messages.warning(request, f"{sentence} {', '.join(shown)}")


def _exported_at(po: polib.POFile) -> datetime | None:
    """None where the translator's program has changed or dropped the date."""
    try:
        moment = datetime.fromisoformat(po.metadata.get("POT-Creation-Date", ""))
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else None


def _keep_newer_work(user, job: Translation, po: polib.POFile, exported: datetime) -> list[str]:
    """Empties the entries that somebody else has translated here since the export; their source texts."""
    newer = StringTranslation.objects.filter(
        locale=job.target_locale,
        context__object_id=job.source.object_id,
        updated_at__gt=exported,
    ).exclude(last_translated_by=user)
    segments = StringSegment.objects.filter(source=job.source).values("string")
    known = {
        (translation.translation_of.data, translation.context.path): translation.data
        for translation in newer.filter(translation_of__in=segments).select_related(
            "translation_of", "context"
        )
    }
    kept = []
    for entry in po:
        here = known.get((entry.msgid, entry.msgctxt))
        if here is not None and entry.msgstr and entry.msgstr != here:
            entry.msgstr = ""
            kept.append(entry.msgid)
    return kept
