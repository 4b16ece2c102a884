from clubs.models.clubs import ClubIndexPage, ClubPage, ClubPageContact, ClubPageDownload
from clubs.models.imports import WordImport
from clubs.models.meetings import Audience
from clubs.models.pdf import ReportPDF
from clubs.models.registrations import Registration
from clubs.models.reports import (
    ReportPage,
    ReportPageContact,
    ReportPageDownload,
    ReportPageTheme,
    ReportPartner,
    draft_report,
    report_of,
)
from clubs.models.sessions import (
    SessionFormerDate,
    SessionPage,
    SessionPageContact,
    SessionPageDownload,
    SessionPageTheme,
    SessionPartner,
    SessionPilot,
)

__all__ = [
    "Audience",
    "ClubIndexPage",
    "ClubPage",
    "ClubPageContact",
    "ClubPageDownload",
    "Registration",
    "ReportPDF",
    "ReportPage",
    "ReportPageContact",
    "ReportPageDownload",
    "ReportPageTheme",
    "ReportPartner",
    "SessionFormerDate",
    "SessionPage",
    "SessionPageContact",
    "SessionPageDownload",
    "SessionPageTheme",
    "SessionPartner",
    "SessionPilot",
    "WordImport",
    "draft_report",
    "report_of",
]
