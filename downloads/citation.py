"""A publication in the words of reference managers, scholars' search engines and schema.org."""

from core.citations import Citation
from core.languages import association_name
from core.layout import absolute
from core.structured_data import organisation


def citation(card, request) -> Citation:
    """Of a PublicationCard, with what its reader may see of it."""
    page, main = card.page, card.main and card.main.document
    links = page.organisations.select_related("organisation")
    return Citation(
        title=page.title,
        publisher=association_name(request),
        date=page.date,
        precision=page.date_precision,
        url=absolute(page.get_url(request) or ""),
        language=page.language,
        persons=tuple(page.author_names),
        bodies=tuple(link.organisation.name for link in links.all()),
        kind=str(card.kind),
        series=card.series.title if card.series else "",
        number=str(page.number) if card.series and page.number else "",
        pages=main.page_count if main else None,
        pdf_url=absolute(main.url) if main and main.format == "PDF" else "",
        abstract=page.introduction,
        keywords=tuple(str(theme.name) for theme in card.themes),
    )


def structured_data(card, cited: Citation, request) -> dict:
    """The publication as a schema.org DigitalDocument."""
    page, main = card.page, card.main and card.main.document
    publisher = organisation(request)
    bodies = [{"@type": "Organization", "name": name} for name in cited.bodies]
    data = {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "name": page.title,
        "headline": page.title,
        "description": page.description,
        "genre": card.kind,
        "datePublished": cited.iso_date,
        "dateModified": page.last_published_at,
        "inLanguage": page.language,
        "keywords": ", ".join(cited.keywords),
        "author": [{"@type": "Person", "name": name} for name in cited.persons]
        or bodies
        or publisher,
        "publisher": publisher,
        "mainEntityOfPage": cited.url,
        "encoding": [
            {
                "@type": "MediaObject",
                "name": download.label,
                "contentUrl": absolute(download.document.url),
                "encodingFormat": download.document.content_type,
                "contentSize": str(download.document.weight or ""),
                "inLanguage": download.document.language,
            }
            for download in card.downloads
        ],
    }
    if main and main.page_count:
        data["numberOfPages"] = main.page_count
    if main and main.cover:
        data["thumbnailUrl"] = data["image"] = absolute(main.cover.url)
    if card.series:
        data["isPartOf"] = {
            "@type": "CreativeWorkSeries",
            "name": card.series.title,
            "url": absolute(card.series.get_url(request) or ""),
        }
        data["position"] = page.number
    return {key: value for key, value in data.items() if value}
