"""A publication in the words of reference managers, scholars' search engines and schema.org."""

from core.frame import absolute
from core.languages import association_name

# What the date says at each precision: as strftime, for Highwire Press tags and for ISO 8601.
_DATES = {"day": ("%Y/%m/%d", "%Y-%m-%d"), "month": ("%Y/%m", "%Y-%m"), "year": ("%Y", "%Y")}


def iso_date(page) -> str:
    """« 2025-11 »: the date at its precision, in ISO 8601."""
    return page.date.strftime(_DATES[page.date_precision][1])


def meta(page, request, organisations: list) -> list[tuple[str, str]]:
    """(name, content) of the meta elements that Zotero and Google Scholar read: Highwire Press and Dublin Core.

    A content that is None stands for the association's full name, which the template knows.
    """
    creators = page.author_names or [organisation.name for organisation in organisations]
    date = page.date.strftime(_DATES[page.date_precision][0])
    tags = [
        ("citation_title", page.title),
        *(("citation_author", name) for name in creators or [None]),
        ("citation_publication_date", date),
        ("citation_language", page.language),
        ("citation_technical_report_institution", None),
        ("citation_publisher", None),
        ("citation_abstract_html_url", absolute(page.get_url(request) or "")),
        *(
            ("citation_pdf_url", absolute(document.url))
            for document in [page.main_file]
            if document and document.format == "PDF"
        ),
        ("DC.title", page.title),
        *(("DC.creator", name) for name in creators or [None]),
        ("DC.publisher", None),
        ("DC.date", iso_date(page)),
        ("DC.language", page.language),
        ("DC.type", page.kind_name),
        ("DC.description", page.introduction),
    ]
    if page.card_series:
        tags.append(("citation_series_title", page.card_series.title))
        if page.number:
            tags.append(("citation_technical_report_number", str(page.number)))
    return [(name, content) for name, content in tags if content != ""]


def structured_data(page, request) -> dict:
    """The publication as a schema.org DigitalDocument; `complete` has been asked of it (downloads.lines)."""
    publisher = {"@type": "Organization", "name": association_name(request)}
    data = {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "name": page.title,
        "headline": page.title,
        "description": page.description,
        "genre": page.kind_name,
        "datePublished": iso_date(page),
        "dateModified": page.last_published_at,
        "inLanguage": page.language,
        "keywords": ", ".join(theme.name for theme in page.card_themes),
        "author": [{"@type": "Person", "name": name} for name in page.author_names] or publisher,
        "publisher": publisher,
        "mainEntityOfPage": absolute(page.get_url(request) or ""),
        "encoding": [
            {
                "@type": "MediaObject",
                "name": document.label,
                "contentUrl": absolute(document.url),
                "encodingFormat": document.content_type,
                "contentSize": str(document.weight or ""),
                "inLanguage": document.language,
            }
            for document in page.visible_files
        ],
    }
    if page.main_file and page.main_file.page_count:
        data["numberOfPages"] = page.main_file.page_count
    if page.main_file and page.main_file.cover:
        data["thumbnailUrl"] = data["image"] = absolute(page.main_file.cover.url)
    if page.card_series:
        data["isPartOf"] = {
            "@type": "CreativeWorkSeries",
            "name": page.card_series.title,
            "url": absolute(page.card_series.get_url(request) or ""),
        }
        data["position"] = page.number
    return {key: value for key, value in data.items() if value}
