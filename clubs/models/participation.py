"""How many people came to a session or a dated course: counted from its registrations, kept when these are deleted."""

from collections.abc import Collection
from uuid import UUID

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from clubs.models.registrations import Registration, RegistrationQuerySet

_COUNTS = {
    "had_place": Count("pk", filter=Q(is_waiting=False)),
    "came": Count("pk", filter=Q(was_present=True)),
    "noted": Count("pk", filter=~Q(was_present=None)),
}


class Participation(models.Model):
    """The number of those who came to something whose registrations are deleted; nothing about who they were."""

    page = models.OneToOneField(
        Page, verbose_name=_("session"), on_delete=models.CASCADE, related_name="+"
    )
    people = models.PositiveIntegerField(_("participants"), default=0)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")

    def __str__(self) -> str:
        return f"{self.page_id}: {self.people}"

    @classmethod
    def keep(cls, registrations: RegistrationQuerySet) -> None:
        """Adds the numbers of registrations that are about to be deleted to those that are kept."""
        for page_pk, people in _count(registrations, "page").items():
            kept, _made = Participation.objects.get_or_create(page_id=page_pk)
            kept.people += people
            kept.save()


def participants(keys: Collection[UUID]) -> dict[UUID, int]:
    """By translation key, how many came to each: those noted as present; where nobody was, those with a place."""
    found = _count(
        Registration.objects.filter(page__translation_key__in=keys), "page__translation_key"
    )
    kept = Participation.objects.filter(page__translation_key__in=keys)
    for key, people in kept.values_list("page__translation_key", "people"):
        found[key] = found.get(key, 0) + people
    return found


def _count(registrations: RegistrationQuerySet, by: str) -> dict:
    rows = registrations.filter(withdrawn_at=None).order_by().values(by).annotate(**_COUNTS)
    return {row[by]: row["came"] if row["noted"] else row["had_place"] for row in rows}
