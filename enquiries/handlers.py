"""What follows the end of an enquiry or of an account: files and messages go."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from enquiries.models import Attachment, Enquiry
from members.models import Member, User
from members.personal_data import asked_for_data


@receiver(post_delete, sender=Enquiry)
def delete_attachment(instance, **kwargs) -> None:
    Attachment.objects.filter(key=instance.key).delete()


@receiver(post_delete, sender=Attachment)
def delete_file(instance, **kwargs) -> None:
    transaction.on_commit(partial(instance.file.storage.delete, instance.file.name))


@receiver(post_delete, sender=User)
@receiver(post_delete, sender=Member)
def erase_enquiries(instance, **kwargs) -> None:
    """Those of whoever deletes her account, but one that is still on its way."""
    Enquiry.objects.filter(email=instance.email).exclude(sent_at=None).delete()


@receiver(asked_for_data)
def own_enquiries(user, **kwargs) -> dict:
    rows = Enquiry.objects.filter(email=user.email).select_related("contact")
    return {
        "enquiries": [
            {
                "to": row.contact.name if row.contact else None,
                "text": row.text,
                "at": row.received_at.isoformat(),
            }
            for row in rows.order_by("received_at")
        ]
    }
