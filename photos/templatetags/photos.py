from functools import partial

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.images.models import Picture

from core.generations import kept_with
from core.templatetags.parvis import request_of
from core.visibility import can_see_photo
from photos.renditions import SIZES, existing, filters_for, ratio

register = template.Library()

# A landscape in its frame, in the middle of the place that the photo will take.
_WAITING = (
    '<svg class="photo-waiting" viewBox="0 0 {} {}" {}><svg viewBox="-24 -24 72 72">'
    '<path d="M2 4h20v16H2zM2 17l6-6 5 5 3-3 6 5"/><circle cx="16.5" cy="8.5" r="1.5"/></svg></svg>'
)


@register.simple_tag(takes_context=True)
def photo(
    context, photo, use: str, alt: str | None = None, eager: bool = False
) -> SafeString | str:
    """`{% photo page.lead_photo "lead" eager=True %}`: a picture in its formats, with srcset, sizes and dimensions.

    `use` is one of settings.PHOTO_SPECS. The alternative text is the photo's own unless `alt` says otherwise;
    `alt=""` where a text beside the photo says the same. Nothing comes out without a photo that may be shown;
    a sign stands in its place as long as none of its sizes is made.
    """
    if not photo or not can_see_photo(photo):
        return ""
    make = partial(_picture, context, photo, use, alt, eager)
    return kept_with(request_of(context), photo, (use, alt, eager, get_language()), make)


def _picture(context, photo, use: str, alt: str | None, eager: bool) -> SafeString:
    words = photo.default_alt_text if alt is None else alt
    renditions = _renditions(context, photo, use)
    if not renditions:
        label = format_html('role="img" aria-label="{}"', words) if words else 'aria-hidden="true"'
        return format_html(_WAITING, *ratio(photo, use), SafeString(label))
    attributes = {"alt": words, "decoding": "async"}
    if alt is None and (language := photo.text_language("description")):
        attributes["lang"] = language
    if len(renditions) > 1 and use in SIZES:
        attributes["sizes"] = SIZES[use]
    attributes |= {"fetchpriority": "high"} if eager else {"loading": "lazy"}
    return Picture(renditions, attributes).__html__()


@register.simple_tag(takes_context=True)
def photo_url(context, photo, use: str) -> str:
    """`{% photo_url photo "large" %}`: the address of the largest size of a use; empty as long as there is none."""
    return kept_with(request_of(context), photo, use, partial(_largest_url, context, photo, use))


def _largest_url(context, photo, use: str) -> str:
    renditions = _renditions(context, photo, use)
    return max(renditions.values(), key=lambda size: size.width).url if renditions else ""


def _renditions(context, photo, use: str) -> dict:
    found = existing(photo, use)
    request = request_of(context)
    if not found and getattr(request, "is_preview", False):
        # An editor sees the photo at once.
        return photo.get_renditions(filters_for(photo, use)[0])
    return found
