from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse

from core.middleware import is_admin


class TwoFactorForEditors:
    """The admin opens to editors who have given a code; the others are led to where they set it up."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if settings.TWO_FACTOR_FOR_EDITORS and is_admin(request) and self._lacks_a_code(request):
            return redirect("members:two_factor")
        return self.get_response(request)

    def _lacks_a_code(self, request) -> bool:
        if request.path in {reverse("wagtailadmin_logout"), reverse("wagtailadmin_login")}:
            return False
        user = request.user
        return user.is_authenticated and user.must_use_two_factors and not user.is_verified()
