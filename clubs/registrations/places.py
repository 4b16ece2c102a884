"""Who has a place and who waits for one. All that changes it holds a lock on the page, so that none is given twice."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from clubs.models import Registration
from clubs.registrations.mail import News, tell, tell_club


@transaction.atomic
def register(page: Any, registration: Registration) -> bool:
    """Keeps a new registration for a page of a RegistrationMixin, with a place or on the waiting list.

    Whether it is new: a form sent twice, and a person who has registered already, make no second one. She is told by
    mail in either case; so is whoever organises it, of a new one.
    """
    kept_on = _locked(page)
    if Registration.with_withdrawn.filter(key=registration.key).exists():
        return False
    if own := _own(page, registration):
        if registration.person is None:
            tell.enqueue(own.pk, News.AGAIN)
        return False
    registration.page, registration.is_waiting = kept_on, True
    registration.registered_at = timezone.now()  # in the order of the list
    registration.told_sequence = page.times_changed
    registration.save(force_insert=True)
    promoted = _give_places(page)
    tell.enqueue(registration.pk, News.REGISTERED)
    tell_club.enqueue(registration.pk, News.REGISTERED)
    _tell_promoted([pk for pk in promoted if pk != registration.pk])
    return True


@transaction.atomic
def withdraw(registration: Registration, told: bool = True) -> bool:
    """Whether it wasn't withdrawn before. Who waits is given the place, if one is free; `told` is whether she is told.

    The row is deleted a day later (look_after_registrations), once the messages have been written.
    """
    page = registration.page.specific
    _locked(page)
    rows = Registration.objects.filter(pk=registration.pk)
    if not rows.update(withdrawn_at=timezone.now()):
        return False
    if told:
        tell.enqueue(registration.pk, News.WITHDRAWN)
    tell_club.enqueue(registration.pk, News.WITHDRAWN)
    _tell_promoted(_give_places(page))
    return True


@transaction.atomic
def give_places(page: Any) -> None:
    """To those who wait, as long as there are any: somebody's account was deleted, or there are more places now."""
    _locked(page)
    _tell_promoted(_give_places(page))


def _locked(page: Any) -> Page:
    """The oldest of the page's translations; nobody else gives or takes a place until the transaction ends.

    Where SQLite is the database, the transaction itself keeps everybody else from writing.
    """
    same = Page.objects.filter(translation_key=page.translation_key).order_by("pk")
    return same.select_for_update(no_key=True)[0]


def _own(page: Any, registration: Registration) -> Registration | None:
    own = Registration.objects.of(page)
    if registration.person:
        return own.filter(person=registration.person).first()
    return own.of_address(registration.email).first()


def _give_places(page: Any) -> list[int]:
    """The keys of those who had waited longest and have a place now."""
    rows = Registration.objects.of(page)
    waiting = rows.filter(is_waiting=True).order_by("pk").values_list("pk", flat=True)
    # As the page is by now, whoever read it before.
    capacity = type(page).objects.filter(pk=page.pk).values_list("capacity", flat=True).first()
    if capacity is None:
        promoted = list(waiting)
    else:
        free = capacity - rows.filter(is_waiting=False).count()
        promoted = list(waiting[: max(free, 0)])
    if promoted:
        rows.filter(pk__in=promoted).update(is_waiting=False)
    return promoted


def _tell_promoted(keys: list[int]) -> None:
    for pk in keys:
        tell.enqueue(pk, News.PLACE)
