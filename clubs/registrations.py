"""Members register for a session, and withdraw; they and the club are told by mail."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clubs.models import Registration, SessionPage
from contacts.models import contacts_of
from core.frame import absolute
from core.tasks import task
from core.visibility import is_published
from members.mail import send
from members.models import Member, User
from members.personal_data import asked_for_data
from members.sign_in import safe_path


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request, pk: int):
    """The button of a session. Whoever had to sign in first is led to the session, to press it."""
    session = get_object_or_404(SessionPage.objects.live_for(request), pk=pk)
    page = f"{session.get_url(request)}#registration"
    if request.method != "POST":
        return redirect(page)
    if "withdraw" in request.POST:
        if _withdraw(session, request.user):
            messages.success(request, _("Your registration is withdrawn: the club has been told."))
    elif not session.takes_members:
        messages.error(request, _("Nobody can register for this session any more."))
    elif _register(session, request):
        messages.success(request, _("A message confirms your registration to you."))
    return redirect(safe_path(request, request.POST.get("next") or page))


def own_sessions(request) -> list[SessionPage]:
    """Those to come for which the visitor has registered, the next first, in the language in use if they have it."""
    keys = Registration.objects.filter(person=request.user).values("session__translation_key")
    sessions = SessionPage.objects.live_for(request).filter(translation_key__in=keys)
    found: dict = {}
    for session in sessions.upcoming().for_cards(request).select_related("locale", "host"):
        if session.locale.language_code == get_language():
            found[session.translation_key] = session
        else:
            found.setdefault(session.translation_key, session)
    return list(found.values())


def _register(session: SessionPage, request) -> bool:
    """Whether the person wasn't registered yet; of two presses at once, one makes a registration."""
    selves = SessionPage.objects.live_for(request).filter(translation_key=session.translation_key)
    kept_on = selves.order_by("pk").first()
    made = Registration.objects.get_or_create(session=kept_on, person=request.user)[1]
    if made:
        _tell(session, request.user, withdrawn=False)
    return made


def _withdraw(session: SessionPage, person) -> bool:
    """Whether the person was registered."""
    deleted = session.registrations_in_any_language.filter(person=person).delete()[0]
    if deleted:
        _tell(session, person, withdrawn=True)
    return bool(deleted)


def _tell(session: SessionPage, person, withdrawn: bool):
    confirm.enqueue(session.pk, person.email, person.language, withdrawn)
    _tell_club(session, person, withdrawn)


def _tell_club(session: SessionPage, person, withdrawn: bool):
    """The account may be gone when the message is written."""
    who = [str(person), person.email, str(person.organisation or "")]
    tell_club.enqueue(session.pk, who, withdrawn)


@task()
def confirm(session_pk: int, email: str, language: str, withdrawn: bool) -> None:
    """To the person, in her language."""
    if session := _session(session_pk, language):
        context = {"session": session, "address": absolute(session.url), "withdrawn": withdrawn}
        send("registration", email, language, context)


@task()
def tell_club(session_pk: int, who: list[str], withdrawn: bool) -> None:
    """To the session's address for registration, or to its contacts; in the site's language."""
    session = _session(session_pk)
    if session is None:
        return
    name, email, organisation = who
    context = {
        "session": session,
        "name": name,
        "email": email,
        "organisation": organisation,
        "withdrawn": withdrawn,
        "total": session.registrations_in_any_language.count(),
        "address": absolute(reverse("clubs_registrations", args=[session.pk])),
    }
    contacts = [contact.email for contact in contacts_of(session)]
    for address in [session.registration_email] if session.registration_email else contacts:
        send("registration_notice", address, settings.LANGUAGE_CODE, context)


def _session(pk: int, language: str = "") -> SessionPage | None:
    """The session, or its page in a language if readers have one."""
    session = SessionPage.objects.filter(pk=pk).first()
    if session is None or not language:
        return session
    same = SessionPage.objects.filter(translation_key=session.translation_key)
    here = same.filter(locale__language_code=language).first()
    return here if here and is_published(here) else session


@receiver(pre_delete, sender=Member)
@receiver(pre_delete, sender=User)
def tell_of_departure(instance, **kwargs):
    """Whoever has no account any more comes to nothing."""
    for own in Registration.objects.filter(person=instance).select_related("session"):
        if own.session.is_announced:
            _tell_club(own.session, instance, withdrawn=True)


@receiver(asked_for_data)
def own_registrations(user, **kwargs) -> dict:
    rows = Registration.objects.filter(person=user).select_related("session")
    return {
        "registrations": [
            {
                "session": row.session.title,
                "starts_at": row.session.starts_at.isoformat(),
                "at": row.registered_at.isoformat(),
            }
            for row in rows.order_by("registered_at")
        ]
    }
