"""Who is let in, by whom; and the record of it, which staff read in the site's history."""

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.log_actions import log

from contacts.models import Organisation
from members.models import MEMBERS_GROUP, Invitation, Member, User


@dataclass(frozen=True)
class Admission:
    """What is known of an address: its account, or the organisation that it would belong to."""

    user: User | None = None
    organisation: Organisation | None = None
    invitation: Invitation | None = None

    @property
    def is_open(self) -> bool:
        if self.invitation:
            return self.invitation.organisation.is_member
        if self.user:
            return self.user.is_admitted
        return bool(self.organisation and self.organisation.is_member)

    @property
    def ended_membership(self) -> Organisation | None:
        """The organisation without which the address would be let in."""
        if self.user and not self.user.is_active:
            return None
        return self.organisation if self.organisation and not self.is_open else None


def admission_of(email: str) -> Admission:
    """For an address in its normal form. A person who was removed is only let in by a new invitation."""
    user = User.objects.select_related("organisation").filter(email=email).first()
    invitation = Invitation.objects.select_related("organisation").filter(email=email).first()
    if user and user.is_active:
        return Admission(user, user.organisation)
    if invitation:
        return Admission(user, invitation.organisation, invitation)
    if user:
        return Admission(user, user.organisation)
    return Admission(None, Organisation.objects.with_domain(email.rpartition("@")[2]))


@transaction.atomic
def admit(email: str, language: str) -> User | None:
    """The account of an address, made if need be; None when it may not enter (any more).

    Two first visits of the same person at once end in one account.
    """
    admission = admission_of(email)
    if not admission.is_open:
        return None
    user, invitation = admission.user, admission.invitation
    if user is None or not user.is_active:
        given = {"organisation": admission.organisation, "is_active": True}
        if invitation:
            given["is_correspondent"] = invitation.is_correspondent
        user, _made = User.objects.update_or_create(
            email=email,
            defaults=given,
            create_defaults=given | {"language": language, "password": "!"},
        )
        user.groups.add(Group.objects.get_or_create(name=MEMBERS_GROUP)[0])
        record("members.enter", user, invitation.invited_by if invitation else None)
    Invitation.objects.filter(email=email).delete()
    return user


def remove(user: User, by: User) -> None:
    """Closes an account at once; its address enters again by invitation only."""
    user.is_active = user.is_correspondent = False
    user.save(update_fields=["is_active", "is_correspondent"])
    user.end_sessions()
    record("members.remove", user, by)


def record(action: str, user: User, by: User | None) -> None:
    """Writes who did what to whose account into the site's history."""
    data = {"organisation": str(user.organisation or "")}
    log(Member(pk=user.pk), action, user=by or user, title=user.email, data=data)
