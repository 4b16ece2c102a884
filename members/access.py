"""Who is let in, by whom; and the record of it, which staff read in the site's history."""

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.log_actions import log

from contacts.addresses import mailbox
from contacts.models import Organisation
from members.models import MEMBERS_GROUP, Invitation, Member, User


@dataclass(frozen=True)
class MemberAccess:
    """What is known of an address: its account, or the organisation that it would belong to."""

    user: User | None = None
    organisation: Organisation | None = None
    invitation: Invitation | None = None

    @property
    def is_open(self) -> bool:
        if self.invitation:
            return self.invitation.organisation.is_member
        if self.user:
            return self.user.has_access
        return bool(self.organisation and self.organisation.is_member)

    @property
    def ended_membership(self) -> Organisation | None:
        """The organisation without which the address would be let in."""
        if self.user and not self.user.is_active:
            return None
        return self.organisation if self.organisation and not self.is_open else None


def access_of(email: str) -> MemberAccess:
    """For an address in its normal form. A closed account is only opened by an invitation that may do so."""
    user = User.objects.select_related("organisation").filter(email=email).first()
    if user and user.is_active:
        return MemberAccess(user, user.organisation)
    if invitation := _invitation_for(email, user):
        return MemberAccess(user, invitation.organisation, invitation)
    if user:
        return MemberAccess(user, user.organisation)
    if closed_accounts(email):
        return MemberAccess()
    return MemberAccess(None, Organisation.objects.with_domain(_domain(email)))


def closed_accounts(email: str) -> list[User]:
    """Those of the mailbox of an address, under whichever of its addresses: `ana+2@…` is no way back in."""
    box = mailbox(email)
    return [user for user in User.objects.filter(is_active=False) if mailbox(user.email) == box]


def other_organisation(email: str, organisation: Organisation | None) -> Organisation | None:
    """The organisation whose domain an address is on, if it isn't this one: its people are its own to admit."""
    found = Organisation.objects.responsible_for(_domain(email))
    return None if found == organisation else found


def may_admit_anybody(user: User) -> bool:
    """Whether somebody looks after memberships; a correspondent admits people of her organisation only."""
    return user.is_active and user.has_perm("members.add_invitation")


def _domain(email: str) -> str:
    return email.rpartition("@")[2]


def _invitation_for(email: str, user: User | None) -> Invitation | None:
    """The invitation of an address, if whoever sent it may admit its owner, as things are today.

    `user` is the closed account of the address itself. One that has or had a role is opened by Administration alone;
    a correspondent admits nobody whose mailbox has an account that others than her organisation closed.
    """
    found = Invitation.objects.select_related("organisation", "invited_by__organisation")
    invitation = found.filter(email=email).first()
    if invitation is None or (user and User.objects.with_role().filter(pk=user.pk).exists()):
        return None
    by, organisation = invitation.invited_by, invitation.organisation
    if by and may_admit_anybody(by):
        return invitation
    is_correspondent = by is None or (
        by.has_access and by.is_correspondent and by.organisation_id == organisation.pk
    )
    if not is_correspondent or other_organisation(email, organisation):
        return None
    closed_there = all(
        closed.closed_by_organisation and closed.organisation_id == organisation.pk
        for closed in closed_accounts(email)
    )
    return invitation if closed_there else None


@transaction.atomic
def grant_access(email: str, language: str, **name) -> User | None:
    """The account of an address, made or opened again if need be; None when it may not enter (any more).

    `name` is `first_name` and `last_name`, for an account that is made.
    Two first visits of the same person at once end in one account.
    """
    # The row is locked first: whoever closes the account meanwhile comes before or after all of this.
    User.objects.select_for_update().filter(email=email).first()
    access = access_of(email)
    if not access.is_open:
        return None
    user, invitation = access.user, access.invitation
    if user is None:
        given = {"organisation": access.organisation, "language": language, "password": "!", **name}
        user = User.objects.get_or_create(email=email, defaults=given)[0]
        _admit(user, invitation)
    elif not user.is_active:
        user.organisation, user.is_active = access.organisation, True
        user.is_correspondent = False
        user.save()
        _admit(user, invitation)
    Invitation.objects.filter(email=email).delete()
    return user


def _admit(user: User, invitation: Invitation | None) -> None:
    """Gives no more than the inviter may: other groups and the part of correspondent come from the association."""
    members = Group.objects.get_or_create(name=MEMBERS_GROUP)[0]
    by = invitation.invited_by if invitation else None
    if invitation and by and may_admit_anybody(by):
        user.groups.add(members)
        if invitation.is_correspondent:
            user.is_correspondent = True
            user.save(update_fields=["is_correspondent"])
    else:
        user.groups.set([members])
    record("members.enter", user, by)


def revoke_access(user: User, by: User) -> None:
    """Closes an account at once, for its own organisation, which may open it again by an invitation."""
    user.is_active = user.is_correspondent = False
    user.closed_by_organisation = True
    user.save(update_fields=["is_active", "is_correspondent"])
    record("members.remove", user, by)


def record(action: str, user: User, by: User | None) -> None:
    """Writes who did what to whose account into the site's history."""
    data = {"organisation": str(user.organisation or "")}
    log(Member(pk=user.pk), action, user=by or user, title=user.email, data=data)
