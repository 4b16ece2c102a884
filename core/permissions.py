"""What an editor may do, where Wagtail offers more than the site opens."""

from wagtail.models import Page, PagePermissionTester
from wagtail.permission_policies import ModelPermissionPolicy


class OfferedPagePermissions(PagePermissionTester):
    def can_view_revisions(self) -> bool:
        """The history opens to who may edit or publish the page."""
        return super().can_view_revisions() and (self.can_edit() or self.can_publish())


class WithoutAction(ModelPermissionPolicy):
    """Nobody does this in a form, administrators neither."""

    def __init__(self, model, action: str) -> None:
        super().__init__(model)
        self.action = action

    def user_has_permission(self, user, action):
        return action != self.action and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return super().user_has_any_permission(user, set(actions) - {self.action})

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)


def may_edit(user, page: Page) -> bool:
    """Whether somebody, if there is anybody, may edit a page in the admin."""
    if user is None or not user.is_active or not user.has_perm("wagtailadmin.access_admin"):
        return False
    return page.specific_deferred.permissions_for_user(user).can_edit()
