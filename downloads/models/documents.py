from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.models import Orderable
from wagtail.search import index

from core.visibility import LiveFileQuerySet


class DocumentManager(models.Manager):
    """A file comes with its collection, which decides who sees it."""

    def get_queryset(self):
        return super().get_queryset().select_related("collection")


class Document(AbstractDocument):
    """A file. What it is about is said by the publication that carries it, if there is one.

    `cover` and `page_count` are read from the file in the background (downloads.describe).
    """

    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.PUBLICATION_LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    # Wagtail's own field under a name that its unused Document model doesn't take.
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="uploaded_files",
    )
    # Themes are those of the publication.
    tags = None
    # Its size is kept beside it: a list doesn't open the image of each cover.
    cover = models.ImageField(
        _("cover"),
        upload_to="covers",
        blank=True,
        editable=False,
        width_field="cover_width",
        height_field="cover_height",
    )
    cover_width = models.PositiveSmallIntegerField(null=True, editable=False)
    cover_height = models.PositiveSmallIntegerField(null=True, editable=False)
    page_count = models.PositiveIntegerField(_("pages"), null=True, editable=False)

    admin_form_fields = ("title", "file", "language", "collection")

    search_fields = [
        *(field for field in AbstractDocument.search_fields if field.field_name != "tags"),
        index.FilterField("language"),
    ]

    objects = DocumentManager.from_queryset(LiveFileQuerySet)()

    # A file of a hidden publication is hidden (core.visibility).
    owned_by = "publication_files__page"
    # The publication that the reader may see and that carries the file, and what the file is in it:
    # set by downloads.lines.
    publication = None
    publication_file = None

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        # Wagtail's permission to choose a document in a form.
        permissions = [("choose_document", "Can choose document")]

    @property
    def format(self) -> str:
        """« PDF »: the file's extension as readers say it."""
        return PurePath(self.file.name).suffix.lstrip(".").upper()

    @property
    def weight(self) -> int | None:
        """In bytes."""
        return self.file_size

    @property
    def label(self) -> str:
        """Its title as readers meet it: the main file of a publication has the publication's."""
        if link := self.publication_file:
            return link.label or (self.publication.title if link.is_main else self.title)
        return self.title


class PageDownload(Orderable):
    """A file at the foot of a page; each page type has its own, with a ParentalKey `page`.

    A publication is chosen by its file: the line then says what the publication is.
    """

    document = models.ForeignKey(
        Document, verbose_name=_("file"), on_delete=models.CASCADE, related_name="+"
    )

    panels = ["document"]

    class Meta(Orderable.Meta):
        abstract = True
