from clubs.models.clubs import ClubIndexPage, ClubPage, ClubPageContact, ClubPageDownload
from clubs.models.meetings import Audience
from clubs.models.reports import (
    ReportPage,
    ReportPageContact,
    ReportPageDownload,
    ReportPageTheme,
    ReportPartner,
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
]
