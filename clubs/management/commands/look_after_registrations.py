from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from clubs.models import Participation, Registration, RegistrationNotice


class Command(BaseCommand):
    help = (
        "Once a day: deletes registrations REGISTRATION_KEPT_DAYS after the session, what people need "
        "REGISTRATION_NEEDS_KEPT_DAYS after it, and those that were withdrawn a day ago. How many came is kept. "
        "Run again, it does nothing."
    )

    def handle(self, **options) -> None:
        now = timezone.now()
        rows = Registration.with_withdrawn

        def over(days: int) -> QuerySet:
            held = rows.with_start().filter(starts_at__lt=now - timedelta(days=days))
            return held.order_by().values("pk")

        told = now - timedelta(days=1)
        needed = rows.filter(pk__in=over(settings.REGISTRATION_NEEDS_KEPT_DAYS))
        needed.exclude(needs="", meal="").update(needs="", meal="")
        ended = Q(pk__in=over(settings.REGISTRATION_KEPT_DAYS))
        kept_since = now - timedelta(days=settings.REGISTRATION_KEPT_DAYS)
        RegistrationNotice.objects.filter(sent_at__lt=kept_since).delete()
        with transaction.atomic():
            Participation.keep(rows.filter(ended))
            deleted = rows.filter(ended | Q(withdrawn_at__lt=told)).delete()[0]
        self.stdout.write(f"Deleted: {deleted}.")
