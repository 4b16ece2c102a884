from downloads.models.article_files import article_context, article_files
from downloads.models.documents import (
    Document,
    DocumentPage,
    DocumentVersion,
    DownloadCount,
    PageDownload,
    Replacement,
)
from downloads.models.library import LibraryPage, SeriesPage
from downloads.models.publication_relations import (
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
    "Replacement",
    "SeriesPage",
    "Theme",
    "article_context",
    "article_files",
]
