from downloads.models.documents import (
    Document,
    DocumentPage,
    DocumentVersion,
    DownloadCount,
    PageDownload,
)
from downloads.models.library import LibraryPage, SeriesPage
from downloads.models.lines import article_context, fetch_downloads
from downloads.models.parts import (
    PublicationFile,
    PublicationOrganisation,
    PublicationRelatedPage,
    PublicationTheme,
)
from downloads.models.publications import PublicationPage
from downloads.models.vocabularies import Kind, Theme

__all__ = [
    "Document",
    "DocumentPage",
    "DocumentVersion",
    "DownloadCount",
    "Kind",
    "LibraryPage",
    "PageDownload",
    "PublicationFile",
    "PublicationOrganisation",
    "PublicationPage",
    "PublicationRelatedPage",
    "PublicationTheme",
    "SeriesPage",
    "Theme",
    "article_context",
    "fetch_downloads",
]
