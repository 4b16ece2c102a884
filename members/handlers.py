"""What follows a change of an account: sessions end, a role is remembered, an end is told, a deletion erases."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, pre_delete
from django.dispatch import receiver
from wagtail.users.models import UserProfile

from contacts.addresses import mailbox
from core.tasks import task
from members.mail import send
from members.models import Invitation, Member, User, role_groups
from members.personal_data import erase_traces_of
from members.signals import account_closed


@receiver(m2m_changed, sender=User.groups.through)
def follow_change_of_groups(instance, action, reverse, pk_set, **kwargs) -> None:
    if action not in {"post_add", "post_remove", "pre_clear"} or pk_set == set():
        return
    if reverse:
        groups = role_groups().filter(pk=instance.pk)
        users = instance.user_set.all() if pk_set is None else User.objects.filter(pk__in=pk_set)
    else:
        groups = role_groups().filter(user=instance)
        if pk_set is not None:
            groups = role_groups().filter(pk__in=pk_set)
        users = [instance]
    is_role = groups.exists()
    for user in users:
        user.end_sessions()
        if is_role:
            user.has_held_role = True
            user.save(update_fields=["has_held_role"])


@receiver(pre_delete, sender=Group)
def remember_roles(instance, **kwargs) -> None:
    if role_groups().filter(pk=instance.pk).exists():
        instance.user_set.update(has_held_role=True)


@receiver(account_closed)
def end_what_it_gave(user, **kwargs) -> None:
    """What somebody has promised in the name of an organisation ends with her account, and what was promised to her."""
    box = mailbox(user.email)
    to_her = [waiting.pk for waiting in Invitation.objects.all() if mailbox(waiting.email) == box]
    Invitation.objects.filter(Q(invited_by=user) | Q(pk__in=to_her)).delete()
    tell_of_closing.enqueue(user.pk)


@task()
def tell_of_closing(user_pk: int) -> None:
    user = User.objects.select_related("organisation").filter(pk=user_pk, is_active=False).first()
    if user:
        organisation = user.organisation if user.closed_by_organisation else None
        context = {"email": user.email, "organisation": organisation}
        send("account_closed", user.email, user.language, context)


@receiver(pre_delete, sender=User)
@receiver(pre_delete, sender=Member)
def delete_picture(instance, **kwargs) -> None:
    """The picture of an account in the admin, whose row goes with the account, but not its file."""
    profile = UserProfile.objects.filter(user=instance).first()
    if profile and (picture := profile.avatar):
        transaction.on_commit(lambda: picture.storage.delete(picture.name))


@receiver(post_delete, sender=User)
@receiver(post_delete, sender=Member)
def erase_traces(instance, **kwargs) -> None:
    """However an account is deleted, and after whoever deletes it has written so into the site's history."""
    erase_traces_of(instance)
