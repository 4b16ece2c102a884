"""What follows the end of an account, and what the site knows of a person."""

from django.db.models.signals import post_delete
from django.dispatch import receiver

from joining.models import Application
from members.models import Member, User
from members.personal_data import asked_for_data


@receiver(post_delete, sender=User)
@receiver(post_delete, sender=Member)
def erase_applications(instance, **kwargs) -> None:
    """Those of whoever deletes her account, but one that waits for an answer."""
    Application.objects.decided().filter(email=instance.email).delete()


@receiver(asked_for_data)
def own_applications(user, **kwargs) -> dict:
    rows = Application.objects.filter(email=user.email).order_by("received_at")
    return {
        "applications_to_join": [
            {
                "organisation": row.organisation_name,
                "name": row.name,
                "phone": row.phone,
                "message": row.message,
                "at": row.received_at.isoformat(),
            }
            for row in rows
        ]
    }
