from django.contrib.auth.backends import ModelBackend

from members.models import User


class MembershipBackend(ModelBackend):
    """Django's, asked at each request: an account is nobody's from the day its organisation's membership ends."""

    def user_can_authenticate(self, user):
        return user.has_access

    def get_user(self, user_id):
        user = User.objects.select_related("organisation").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
