"""A change of group ends the sessions of those concerned."""

from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from members.models import User


@receiver(m2m_changed, sender=User.groups.through)
def end_sessions(instance, action, reverse, pk_set, **kwargs):
    if action not in {"post_add", "post_remove", "pre_clear"} or pk_set == set():
        return
    if not reverse:
        instance.end_sessions()
        return
    users = User.objects.filter(groups=instance) if pk_set is None else User.objects.in_bulk(pk_set)
    for user in users if pk_set is None else users.values():
        user.end_sessions()
