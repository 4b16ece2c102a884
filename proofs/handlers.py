"""What follows the end of an account: links made out to its owner go, with her remarks."""

from django.db.models.signals import post_delete
from django.dispatch import receiver

from members.models import Member, User
from members.personal_data import asked_for_data
from proofs.models import Proof


@receiver(post_delete, sender=User)
@receiver(post_delete, sender=Member)
def erase_proofs(instance, **kwargs) -> None:
    Proof.objects.filter(email=instance.email).delete()


@receiver(asked_for_data)
def own_remarks(user, **kwargs) -> dict:
    proofs = Proof.objects.filter(email=user.email).prefetch_related("remarks")
    return {
        "proofs": [
            {
                "name": proof.name,
                "at": proof.made_at.isoformat(),
                "remarks": [[remark.quote, remark.text] for remark in proof.remarks.all()],
            }
            for proof in proofs
        ]
    }
