from django import template
from wagtail.images.models import ResponsiveImage

from photos.renditions import SIZES, filters, filters_for

register = template.Library()


@register.simple_tag
def photo(photo, use: str, alt: str | None = None, eager: bool = False) -> ResponsiveImage | str:
    """`{% photo page.lead_photo "lead" eager=True %}`: an img with its srcset, sizes and dimensions.

    `use` is one of photos.renditions.SPECS. The alternative text is the photo's own unless `alt` says otherwise;
    `alt=""` where a text beside the photo says the same. Nothing comes out without a photo.
    """
    if not photo:
        return ""
    attributes = {
        "alt": photo.default_alt_text if alt is None else alt,
        "decoding": "async",
    }
    renditions = photo.get_renditions(*filters_for(photo, use))
    if len(renditions) > 1:
        attributes["sizes"] = SIZES[use]
    attributes |= {"fetchpriority": "high"} if eager else {"loading": "lazy"}
    return ResponsiveImage(renditions, attributes)


@register.simple_tag
def photo_url(photo, use: str) -> str:
    """`{% photo_url photo "large" %}`: the address of the first size of a use."""
    return photo.get_rendition(filters(use)[0]).url
