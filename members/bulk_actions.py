"""Wagtail's actions on many accounts at once, with what is asked and done for each."""

from wagtail.users.views.bulk_actions import AssignRoleBulkAction, SetActiveStateBulkAction

from members.permissions import may_change_user


class AssignRole(AssignRoleBulkAction):
    def check_perm(self, obj):
        return may_change_user(self.request.user, obj)


class SetActiveState(SetActiveStateBulkAction):
    """Account by account, so that what follows the end of one follows here too (members.signals)."""

    def check_perm(self, obj):
        return may_change_user(self.request.user, obj)

    @classmethod
    def execute_action(cls, objects, mark_as_active=False, user=None, **kwargs):
        others = [found for found in objects if found != user]
        for found in others:
            found.is_active = mark_as_active
            found.save()
        return len(others), 0
