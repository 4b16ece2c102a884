"""What search engines are told, in schema.org's words."""

from datetime import date
from functools import partial

from django.utils.translation import get_language

from core.generations import kept_with
from core.languages import association
from core.layout import absolute


def organisation(request) -> dict:
    """The association, as who publishes what stands on the site."""
    settings = association(request)
    make = partial(_organisation, settings)
    return kept_with(request, settings, ("organisation", get_language()), make)


def _organisation(settings) -> dict:
    data = {"@type": "Organization", "name": settings.translated("name"), "url": absolute("/")}
    if settings.logo and (logo := settings.logo.largest("logo")):
        data["logo"] = {"@type": "ImageObject", "url": absolute(logo.url)}
    return data


def article(page, kind: str, published: date, request) -> dict:
    """An article of the given schema.org type, which the association signs."""
    publisher = organisation(request)
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": page.title,
        "description": page.description,
        "datePublished": published,
        "dateModified": page.last_published_at,
        "inLanguage": page.locale.language_code,
        "mainEntityOfPage": absolute(page.url),
        "author": publisher,
        "publisher": publisher,
        **image(page),
    }


def image(page) -> dict:
    """`{"image": …}` with the photo that stands for the page; nothing as long as it can't be shown."""
    photo = page.share_photo
    if not photo or not (shown := photo.share_image):
        return {}
    return {
        "image": {
            "@type": "ImageObject",
            "url": absolute(shown.url),
            "caption": photo.translated("caption"),
            "creditText": photo.credit,
        }
    }
