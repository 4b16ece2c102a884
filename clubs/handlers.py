"""What follows a change for the PDFs of reports: made, made again, or taken away."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from wagtail.models import Page, ReferenceIndex

from clubs.models import ReportPage, ReportPDF
from clubs.pdf.tasks import make_report_pdfs
from contacts.models import Contact, Organisation
from core import tasks
from core.changes import Changed, Happened, follows, keys_of
from core.visibility import can_see_photo
from photos.models import Photo


@follows(
    {
        Page: {Happened.PUBLISHED, Happened.UNPUBLISHED, Happened.SHOWN},
        Photo: {Happened.SAVED},
    },
    priority=tasks.VISIBILITY,
    at_once=True,
)
def take_pdfs_away(changed: Changed) -> None:
    """Nobody is given a former version of a report, nor a photo that is deleted or withdrawn."""
    photos = Photo.objects.filter(pk__in=keys_of(changed, Photo))
    withdrawn = [photo.pk for photo in photos if not can_see_photo(photo)]
    for batch in tasks.batches([*keys_of(changed, Page), *_reports_with(Photo, withdrawn)]):
        ReportPDF.objects.filter(page__in=batch).delete()


@follows(
    {
        Page: {
            *(Happened.PUBLISHED, Happened.UNPUBLISHED, Happened.SHOWN),
            *(Happened.MOVED, Happened.RENAMED),
        },
        Photo: {Happened.SAVED},
        Contact: {Happened.SAVED},
        Organisation: {Happened.SAVED},
    },
    priority=tasks.REPORTS,
    at_once=True,
)
def plan_pdfs(changed: Changed) -> None:
    """Has them made, where there is something to make.

    Of the reports themselves; of those below, whose cover says the club, the date of the session and the address;
    and of those that show a photo whose credit, texts or file were corrected, or name a contact or an organisation.
    """
    pages = Page.objects.filter(pk__in=keys_of(changed, Page))
    reports = ReportPage.objects.filter(live=True, alias_of=None)
    found = set(_reports_with(Photo, keys_of(changed, Photo)))
    found.update(_reports_with(Contact, _named_for(keys_of(changed, Contact))))
    found.update(_reports_with(Organisation, keys_of(changed, Organisation)))
    for path in pages.values_list("path", flat=True):
        found.update(reports.filter(path__startswith=path).values_list("pk", flat=True))
    if found:
        make_report_pdfs.enqueue(sorted(found))


def _named_for(contacts: list[int]) -> list[int]:
    """The contacts for whom these stand on pages: themselves, in another language or as the successors."""
    same = Contact.objects.filter(pk__in=contacts).values("translation_key")
    shown = Q(translation_key__in=same) | Q(successor__translation_key__in=same)
    return list(Contact.objects.filter(shown).values_list("pk", flat=True))


def _reports_with(model: type[Model], keys: list[int]) -> list[int]:
    uses = ReferenceIndex.objects.filter(
        content_type=ContentType.objects.get_for_model(ReportPage),
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id__in=[str(pk) for pk in keys],
    )
    return [int(pk) for pk in uses.values_list("object_id", flat=True).distinct()]
