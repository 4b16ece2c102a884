from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from contacts.models import Organisation
from members.models import MEMBERSHIP_OFFICE, Invitation, SignInLink, User
from members.tasks import tell_of_end
from members.throttle import forget_old_tries


class Command(BaseCommand):
    help = (
        "Once a day: tells correspondents that their organisation's membership ends within a month, and removes "
        "links, invitations and tries that have run out. Run again, it tells nobody twice."
    )

    def handle(self, **options) -> None:
        for organisation in ending_memberships():
            people = readers_of(organisation)
            with transaction.atomic():
                for person in people:
                    tell_of_end.enqueue(organisation.pk, person.pk)
                Organisation.objects.filter(pk=organisation.pk).update(
                    announced_end=organisation.membership_end
                )
            self.stdout.write(f"{organisation}: {len(people)} told")
        now = timezone.now()
        SignInLink.objects.filter(expires_at__lt=now).delete()
        ended = now - timedelta(days=settings.INVITATION_DAYS)
        Invitation.objects.filter(invited_at__lt=ended).delete()
        forget_old_tries()


def ending_memberships():
    today = timezone.localdate()
    soon = today + timedelta(days=settings.MEMBERSHIP_NOTICE_DAYS)
    ending = Organisation.objects.filter(membership_end__range=(today, soon))
    return ending.filter(Q(announced_end=None) | ~Q(announced_end=F("membership_end")))


def readers_of(organisation: Organisation) -> list[User]:
    """The correspondents, or the association's own staff where there is none."""
    active = User.objects.filter(is_active=True)
    return list(
        active.filter(organisation=organisation, is_correspondent=True)
        or active.filter(groups__name=MEMBERSHIP_OFFICE)
    )
