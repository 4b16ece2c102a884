"""Messages about proofs, in the background: to the reader with her link, to its maker with the remarks."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.layout import absolute
from core.permissions import may_edit
from core.tasks import MAIL, task
from members.mail import send
from proofs.models import Proof


@task(priority=MAIL)
def deliver(pk: int) -> None:
    """Sends the link to its reader, if it is still open."""
    proof = Proof.objects.select_related("page__locale", "made_by").filter(pk=pk).first()
    if proof is None or not proof.email or not proof.is_open:
        return
    context = {
        "proof": proof,
        "title": proof.page.get_admin_display_title(),
        "kept_days": settings.PROOF_KEPT_DAYS,
    }
    send("proof", proof.email, proof.language, context)


@task(priority=MAIL)
def tell(pk: int) -> None:
    """Sends the remarks that have come since the last message to whoever made the link, all in one."""
    proof = Proof.objects.select_related("page__locale", "made_by").filter(pk=pk).first()
    remarks = list(proof.remarks.filter(told_at=None)) if proof else []
    maker = proof.made_by if proof else None
    if proof is None or maker is None or not remarks or not may_edit(maker, proof.page):
        return
    context = {
        "proof": proof,
        "title": proof.page.get_admin_display_title(),
        "remarks": remarks,
        "address": absolute(reverse("proofs", args=[proof.page_id])),
    }
    send("remarks", maker.email, maker.admin_language, context)
    told = proof.remarks.filter(pk__in=[remark.pk for remark in remarks])
    told.update(told_at=timezone.now())


def plan_to_tell(pk: int) -> None:
    """A reader mostly leaves several remarks: they go together, some minutes after the first."""
    later = tell
    if later.get_backend().supports_defer:
        wait = timedelta(minutes=settings.PROOF_MESSAGE_MINUTES)
        later = later.using(run_after=timezone.now() + wait)
    later.enqueue(pk)
