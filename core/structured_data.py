"""What search engines are told, in schema.org's words."""

from datetime import date

from core.frame import absolute


def article(page, kind: str, published: date) -> dict:
    """An article of the given schema.org type."""
    data = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": page.title,
        "description": page.description,
        "datePublished": published,
        "dateModified": page.last_published_at,
        "inLanguage": page.locale.language_code,
        "mainEntityOfPage": absolute(page.url),
    }
    photo = page.share_photo
    if photo and (image := photo.share_image):
        data["image"] = {
            "@type": "ImageObject",
            "url": absolute(image.url),
            "caption": photo.caption,
            "creditText": photo.credit,
        }
    return data
