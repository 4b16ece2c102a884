"""What a page must have before it goes out.

A photo is published with its credit and its alternative text, or not at all. Asked of the editor's form,
where the answer is a sentence beside the field, and again of every other way to publish.
"""

from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.images import get_image_model


def photo_problems(model: type, values: Mapping) -> dict[str, list]:
    """What is missing on the photos of a page, by field name.

    `values` are the page's values by field name; fields that aren't there are passed over. Each problem is a
    ValidationError whose sentence names the photo, where it stands and what is missing, with a link to it.
    """
    places = list(_photo_places(model, values))
    photos = get_image_model().objects.in_bulk({pk for _name, pk, _place in places})
    problems: dict[str, list] = {}
    for name, pk, place in places:
        if (photo := photos.get(pk)) and (missing := photo.missing_for_publication):
            problems.setdefault(name, []).append(_sentence(photo, place, missing))
    return problems


def _photo_places(model: type, values: Mapping) -> Iterator[tuple[str, int, str]]:
    """(field name, photo's key, words for the place) of each photo that the values hold."""
    image_model = get_image_model()
    for field in model._meta.get_fields():
        value = values.get(field.name)
        if not value:
            continue
        if field.is_relation and field.related_model is image_model and hasattr(value, "pk"):
            yield field.name, value.pk, capfirst(field.verbose_name)
        elif isinstance(field, StreamField):
            for number, child in enumerate(value, start=1):
                place = _("block %(number)d, %(block)s") % {
                    "number": number,
                    "block": child.block.label,
                }
                for target, pk, *_paths in _references(child):
                    if issubclass(target, image_model):
                        yield field.name, int(pk), place


def _references(child):
    """The objects that a stream's child refers to, itself included when it is a chooser."""
    return child.block.extract_references(child.value)


def _sentence(photo, place: str, missing: list[str]) -> ValidationError:
    return ValidationError(
        format_html(
            '{} <a href="{}" target="_blank">{}</a>',
            _("The photo “%(title)s” (%(place)s) can’t be published yet: %(missing)s.")
            % {"title": photo.title, "place": place, "missing": _(" and ").join(missing)},
            reverse("wagtailimages:edit", args=[photo.pk]),
            _("Complete the photo"),
        ),
        code="photo_incomplete",
    )
