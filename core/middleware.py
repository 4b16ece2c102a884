"""What is decided for every request before a view is chosen."""

from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.urls import reverse


class RefuseMalformedRequest:
    """Answers 400 to an address with a NUL character, which PostgreSQL can't take and no reader types."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path or "\x00" in unquote(request.META.get("QUERY_STRING", "")):
            raise SuspiciousOperation("NUL character in the address")
        return self.get_response(request)


class AdminContentSecurityPolicy:
    """Lets the admin's own inline styles and scripts run, still with nothing from elsewhere."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.prefix = reverse("wagtailadmin_home")

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(self.prefix):
            response._csp_update = {
                "script-src": ["'self'", "'unsafe-inline'"],
                "style-src": ["'self'", "'unsafe-inline'"],
                "img-src": [*settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"], "blob:"],
            }
        return response
