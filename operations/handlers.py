"""What is written into the journal beside what Wagtail writes there itself.

Who of the staff came in, who was given or lost a role, whose account was closed, what was deleted in bulk. What lists
were taken away is written by core.exports, who was let in by members.access.
"""

from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from core.tasks import SEARCH, task
from members.models import MEMBERS_GROUP, User
from members.signals import account_closed

_ENTERS_ADMIN = "wagtailadmin.access_admin"


@receiver(user_logged_in)
def note_sign_in(user, **kwargs) -> None:
    """Of the staff; members come and go unwritten."""
    if user.has_perm(_ENTERS_ADMIN):
        log(user, "access.sign_in", user=user)


@receiver(user_login_failed)
def note_refusal(credentials, **kwargs) -> None:
    """In the background whoever it is, so that the answer takes as long for a stranger as for the staff."""
    email = str(credentials.get("username") or "")
    user = User.objects.filter(email=email).only("pk").first()
    write_refusal.enqueue(user.pk if user else 0)


@task(priority=SEARCH)
def write_refusal(user_pk: int) -> None:
    user = User.objects.filter(pk=user_pk).first()
    if user and user.has_perm(_ENTERS_ADMIN):
        log(user, "access.refuse")


@receiver(m2m_changed, sender=User.groups.through)
def note_roles(instance, action, reverse, pk_set, **kwargs) -> None:
    """Groups of members are none: who lets her in is written elsewhere."""
    verb = {"post_add": "give", "post_remove": "take"}.get(action)
    if verb is None or not pk_set:
        return
    groups = [instance] if reverse else list(Group.objects.filter(pk__in=pk_set))
    names = sorted(group.name for group in groups if group.name != MEMBERS_GROUP)
    users = User.objects.filter(pk__in=pk_set) if reverse else [instance]
    for user in users if names else []:
        log(user, f"access.{verb}", data={"roles": ", ".join(names)})


@receiver(account_closed)
def note_closing(user, **kwargs) -> None:
    if not user.closed_by_organisation:  # which is written elsewhere
        log(user, "access.close")


def note_deletions(request, action_type, objects, action) -> None:
    """Wagtail writes of pages alone when many are deleted at once."""
    if action_type == "delete":
        for deleted in objects:
            if isinstance(deleted, Page):
                continue
            # Of an account that is gone nothing says whose it was.
            title = _("deleted account") if isinstance(deleted, User) else None
            log(deleted, "wagtail.delete", user=request.user, title=title, deleted=True)
