"""Messages, as text and HTML, in the language of the one who reads them."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from core.languages import association_name


def send(name: str, to: str | list[str], language: str, context: dict) -> None:
    """Sends `message` as it is."""
    message(name, to, language, context).send()


def message(name: str, to: str | list[str], language: str, context: dict) -> EmailMultiAlternatives:
    """mail/<name>.txt and .html, not sent yet; the first line of the text is the subject.

    Several addresses get one message: a task that is tried again has written to none of them or to all.
    """
    with translation.override(language):
        context = {
            "site_name": association_name(),
            "site_address": settings.BASE_URL,
            "LANGUAGE_CODE": language,
        } | context
        subject, _line, text = render_to_string(f"mail/{name}.txt", context).partition("\n")
        addresses = [to] if isinstance(to, str) else to
        mail = EmailMultiAlternatives(subject.strip(), text.strip() + "\n", to=addresses)
        mail.attach_alternative(render_to_string(f"mail/{name}.html", context), "text/html")
    return mail
