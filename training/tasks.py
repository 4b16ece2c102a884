"""When the sheets of courses and the catalogue are made as PDF: ahead, in the background."""

from wagtail.models import Page

from clubs.pdf.tasks import make_pdf
from core.tasks import REPORTS, in_portions, task
from training.models import CataloguePage, CataloguePDF, CoursePage, CoursePDF
from training.printed import PrintedCatalogue, PrintedCourse


@task(priority=REPORTS)
def make_training_pdfs(page_pks: list[int]) -> None:
    """Of courses and catalogues, by their keys. What was deleted or unpublished meanwhile is passed over."""

    def make_one(pk: int) -> None:
        page = Page.objects.filter(pk=pk, live=True, alias_of=None).first()
        if page and (page := page.specific):
            make(page)

    in_portions(page_pks, make_one, make_training_pdfs.enqueue)


def make(page: CoursePage | CataloguePage) -> None:
    if isinstance(page, CataloguePage):
        make_pdf(page, PrintedCatalogue(page), CataloguePDF)
    else:
        make_pdf(page, PrintedCourse(page), CoursePDF)


def missing_pdfs() -> list[int]:
    """The keys of the published courses and catalogues that have no PDF to give out."""
    keys: list[int] = []
    for pages, pdfs in ((CoursePage, CoursePDF), (CataloguePage, CataloguePDF)):
        live = pages.objects.filter(live=True, alias_of=None)
        keys += live.exclude(pk__in=pdfs.objects.current().values("page")).values_list(
            "pk", flat=True
        )
    return sorted(keys)


def make_all_again() -> None:
    """Those that a change of the association's name, colours or number alters."""
    keys = [
        key
        for model in (CoursePage, CataloguePage)
        for key in model.objects.filter(live=True, alias_of=None).values_list("pk", flat=True)
    ]
    if keys:
        make_training_pdfs.enqueue(sorted(keys))
