"""The two ordered vocabularies of the catalogue: what courses are about, and whom they are for."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin

from core.facts import FactsMixin
from core.forms import FactsModelForm
from core.languages import name_in_use
from core.panels import FactsList
from core.slugs import PlainSlugInput, slug_of
from downloads.models.vocabularies import UniqueInLocaleMixin


class Term(UniqueInLocaleMixin, FactsMixin, TranslatableMixin, models.Model):
    """Content always carries the term of the site's main language; its translations only lend their names."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("name in the addresses"),
        max_length=120,
        help_text=_("Made from the name if left empty."),
        blank=True,
    )
    sort_order = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The smallest comes first.")
    )

    facts = ("sort_order",)
    edit_handler = FactsList(
        ["name", FieldPanel("slug", widget=PlainSlugInput), "sort_order"],
        base_form_class=FactsModelForm,
    )

    keeps_history = True

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.slug = self.slug or slug_of(self.name)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.slug = self.slug or slug_of(self.name)
        if not self.slug:
            raise ValidationError({"name": _("Write a name with a letter or a figure in it.")})


class Domain(Term):
    """A field of training, under which the catalogue groups its courses."""

    class Meta(Term.Meta):
        abstract = False
        verbose_name = _("domain of training")
        verbose_name_plural = _("domains of training")
        ordering = ["sort_order", "name__alphabetical"]
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "slug"],
                name="training_domain_slug",
                violation_error_message=_("This domain exists already."),
            )
        ]


class Audience(Term):
    """The people that a course is made for, by their work."""

    class Meta(Term.Meta):
        abstract = False
        verbose_name = _("audience of courses")
        verbose_name_plural = _("audiences of courses")
        ordering = ["sort_order", "name__alphabetical"]
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "slug"],
                name="training_audience_slug",
                violation_error_message=_("This audience exists already."),
            )
        ]


def names_in_use(model: type[Term]) -> dict:
    """By translation key, the names in the language in use; nothing in the main language."""
    if get_language() == settings.LANGUAGE_CODE:
        return {}
    rows = model._default_manager.filter(locale__language_code=get_language())
    return dict(rows.values_list("translation_key", "name"))


def named(model: type[Term], terms: Iterable[Term]) -> list[str]:
    """The name of each, marked where it isn't in the language in use."""
    names = names_in_use(model)
    return [name_in_use(names, term.translation_key, term.name) for term in terms]
