"""The call for contribution of an organisation that has joined, as PDF/UA."""

from django.utils import timezone
from django.utils.text import slugify

from clubs.pdf.sheets import make_sheet
from core.languages import association
from joining.models import Application, JoiningSettings


def call_for_contribution(application: Application) -> bytes:
    """In the language of the application. Raises clubs.pdf.tasks.NotMade."""
    context = {
        "application": application,
        "association": association(),
        "joining": JoiningSettings.load(),
        "day": application.answered_at or timezone.now(),
        "year": timezone.localtime(application.received_at).year,
    }
    return make_sheet("pdf/contribution.html", context, application.language)


def file_name(application: Application) -> str:
    return f"cotisation-{application.number}-{slugify(application.organisation_name)[:60]}.pdf"
