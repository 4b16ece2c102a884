"""What follows the association's answer to an application."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from contacts.models import Organisation
from joining.models import Application
from joining.tasks import send_answer
from members.access import other_organisation
from members.forms import InvitationForm
from members.links import invite


class AlreadyAnswered(Exception):
    """Somebody else has decided meanwhile, or this very answer has been given: a button was pressed twice."""


@transaction.atomic
def accept(
    application: Application, by, text: str, organisation: Organisation | None, start: date
) -> str:
    """Makes the organisation a member and invites its correspondent; the value says why nobody was invited.

    Raises AlreadyAnswered. What others depend on stays as it is: the dates of a membership that is running, and
    accounts, which are changed where accounts are.
    """
    application = _locked(application, Application.State.ACCEPTED, by, text)
    if organisation is None:
        organisation = Organisation.objects.create(
            name=application.organisation_name, kind=application.kind
        )
        log(organisation, "wagtail.create", user=by)
    if not organisation.is_member:
        organisation.membership_start, organisation.membership_end = start, None
    organisation.kind = organisation.kind or application.kind
    organisation.homes_managed = application.homes
    organisation.homes_counted_in = timezone.localdate(application.received_at).year - 1
    organisation.save()
    application.joined = organisation
    _close(application, Application.State.ACCEPTED, by, text)
    return _invite(application, organisation, by)


@transaction.atomic
def answer(application: Application, state: Application.State, by, text: str) -> None:
    """Asks a question, or declines. Raises AlreadyAnswered."""
    _close(_locked(application, state, by, text), state, by, text)


def _locked(application: Application, state: Application.State, by, text: str) -> Application:
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if not locked.is_open or locked.has_just_heard(state, by, text):
        raise AlreadyAnswered
    return locked


def _close(application: Application, state: Application.State, by, text: str) -> None:
    application.state, application.answer = state, text
    application.answered_at, application.answered_by = timezone.now(), by
    application.answer_sent_at = None
    application.save()
    log(application, "wagtail.edit", user=by)
    send_answer.enqueue(application.pk)


def _invite(application: Application, organisation: Organisation, by) -> str:
    """Nothing, or why the correspondent isn't invited: her address is proven by nobody yet."""
    if other := other_organisation(application.email, organisation):
        sentence = _(
            "Nobody was invited: %(email)s is on the domain of %(organisation)s. Ask for another address, or invite "
            "by hand."
        )
        return sentence % {"email": application.email, "organisation": other}
    form = InvitationForm(
        {
            "email": application.email,
            "organisation": organisation.pk,
            "is_correspondent": True,
            "language": application.language,
        }
    )
    if not form.is_valid():
        problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _("Nobody was invited. %(problem)s") % {"problem": problem}
    invite(application.email, organisation, by, application.language, is_correspondent=True)
    return ""
