"""What has the PDF of a report made, made again, or taken away."""

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import ReferenceIndex
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from clubs.models import ClubPage, ReportPage, ReportPDF, SessionPage
from clubs.pdf.keeping import make_ahead
from core.visibility import can_see_photo
from photos.models import Photo


@receiver(page_published, sender=ReportPage)
def replace_pdf(instance, **kwargs):
    ReportPDF.objects.filter(page=instance.pk).delete()
    make_ahead([instance.pk])


@receiver(page_unpublished, sender=ReportPage)
def take_pdf_away(instance, **kwargs):
    ReportPDF.objects.filter(page=instance.pk).delete()


@receiver(page_published, sender=ClubPage)
@receiver(page_unpublished, sender=ClubPage)
@receiver(page_published, sender=SessionPage)
@receiver(page_unpublished, sender=SessionPage)
@receiver([page_slug_changed, post_page_move])
def check_pdfs_below(instance, **kwargs):
    """A cover says the club, the date of the session and the address."""
    reports = ReportPage.objects.filter(live=True, path__startswith=instance.path)
    make_ahead(reports.values_list("pk", flat=True))


@receiver(post_save, sender=Photo)
def check_pdfs_that_show(instance, created, raw=False, **kwargs):
    """The credit, a text or the file of a photo was corrected, or those it shows have withdrawn their consent."""
    if created or raw:
        return
    reports = _reports_with(instance)
    if not can_see_photo(instance):
        ReportPDF.objects.filter(page__in=reports).delete()
    make_ahead(reports)


@receiver(pre_delete, sender=Photo)
def replace_pdfs_that_show(instance, **kwargs):
    """A photo that is deleted is nowhere any more."""
    reports = _reports_with(instance)
    ReportPDF.objects.filter(page__in=reports).delete()
    make_ahead(reports)


# By its name: the settings stand above this app.
@receiver(post_save, sender="home.AssociationSettings")
def check_all_pdfs(raw=False, **kwargs):
    """The association's name, logo or colours may have changed."""
    if not raw:
        make_ahead(ReportPage.objects.filter(live=True).values_list("pk", flat=True))


def _reports_with(photo: Photo) -> list[int]:
    uses = ReferenceIndex.get_references_to(photo).filter(
        content_type=ContentType.objects.get_for_model(ReportPage)
    )
    return [int(pk) for pk in uses.values_list("object_id", flat=True).distinct()]
