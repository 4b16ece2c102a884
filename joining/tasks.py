"""What applicants and the association are told by mail, in the background: a mail server that is down loses nothing."""

import logging

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clubs.pdf.tasks import NotMade
from core.languages import association_email
from core.layout import absolute
from core.tasks import MAIL, task
from joining.models import Application
from joining.pdf import call_for_contribution, file_name
from members.mail import message

logger = logging.getLogger(__name__)


@task(priority=MAIL)
def deliver(pk: int) -> None:
    """Acknowledges an application to whoever sent it, and tells the association; each once."""
    application = Application.objects.filter(pk=pk).first()
    if application is None:
        return
    context: dict = {"application": application}
    if application.acknowledged_at is None:
        message("application", application.email, application.language, context).send()
        Application.objects.filter(pk=pk).update(acknowledged_at=timezone.now())
    office = association_email()
    if application.announced_at is None and office:
        context["address"] = absolute(reverse("applications:edit", args=[pk]))
        message("application_notice", office, settings.LANGUAGE_CODE, context).send()
        Application.objects.filter(pk=pk).update(announced_at=timezone.now())


@task(priority=MAIL)
def send_answer(pk: int) -> None:
    """The association's answer, once; with the call for contribution if it is accepted."""
    application = Application.objects.filter(pk=pk).first()
    if application is None or application.answer_sent_at or not application.answered_at:
        return
    context = {"application": application}
    mail = message("application_answer", application.email, application.language, context)
    mail.reply_to = [office] if (office := association_email()) else []
    if application.is_accepted and application.amount is not None:
        try:
            pdf = call_for_contribution(application)
            mail.attach(file_name(application), pdf, "application/pdf")
        except NotMade as problem:
            logger.error("No call for contribution with the answer to %s: %s", pk, problem)
    mail.send()
    Application.objects.filter(pk=pk).update(answer_sent_at=timezone.now())
