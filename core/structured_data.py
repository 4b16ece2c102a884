"""What search engines are told, in schema.org's words."""

from datetime import date

from core.frame import absolute


def article(page, kind: str, published: date) -> dict:
    """An article of the given schema.org type."""
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": page.title,
        "description": page.description,
        "datePublished": published,
        "dateModified": page.last_published_at,
        "inLanguage": page.locale.language_code,
        "mainEntityOfPage": absolute(page.url),
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
            "caption": photo.said("caption"),
            "creditText": photo.credit,
        }
    }
