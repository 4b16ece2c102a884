"""What follows a change for the PDFs of courses and of the catalogue: taken away at once, then made anew."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, ReferenceIndex

from contacts.models import Contact, Organisation
from core import tasks
from core.changes import Changed, Happened, follows, keys_of
from photos.models import Photo
from training.models import CataloguePage, CataloguePDF, CoursePage, CoursePDF
from training.tasks import make_training_pdfs

_OF_PAGES = {
    *(Happened.PUBLISHED, Happened.UNPUBLISHED, Happened.SHOWN),
    *(Happened.MOVED, Happened.RENAMED, Happened.RESTRICTED),
}


@follows(
    {
        Page: _OF_PAGES,
        Photo: {Happened.SAVED},
        Contact: {Happened.SAVED},
        Organisation: {Happened.SAVED},
    },
    priority=tasks.VISIBILITY,
    at_once=True,
)
def make_pdfs_anew(changed: Changed) -> None:
    """Nobody is given a former version: of the course itself, nor of the catalogue that has it.

    A date changes the sheet of its course in every language, and a contact or organisation that of all that name it.
    """
    courses = _courses_of(keys_of(changed, Page))
    for model in (Photo, Contact, Organisation):
        courses |= _courses_with(model, keys_of(changed, model))
    found = CoursePage.objects.filter(pk__in=courses, alias_of=None)
    keys = set(found.values_list("translation_key", flat=True))
    if not keys and not CataloguePage.objects.filter(pk__in=keys_of(changed, Page)).exists():
        return
    same = CoursePage.objects.filter(translation_key__in=keys)
    CoursePDF.objects.filter(page__in=same).delete()
    CataloguePDF.objects.all().delete()
    live = [
        *same.filter(live=True, alias_of=None).values_list("pk", flat=True),
        *CataloguePage.objects.filter(live=True, alias_of=None).values_list("pk", flat=True),
    ]
    if live:
        make_training_pdfs.enqueue(sorted(live))


@follows({Page: {Happened.DELETED}}, priority=tasks.REPORTS, at_once=True)
def leave_out_deleted(changed: Changed) -> None:
    """What a deleted page was isn't known any more: each catalogue is made again if that alters it."""
    catalogues = CataloguePage.objects.filter(live=True, alias_of=None).order_by("pk")
    if keys := list(catalogues.values_list("pk", flat=True)):
        make_training_pdfs.enqueue(keys)


def _courses_of(pages: list[int]) -> set[int]:
    """The courses among pages, those above them and those below."""
    paths = Page.objects.filter(pk__in=pages, depth__gt=2).values_list("path", flat=True)
    about = Q(pk__in=[])
    for path in paths:
        about |= Q(path=path[: -Page.steplen]) | Q(path__startswith=path)
    return set(CoursePage.objects.filter(about).values_list("pk", flat=True))


def _courses_with(model, keys: list[int]) -> set[int]:
    uses = ReferenceIndex.objects.filter(
        content_type=ContentType.objects.get_for_model(CoursePage),
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id__in=[str(pk) for pk in keys],
    )
    return {int(pk) for pk in uses.values_list("object_id", flat=True).distinct()}
