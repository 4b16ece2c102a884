from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import timezone

from core.tasks import given_up_before
from enquiries.models import Attachment, Enquiry
from enquiries.tasks import deliver


class Command(BaseCommand):
    help = (
        "Once a day: has messages to contacts sent again that a mail server refused for long, and deletes those that "
        "were sent ENQUIRY_KEPT_DAYS ago, with files of forms that were never finished. Run again, it does nothing."
    )

    def handle(self, **options) -> None:
        now = timezone.now()
        unfinished = Q(sent_at=None) | Q(wants_copy=True, copied_at=None)
        waiting = Enquiry.objects.filter(unfinished, received_at__lt=given_up_before())
        for pk in waiting.values_list("pk", flat=True):
            deliver.enqueue(pk)
        ended = now - timedelta(days=settings.ENQUIRY_KEPT_DAYS)
        deleted = Enquiry.objects.filter(sent_at__lt=ended).delete()[1].get("enquiries.Enquiry", 0)
        opened = now - timedelta(hours=settings.FORM_HOURS)
        kept = Enquiry.objects.values("key")
        Attachment.objects.filter(received_at__lt=opened).exclude(key__in=kept).delete()
        self.stdout.write(f"Sent again: {waiting.count()}. Deleted: {deleted}.")
