"""Messages, as text and HTML, in the language of the one who reads them."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from core.languages import association_name


def send(name: str, to: str, language: str, context: dict) -> None:
    """Sends mail/<name>.txt and .html to one address; the first line of the text is the subject."""
    with translation.override(language):
        context = {
            "site_name": association_name(),
            "site_address": settings.BASE_URL,
            "LANGUAGE_CODE": language,
        } | context
        subject, _line, text = render_to_string(f"mail/{name}.txt", context).partition("\n")
        message = EmailMultiAlternatives(subject.strip(), text.strip() + "\n", to=[to])
        message.attach_alternative(render_to_string(f"mail/{name}.html", context), "text/html")
        message.send()
