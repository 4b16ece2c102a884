"""The controlled words: themes, shared by all that is published, and the kinds of publication."""

from anyascii import anyascii
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin


class UniqueInItsLanguage:
    def validate_constraints(self, exclude=None):
        """The language isn't in the form, yet what is unique is so in its language."""
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        super().validate_constraints(exclude=set(exclude or ()) - {"locale"})


class Theme(UniqueInItsLanguage, TranslatableMixin, TagBase):
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


class Kind(UniqueInItsLanguage, TranslatableMixin, models.Model):
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
