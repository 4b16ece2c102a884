from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import timezone

from proofs.models import Proof


class Command(BaseCommand):
    help = (
        "Once a day: deletes links to drafts PROOF_KEPT_DAYS after they have ended, with their remarks. "
        "Run again, it does nothing."
    )

    def handle(self, **options) -> None:
        since = timezone.now() - timedelta(days=settings.PROOF_KEPT_DAYS)
        ended = Proof.objects.filter(Q(expires_at__lt=since) | Q(revoked_at__lt=since))
        deleted = ended.delete()[1].get("proofs.Proof", 0)
        self.stdout.write(f"Deleted: {deleted}.")
