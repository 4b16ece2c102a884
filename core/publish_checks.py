"""What a page must have before it goes out.

A photo is published with its credit and its alternative text, or not at all. Asked of the editor's form,
where the answer stands beside the very chooser, and again of every other way to publish.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.blocks import ListBlock, StreamBlock, StreamBlockValidationError, StructBlock
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField
from wagtail.images import get_image_model

from core.blocks.content import objects_in
from core.refusals import Refusal


def photo_errors(model: type[models.Model], values: Mapping) -> dict[str, ValidationError]:
    """By field name, what is missing on the photos of a page whose values by field name are given.

    The error of a body stands at the chooser of each incomplete photo, however deep in its blocks.
    """
    errors: dict[str, ValidationError] = {}
    for field in model._meta.get_fields():
        value = values.get(field.name)
        if isinstance(field, StreamField) and value:
            error = _block_error(field.stream_block, value)
        elif isinstance(value, get_image_model()):
            error = photo_error(value, link=True)
        else:
            error = None
        if error:
            errors[field.name] = error
    return errors


def photos_of(page) -> dict[int, tuple[str, Any]]:
    """The photos that a page's fields and blocks choose, by key, each with the first field that holds it."""
    found = {}
    for field in page._meta.get_fields():
        value = getattr(page, field.name, None) if field.concrete else None
        for photo in objects_in(value, get_image_model()):
            found.setdefault(photo.pk, (field.name, photo))
    return found


def check_photos(page) -> None:
    """Raises Refusal by field, with a sentence for each photo of the page that can't be published yet.

    By field, because wagtail-localize reads errors so, and fails on others.
    """
    errors = {}
    for name, photo in photos_of(page).values():
        if error := photo_error(photo, link=True):
            sentence = format_html("{} — {}", page.title, error.message)
            errors.setdefault(name, []).append(sentence)
    if errors:
        raise Refusal(errors)


def _block_error(block, value) -> ValidationError | None:
    if isinstance(value, get_image_model()):
        return photo_error(value)
    if isinstance(block, StreamBlock):
        errors = _child_errors(
            (place, child.block, child.value) for place, child in enumerate(value)
        )
        return StreamBlockValidationError(block_errors=errors) if errors else None
    if isinstance(block, StructBlock):
        errors = _child_errors((name, block.child_blocks[name], value[name]) for name in value)
        return StructBlockValidationError(block_errors=errors) if errors else None
    if isinstance(block, ListBlock):
        errors = _child_errors((place, block.child_block, item) for place, item in enumerate(value))
        return ListBlockValidationError(block_errors=errors) if errors else None
    return None


def _child_errors(children: Iterable[tuple]) -> dict:
    return {
        place: error for place, block, value in children if (error := _block_error(block, value))
    }


def photo_error(photo, link: bool = False) -> ValidationError | None:
    """A sentence that names the photo and what it lacks; a chooser in a body has a link of its own."""
    missing = photo.missing_for_publication
    if not missing:
        return None
    sentence = _("The photo “%(title)s” can’t be published yet: %(missing)s.") % {
        "title": photo.title,
        "missing": get_text_list(missing, _("and")),
    }
    if link:
        address = reverse("wagtailimages:edit", args=[photo.pk])
        label = _("Complete the photo")
        sentence = format_html('{} <a href="{}" target="_blank">{}</a>', sentence, address, label)
    return ValidationError(sentence, code="photo_incomplete")
