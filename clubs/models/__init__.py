from clubs.models.clubs import ClubIndexPage, ClubPage, ClubPageContact, ClubPageDownload
from clubs.models.meetings import Audience
from clubs.models.notices import RegistrationNotice
from clubs.models.participation import Participation
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
    "Participation",
    "Registration",
    "RegistrationNotice",
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
    "draft_report",
    "report_of",
]
