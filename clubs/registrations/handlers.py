"""What becomes of registrations when an account ends, or when a page has more places."""

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.models import Page

from clubs.models import Registration
from clubs.registrations.mail import tell_club_of_deletion
from clubs.registrations.places import give_places, withdraw
from core.changes import Changed, Happened, follows, keys_of
from core.tasks import MAIL
from members.models import Member, User
from members.personal_data import asked_for_data
from members.signals import account_closed


@receiver(pre_delete, sender=Member)
@receiver(pre_delete, sender=User)
def tell_of_deletion(instance, **kwargs) -> None:
    """Registrations go with the account."""
    for own in Registration.objects.filter(person=instance).select_related("page"):
        page = own.page.specific
        if page.is_announced:
            own.delete()
            tell_club_of_deletion.enqueue(own.page_id, instance.organisation_id)
            give_places(page)


@receiver(account_closed)
def withdraw_from_sessions(user, **kwargs) -> None:
    """Whoever can't come in any more couldn't withdraw; those that are over stay in the list of who was there."""
    for own in Registration.objects.filter(person=user).select_related("page"):
        if own.page.specific.is_announced:
            withdraw(own, told=False)


@receiver(asked_for_data)
def own_registrations(user, **kwargs) -> dict:
    rows = Registration.objects.of_address(user.email).select_related("page").with_start()
    return {
        "registrations": [
            {
                "session": row.page.title,
                "starts_at": row.starts_at.isoformat(),
                "at": row.registered_at.isoformat(),
                "needs": row.needs,
            }
            for row in rows.order_by("registered_at")
        ]
    }


@follows({Page: {Happened.PUBLISHED}}, priority=MAIL, at_once=True)
def give_new_places(changed: Changed) -> None:
    """A page published with more places has them for those who wait."""
    keys = Page.objects.filter(pk__in=keys_of(changed, Page)).values("translation_key")
    waiting = Registration.objects.filter(is_waiting=True, page__translation_key__in=keys)
    for page in Page.objects.filter(pk__in=waiting.order_by().values("page")):
        give_places(page.specific)
