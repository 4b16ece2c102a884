from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import timezone

from core.tasks import given_up_before
from joining.models import Application
from joining.tasks import deliver, send_answer


class Command(BaseCommand):
    help = (
        "Once a day: has messages about applications to join sent again that a mail server refused for long, and "
        "deletes applications answered APPLICATION_KEPT_DAYS ago. Run again, it does nothing."
    )

    def handle(self, **options) -> None:
        now = timezone.now()
        given_up = given_up_before()
        untold = Q(acknowledged_at=None) | Q(announced_at=None)
        unheard = Application.objects.filter(untold, received_at__lt=given_up)
        unsent = Application.objects.filter(answer_sent_at=None, answered_at__lt=given_up)
        waiting = [
            (task, pk)
            for task, rows in ((deliver, unheard), (send_answer, unsent))
            for pk in rows.values_list("pk", flat=True)
        ]
        for task, pk in waiting:
            task.enqueue(pk)
        ended = now - timedelta(days=settings.APPLICATION_KEPT_DAYS)
        answered = Application.objects.decided().filter(answered_at__lt=ended)
        deleted = answered.exclude(answer_sent_at=None).delete()[0]
        self.stdout.write(f"Sent again: {len(waiting)}. Deleted: {deleted}.")
