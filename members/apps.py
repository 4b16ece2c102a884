from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class MembersConfig(AppConfig):
    default = True  # of the configurations in this module
    name = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from members import handlers  # noqa: F401


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's screens of accounts, in which superusers are superusers' only, and of groups."""

    group_viewset = "members.viewsets.GroupViewSet"
    user_viewset = "members.viewsets.UserViewSet"
    default = False
