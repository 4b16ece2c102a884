import struct

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, IntegerField, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)
from wagtail.models import Page, ReferenceIndex
from wagtail.search import index

from core.translated_fields import TranslatedFields
from core.visibility import can_see_photo
from photos.encoding import SignedFilter
from photos.metadata import read_metadata
from photos.renditions import existing


class PhotoFile(WagtailImageFieldFile):
    def get_image_dimensions(self):
        """Width and height as the photo is seen: a phone held upright says so in EXIF only."""
        width, height = super().get_image_dimensions()
        return (height, width) if self._is_turned() else (width, height)

    def _is_turned(self) -> bool:
        close = self.closed
        try:
            self.open()
            with Image.open(self) as image:
                return image.getexif().get(ExifTags.Base.Orientation, 1) >= 5
        except (OSError, SyntaxError, ValueError, TypeError, KeyError, struct.error):
            return False
        finally:
            if close:
                self.close()
            else:
                self.seek(0)


class PhotoFileField(WagtailImageField):
    attr_class = PhotoFile


class Photo(TranslatedFields, AbstractImage):
    """A photo with the rights that come with it.

    `description`, Wagtail's own field, is the alternative text. Credit, caption and title are filled in from
    the file at the first save, where they are empty.
    """

    class Licence(models.TextChoices):
        TO_CHECK = "to-check", _("To be checked")
        ASSIGNED = "assigned", _("Rights assigned to the association")
        LIMITED = "limited", _("Use limited in time")
        CC_BY = "cc-by", "CC BY 4.0"
        CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
        PUBLIC = "public", _("Public domain")

    class Consent(models.TextChoices):
        TO_CHECK = "to-check", _("To be checked")
        NOT_NEEDED = "not-needed", _("Nobody can be recognised")
        GIVEN = "given", _("Given in writing")
        PENDING = "pending", _("Asked for, not received")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    file = PhotoFileField(
        verbose_name=_("file"),
        upload_to=get_upload_to,
        width_field="width",
        height_field="height",
    )
    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("Author or agency, without ©. Asked for before publication."),
    )
    # IPTC's own limit, so that what photographers write comes in whole.
    caption = models.CharField(
        _("caption"),
        max_length=2000,
        blank=True,
        help_text=_("Who, what, where. The credit is added by the site."),
    )
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence, default=Licence.TO_CHECK
    )
    licence_end = models.DateField(
        _("end of the licence"),
        null=True,
        blank=True,
        help_text=_("Last day on which the photo may be shown."),
    )
    taken_at = models.DateTimeField(_("taken on"), null=True, blank=True)
    people = models.TextField(
        _("people shown"), blank=True, help_text=_("Names of those who can be recognised.")
    )
    consent = models.CharField(
        _("consent of the people shown"),
        max_length=20,
        choices=Consent,
        default=Consent.TO_CHECK,
    )

    # A photo is one in all languages.
    translated_fields = ("description", "caption")

    admin_form_fields = (
        "title",
        "file",
        "description",
        "caption",
        "credit",
        "taken_at",
        "licence",
        "licence_end",
        "people",
        "consent",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("caption"),
        index.SearchField("credit"),
        index.SearchField("people"),
        # The admin's lists search in what completes.
        index.AutocompleteField("caption"),
        index.AutocompleteField("credit"),
        index.AutocompleteField("people"),
        index.FilterField("licence"),
        index.FilterField("licence_end"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        # Wagtail's permission to choose an image in a form.
        permissions = [("choose_image", "Can choose image")]

    @property
    def is_upright(self) -> bool:
        return self.height > self.width

    @property
    def missing_for_publication(self) -> list[str]:
        """What the photo lacks before it may be published, in the reader's words; empty when it is ready."""
        missing = []
        if not self.credit.strip():
            missing.append(gettext("its credit is missing"))
        if not self.description.strip():
            missing.append(gettext("its alternative text is missing"))
        if self.licence == self.Licence.TO_CHECK:
            missing.append(gettext("its licence is to be checked"))
        if self.consent == self.Consent.TO_CHECK:
            missing.append(gettext("it isn’t said whether people can be recognised and agree"))
        if self.licence_end and self.licence_end < timezone.localdate():
            day = date_format(self.licence_end, "DATE_FORMAT")
            missing.append(gettext("its licence ended on %(day)s") % {"day": day})
        if self.consent == self.Consent.PENDING:
            missing.append(gettext("the consent of the people shown hasn’t come"))
        if self.consent == self.Consent.WITHDRAWN:
            missing.append(gettext("the people shown have withdrawn their consent"))
        return missing

    @classmethod
    def untranslated_in(cls, language: str) -> models.QuerySet:
        """Only those that a page in this language shows: the others wait for nobody."""
        pages = Page.objects.filter(locale__language_code=language, alias_of=None)
        shown = ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            to_content_type=ContentType.objects.get_for_model(cls),
        ).annotate(
            page=Cast("object_id", IntegerField()), photo=Cast("to_object_id", IntegerField())
        )
        found = shown.filter(page__in=pages.values("pk")).values("photo")
        return super().untranslated_in(language).filter(pk__in=found)

    @property
    def default_alt_text(self) -> str:
        return self.translated("description")

    @property
    def may_be_shown(self) -> bool:
        """For templates: whether readers may see the photo."""
        return can_see_photo(self)

    @property
    def licence_url(self) -> str:
        """The address of a licence's text, for those that have one."""
        addresses: dict[str, str] = {
            self.Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
            self.Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
            self.Licence.PUBLIC: "https://creativecommons.org/publicdomain/mark/1.0/",
        }
        return addresses.get(self.licence, "")

    @property
    def share_image(self) -> "Rendition | None":
        """The photo at the size that social networks show, if it is made and may be shown."""
        return self.largest("share")

    def largest(self, use: str) -> "Rendition | None":
        """The largest size made for a use, if any, of a photo that may be shown."""
        sizes = existing(self, use) if self.may_be_shown else {}
        return max(sizes.values(), key=lambda size: size.width, default=None)

    def generate_rendition_file(self, filter, *, source=None):
        """Every size has the photo's true colours, and what readers get is signed, whoever asks for it."""
        if not isinstance(filter, SignedFilter):
            filter = SignedFilter(filter.spec)
        return super().generate_rendition_file(filter, source=source)

    def save(self, *args, **kwargs) -> None:
        if self._state.adding and self.file:
            self._fill_from_file()
        super().save(*args, **kwargs)

    def _fill_from_file(self) -> None:
        for name, value in read_metadata(self.file).items():
            if not getattr(self, name):
                limit = getattr(self._meta.get_field(name), "max_length", None)
                setattr(self, name, shortened(value, limit) if limit else value)


class Rendition(AbstractRendition):
    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")
    # photos.encoding.signature_key when it was made.
    signature = models.CharField(max_length=8, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="photos_rendition_once"
            )
        ]

    def replace_file(self, file, signature: str) -> None:
        """The same pixels, signed anew, under the same address: pages kept by caches stay whole."""
        name = self.file.name
        self.file.storage.delete(name)
        self.file.name = self.file.storage.save(name, file)
        self.signature = signature
        self.save(update_fields=["file", "signature"])


def shortened(text: str, limit: int) -> str:
    """A text that fits its field; one that was cut ends with « … », and the photo's form says it in full."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rpartition(" ")[0].rstrip(" ,;:/") + "…"


class WaitingPhoto(models.Model):
    """A photo dropped on a page among many, until they all go into its draft.

    Its texts and rights are the photo's own. `sort_order` is empty as long as the editor has put nothing in
    order: photos then stand as they were taken.
    """

    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="waiting_photos",
    )
    photo = models.ForeignKey(
        Photo, verbose_name=_("photo"), on_delete=models.CASCADE, related_name="waiting_on"
    )
    sort_order = models.PositiveIntegerField(_("position"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("waiting photo")
        ordering = [
            F("sort_order").asc(nulls_last=True),
            F("photo__taken_at").asc(nulls_last=True),
            "photo__title",
            "pk",
        ]
        constraints = [
            models.UniqueConstraint(fields=["page", "photo"], name="photos_waiting_once")
        ]

    def __str__(self) -> str:
        return f"{self.photo} → {self.page}"


def photos_to_complete():
    """The photos that can't be published, or no longer."""
    return Photo.objects.filter(
        Q(credit="")
        | Q(description="")
        | Q(licence_end__lt=timezone.localdate())
        | Q(licence=Photo.Licence.TO_CHECK)
        | Q(consent__in=[Photo.Consent.TO_CHECK, Photo.Consent.PENDING, Photo.Consent.WITHDRAWN])
    )
