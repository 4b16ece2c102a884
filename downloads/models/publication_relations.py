"""What a publication is made of beside its own words: its files, themes, organisations and related pages."""

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldRowPanel
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from contacts.models import Organisation
from downloads.models.documents import Document
from downloads.models.vocabularies import Theme


class PublicationFile(TranslatableMixin, Orderable):
    """One file of a publication, and what it is in it; in each language it has a label of its own."""

    class Role(models.TextChoices):
        MAIN = "main", _("The publication")
        LANGUAGE = "language", _("In another language")
        ANNEX = "annex", _("Annex")

    page = ParentalKey("downloads.PublicationPage", on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        Document,
        verbose_name=_("file"),
        on_delete=models.CASCADE,
        related_name="publication_files",
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MAIN)
    label = models.CharField(
        _("label"),
        max_length=200,
        blank=True,
        help_text=_(
            "“Volume 2”, “Summary”: otherwise the title of the publication or of the file."
        ),
    )

    override_translatable_fields = [
        SynchronizedField("document", overridable=False),
        SynchronizedField("role", overridable=False),
    ]

    panels = ["document", FieldRowPanel(["role", "label"])]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("file")

    def __str__(self) -> str:
        return str(self.document)

    @property
    def is_main(self) -> bool:
        return self.role == self.Role.MAIN


class PublicationTheme(ItemBase):
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="publication_items")
    content_object = ParentalKey(
        "downloads.PublicationPage", on_delete=models.CASCADE, related_name="theme_items"
    )


class PublicationOrganisation(Orderable):
    page = ParentalKey(
        "downloads.PublicationPage", on_delete=models.CASCADE, related_name="organisations"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    panels = ["organisation"]


class PublicationRelatedPage(Orderable):
    page = ParentalKey(
        "downloads.PublicationPage", on_delete=models.CASCADE, related_name="related_pages"
    )
    related = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+"
    )

    panels = ["related"]


def prefetch_files(outlines: bool = False) -> Prefetch:
    """For `prefetch_related`: the files of publications, in order, in one query."""
    links = PublicationFile.objects.select_related("document__collection").order_by("sort_order")
    return Prefetch("files", queryset=links if outlines else links.defer("document__outline"))
