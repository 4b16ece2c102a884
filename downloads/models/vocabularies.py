"""The controlled words: themes, shared by all that is published, and the kinds of publication."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin

from core.slugs import PlainSlugInput, slug_of

_Base: Any = object  # beside TranslatableMixin, whose fields and methods it uses


class UniqueInLocaleMixin(_Base):
    def validate_constraints(self, exclude=None) -> None:
        """The language isn't in the form, yet what is unique is so in its language."""
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        super().validate_constraints(exclude=set(exclude or ()) - {"locale"})


class Theme(UniqueInLocaleMixin, TranslatableMixin, TagBase):
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

    panels = [FieldPanel("name"), FieldPanel("slug", widget=PlainSlugInput)]

    keeps_history = True

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name__alphabetical"]
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "name"],
                name="downloads_theme_name",
                violation_error_message=_("This theme exists already."),
            ),
            models.UniqueConstraint(fields=["locale", "slug"], name="downloads_theme_slug"),
        ]

    def clean(self) -> None:
        """Two names that differ by a capital or an accent only are one theme."""
        super().clean()
        locale = self.locale_id or self.get_default_locale().pk
        others = Theme.objects.filter(locale=locale).exclude(pk=self.pk)
        same = (other for other in others if slug_of(other.name) == slug_of(self.name))
        if other := next(same, None):
            raise ValidationError(
                {"name": _("This theme exists already: “%(name)s”.") % {"name": other.name}}
            )

    def slugify(self, tag, i=None):
        slug = slug_of(tag, max_length=90)
        return f"{slug}-{i}" if i is not None else slug


class Kind(UniqueInLocaleMixin, TranslatableMixin, models.Model):
    """What a publication is: report, proceedings, guide…"""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("name in the addresses"), max_length=80)

    panels = ["name", FieldPanel("slug", widget=PlainSlugInput)]

    keeps_history = True

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("kind of publication")
        verbose_name_plural = _("kinds of publication")
        ordering = ["name__alphabetical"]
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "slug"],
                name="downloads_kind_slug",
                violation_error_message=_("A kind with this name in the addresses exists already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
