from functools import lru_cache
from pathlib import PurePath
from typing import Any

from anyascii import anyascii
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.models import Orderable, Page, ReferenceIndex
from wagtail.search import index

from core.file_responses import file_name
from core.languages import publication_languages
from core.typography import sort_key
from core.visibility import LiveFileQuerySet
from downloads import accessibility


@lru_cache(maxsize=5000)
def _stem(title: str) -> str:
    """The words of a file's address."""
    return slugify(anyascii(title))[:80].strip("-") or "fichier"


def cover_storage():
    return storages["covers"]


_LiveFileManager = models.Manager.from_queryset(LiveFileQuerySet)


class DocumentManager(_LiveFileManager):
    """A file comes with its collection, which decides who sees it."""

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("collection")


class Document(AbstractDocument):
    """A file. What it is about is said by the publication that carries it, if there is one.

    What the file says of itself, from `cover` to `problem`, is read in the background (downloads.describe).
    """

    class Problem(models.TextChoices):
        """Why a file couldn't be read: downloads.reader says the first three by these names."""

        ENCRYPTED = "encrypted", _("It is protected by a password")
        DAMAGED = "damaged", _("It is damaged, or isn’t quite what its name says")
        TOO_LARGE = "too_large", _("It takes too much memory once opened")
        TOO_SLOW = "too_slow", _("It takes too long to read")
        MISSING = "missing", _("It is no longer on the disk")

    file: Any  # Wagtail's field
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=publication_languages,
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
    announced = models.BooleanField(
        _("announced to the public when it is reserved"),
        default=False,
        help_text=_(
            "On a public page, those who may not open the file then read its title and “for members only”. "
            "Otherwise they read nothing of it."
        ),
    )
    # Themes are those of the publication.
    tags = None
    # Its size is kept beside it: a list doesn't open the image of each cover.
    cover = models.ImageField(
        _("cover"),
        upload_to="covers",
        storage=cover_storage,
        blank=True,
        editable=False,
        width_field="cover_width",
        height_field="cover_height",
    )
    cover_width = models.PositiveSmallIntegerField(null=True, editable=False)
    cover_height = models.PositiveSmallIntegerField(null=True, editable=False)
    page_count = models.PositiveIntegerField(_("pages"), null=True, editable=False)
    own_title = models.CharField(_("title in the file"), max_length=300, editable=False)
    own_date = models.DateField(_("date in the file"), null=True, editable=False)
    own_language = models.CharField(_("language in the file"), max_length=20, editable=False)
    # [[level from 0, title, page or None]]; for an archive, the names in it.
    outline = models.JSONField(_("outline"), default=list, editable=False)
    tagged = models.BooleanField(_("tagged"), null=True, editable=False)
    is_scan = models.BooleanField(_("image of a text"), null=True, editable=False)
    problem = models.CharField(_("problem"), max_length=20, choices=Problem, editable=False)
    read_at = models.DateTimeField(_("read on"), null=True, editable=False)
    # downloads.reader.VERSION; 0 for a file that none has read, or one before they were counted.
    read_with = models.PositiveSmallIntegerField(default=0, editable=False)

    admin_form_fields = ("title", "file", "language", "collection", "announced")

    search_fields = [
        *(field for field in AbstractDocument.search_fields if field.field_name != "tags"),
        index.FilterField("language"),
        index.SearchField("text"),
    ]

    objects = DocumentManager()

    file_updated_at = models.DateTimeField(
        _("file replaced on"), null=True, blank=True, editable=False
    )

    # A file of a hidden publication is hidden (core.visibility).
    owned_by = "publication_files__page"

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        # Wagtail's permission to choose a document in a form.
        permissions = [("choose_document", "Can choose document")]

    def clean(self) -> None:
        # A form that refused the file, or has put it aside to ask for a title, comes without it.
        if self.file:
            super().clean()

    @property
    def cover_lies(self) -> bool:
        """Whether the cover is wider than high, as those of slides are."""
        return (self.cover_width or 0) > (self.cover_height or 0)

    @property
    def format(self) -> str:
        """« PDF »: the file's extension as readers say it."""
        return PurePath(self.file.name).suffix.lstrip(".").upper()

    @property
    def weight(self) -> int | None:
        """In bytes."""
        return self.file_size

    @property
    def url(self) -> str:
        """Its permanent link: the number never changes, the words follow the title."""
        return reverse("file", args=[self.pk, f"{_stem(self.title)}.{self.format.lower()}"])

    @property
    def download_name(self) -> str:
        """« Prévenir les impayés.pdf »: its name on the reader's disk."""
        return file_name(self.title, self.format)

    @property
    def etag(self) -> str:
        return self.file_hash or f"{self.file_size}-{self.file.name}"

    @property
    def is_on_disk(self) -> bool:
        return self.file.storage.exists(self.file.name)

    def take(self, name: str, size: int | None, hash_: str) -> None:
        """Another stored file in place of the one it has; what was read from that one is forgotten."""
        self.file, self.file_size, self.file_hash = name, size, hash_
        self.forget()

    def forget(self) -> None:
        """What was read from the file will be read again, and readers are told of the change."""
        self.page_count, self.cover, self.read_at = None, "", None
        self.own_title, self.own_date, self.own_language, self.outline = "", None, "", []
        self.tagged, self.is_scan, self.problem = None, None, ""
        self.file_updated_at = timezone.now()

    @property
    def text(self) -> str:
        """What was read of it, its publications' titles first, for the editors' search."""
        titles = self.publication_files.values_list("page__title", flat=True)
        pages = self.texts.values_list("text", flat=True)
        return "\n".join([*titles, *pages])[: settings.FILE_TEXT_LENGTH]

    @property
    def twins(self) -> models.QuerySet:
        """The other files with the very same content, the oldest first."""
        if not self.file_hash:
            return Document.objects.none()
        return Document.objects.filter(file_hash=self.file_hash).exclude(pk=self.pk).order_by("pk")

    def pages(self) -> models.QuerySet:
        """The pages that give it out, drafts and private ones included, as far as references have been read."""
        references = ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            to_content_type=ContentType.objects.get_for_model(Document),
            to_object_id=str(self.pk),
        )
        keys = references.values_list("object_id", flat=True)
        return Page.objects.filter(pk__in=[int(key) for key in keys])

    @property
    def advice(self) -> list[str]:
        """What an editor can do for those who can’t read it."""
        return accessibility.advice(self)

    @property
    def barriers(self) -> list[str]:
        """What keeps readers from it, in a few words each."""
        return accessibility.barriers(self)

    @property
    def contents(self) -> list[dict]:
        """The outline as readers see it: title, level from 0 and address, two levels deep."""
        pdf = self.format == "PDF"
        return [
            {
                "title": title,
                "level": level,
                "url": f"{self.url}#page={page}" if pdf and page else "",
            }
            for level, title, page in self.outline
            if level < 2
        ]


class DocumentPage(models.Model):
    """The text of one page of a file, or of its only one, for the search."""

    document = models.ForeignKey(
        Document, verbose_name=_("document"), on_delete=models.CASCADE, related_name="texts"
    )
    number = models.PositiveIntegerField(_("page"))
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("text of a page")
        verbose_name_plural = _("texts of pages")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="downloads_page_once")
        ]

    def __str__(self) -> str:
        return f"{self.document_id}, {self.number}"


class DownloadCount(models.Model):
    """How often a file was downloaded in a month."""

    document = models.ForeignKey(
        Document, verbose_name=_("document"), on_delete=models.CASCADE, related_name="counts"
    )
    month = models.DateField(_("month"), help_text=_("Its first day."))
    number = models.PositiveIntegerField(_("downloads"), default=0)

    class Meta:
        verbose_name = _("downloads of a month")
        verbose_name_plural = _("downloads by month")
        ordering = ["-month", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "month"], name="downloads_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.document}, {self.month:%m/%Y}: {self.number}"

    @property
    def month_text(self) -> str:
        return date_format(self.month, "F Y")

    @property
    def themes(self) -> str:
        """Those of the publications that carry the file."""
        links = self.document.publication_files.all()
        names = {item.tag.name for link in links for item in link.page.theme_items.all()}
        return ", ".join(sorted(names, key=sort_key))


class DocumentVersion(models.Model):
    """A file that a document had before another took its place; it stays on the disk."""

    document = models.ForeignKey(
        Document, verbose_name=_("document"), on_delete=models.CASCADE, related_name="versions"
    )
    file = models.FileField(_("file"), upload_to="documents")
    file_size = models.PositiveBigIntegerField(_("weight"), null=True)
    file_hash = models.CharField(_("fingerprint"), max_length=40, blank=True)
    replaced_at = models.DateTimeField(_("replaced on"), auto_now_add=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("replaced by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("former version")
        verbose_name_plural = _("former versions")
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.document} ({self.replaced_at:%d/%m/%Y})"

    @property
    def download_name(self) -> str:
        day = timezone.localdate(self.replaced_at).isoformat()
        extension = PurePath(self.file.name).suffix.lstrip(".")
        return file_name(f"{self.document.title} ({day})", extension)


class Replacement(models.Model):
    """A file that somebody has sent to take the place of another's, and what it waits for: her word.

    It is below no folder that is served.
    """

    file: Any = models.FileField(upload_to="waiting", editable=False)
    name = models.CharField(max_length=255, editable=False)
    file_size = models.PositiveBigIntegerField(editable=False)
    file_hash = models.CharField(max_length=40, editable=False)
    page_count = models.PositiveIntegerField(null=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    # The one that it is to replace, where one of its name was found or chosen.
    document = models.ForeignKey(
        Document, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file that waits to replace another")
        ordering = ["name__alphabetical", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def format(self) -> str:
        return PurePath(self.name).suffix.lstrip(".").upper()


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
