from collections.abc import Iterable
from functools import partial
from pathlib import PurePath

from anyascii import anyascii
from django.conf import settings
from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import AbstractDocument
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from core.blocks.content import objects_in
from core.listing import Facet, Listing, YearFacet
from core.models import BasePage
from core.visibility import LiveFileQuerySet, can_see_file
from downloads.themes import (
    ThemesField,
    name_themes,
    prefetch_themes,
    theme_facet,
    translated_names,
)


class _UniqueInItsLanguage:
    def validate_constraints(self, exclude=None):
        """The language isn't in the form, yet what is unique is so in its language."""
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        super().validate_constraints(exclude=set(exclude or ()) - {"locale"})


class Theme(_UniqueInItsLanguage, TranslatableMixin, TagBase):
    """A subject of the association's controlled vocabulary, shared by everything that is published.

    Content always carries the theme of the site's main language; its translations only lend their names.
    """

    # taggit makes both unique by themselves; here they are unique in their language.
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(
        _("name in the addresses"),
        max_length=100,
        help_text=_("Made from the name if left empty."),
        blank=True,
    )

    free_tagging = False

    panels = [FieldPanel("name"), FieldPanel("slug")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "name"],
                name="downloads_theme_name",
                violation_error_message=_("This theme exists already."),
            ),
            models.UniqueConstraint(fields=["locale", "slug"], name="downloads_theme_slug"),
        ]

    def slugify(self, tag, i=None):
        slug = slugify(anyascii(tag).replace("'", "-"))
        return f"{slug}-{i}" if i is not None else slug


class Kind(_UniqueInItsLanguage, TranslatableMixin, models.Model):
    """What a publication is: report, proceedings, guide…"""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("name in the addresses"), max_length=80)

    panels = ["name", "slug"]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("kind of publication")
        verbose_name_plural = _("kinds of publication")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "slug"],
                name="downloads_kind_slug",
                violation_error_message=_("A kind with this name in the addresses exists already."),
            )
        ]

    def __str__(self):
        return self.name


class DocumentManager(models.Manager):
    """A file comes with its kind, which every line shows, and its collection, which decides who sees it."""

    def get_queryset(self):
        return super().get_queryset().select_related("kind", "collection")


class DocumentQuerySet(LiveFileQuerySet):
    def publications(self):
        """The files that have a kind: the library's content."""
        return self.filter(kind__isnull=False)

    def for_cards(self):
        """With what a publication's card or line shows."""
        return self.prefetch_related(prefetch_themes(Document))


class Document(AbstractDocument):
    """A file. With a kind it is a publication and stands in the library; without, it is only attached to pages.

    `cover` and `page_count` are read from the file in the background (downloads.describe).
    """

    kind = models.ForeignKey(
        Kind,
        verbose_name=_("kind"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="documents",
        help_text=_("With a kind, the file is a publication and appears in the library."),
    )
    date = models.DateField(
        _("date"), null=True, blank=True, help_text=_("Readers see the month and the year.")
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    themes = ThemesField(through="downloads.DocumentTheme")
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
    # Themes are the only tags of a file.
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

    admin_form_fields = ("title", "file", "kind", "date", "language", "themes", "collection")

    search_fields = [
        *(field for field in AbstractDocument.search_fields if field.field_name != "tags"),
        index.FilterField("kind"),
        index.FilterField("date"),
        index.FilterField("language"),
    ]

    objects = DocumentManager.from_queryset(DocumentQuerySet)()

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        # Wagtail's permission to choose a document in a form.
        permissions = [("choose_document", "Can choose document")]
        indexes = [models.Index(fields=["-date", "-id"], name="downloads_document_newest")]

    @property
    def format(self) -> str:
        """« PDF »: the file's extension as readers say it."""
        return PurePath(self.file.name).suffix.lstrip(".").upper()

    @property
    def weight(self) -> int | None:
        """In bytes."""
        return self.file_size


class DocumentTheme(ItemBase):
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="document_items")
    content_object = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="theme_items"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "content_object"], name="downloads_document_theme_once"
            )
        ]


class PageDownload(Orderable):
    """A file at the foot of a page; each page type has its own, with a ParentalKey `page`."""

    document = models.ForeignKey(
        Document, verbose_name=_("file"), on_delete=models.CASCADE, related_name="+"
    )

    panels = ["document"]

    class Meta(Orderable.Meta):
        abstract = True


class LibraryPage(BasePage):
    """All publications, found by theme, kind and year."""

    template = "pages/library_page.html"
    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = []

    class Meta:
        verbose_name = _("library")

    def get_context(self, request, *args, **kwargs):
        listing = Listing(
            request,
            Document.objects.live_for(request).publications().order_by("-date", "-pk"),
            [
                theme_facet("theme_items__tag"),
                Facet("nature", _("Kind"), "kind", partial(translated_names, "Kind")),
                YearFacet("date"),
            ],
            for_cards=DocumentQuerySet.for_cards,
            decorate=partial(name_terms, list_url=self.get_url(request)),
        )
        return super().get_context(request, *args, **kwargs) | {"listing": listing}

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        response.status_code = response.context_data["listing"].status
        return response


def visible_files(documents: Iterable[Document], request) -> dict[int, Document]:
    """By key, those of the files that the request may see, ready for their lines, with `card_themes`."""
    visible = [document for document in documents if can_see_file(request, document)]
    prefetch_related_objects(visible, prefetch_themes(Document))
    return {document.pk: document for document in name_terms(visible)}


def name_terms(documents: Iterable[Document], list_url: str = "") -> list[Document]:
    """The files, each with `card_themes` and with its kind's name in the language in use."""
    documents = name_themes(documents, list_url)
    names = translated_names("Kind") if documents else {}
    for document in documents:
        if document.kind:
            document.kind.name = names.get(document.kind.translation_key, document.kind.name)
    return documents


def fetch_downloads(page, request) -> tuple[list[Document], dict[int, Document]]:
    """What the request may see of the files at the foot of an article, in order, and of all its files, by key."""
    links = page.page_downloads.select_related("document__kind", "document__collection")
    foot = [link.document for link in links.all()]
    visible = visible_files([*foot, *objects_in(page.body, Document)], request)
    return [visible[document.pk] for document in foot if document.pk in visible], visible
