"""What is decided for every request before a view is chosen."""

from urllib.parse import unquote

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


class RefuseMalformedRequest:
    """Answers 400 to an address with a NUL character, which PostgreSQL can't take and no reader types."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path or "\x00" in unquote(request.META.get("QUERY_STRING", "")):
            raise SuspiciousOperation("NUL character in the address")
        return self.get_response(request)


class NoSharedCache:
    """What somebody with an account is shown is kept by no cache, and not shown to anybody else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # Without a session nothing is asked, so that what doesn't depend on the visitor doesn't say that it does.
        known = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        if known and "public" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "private, no-store"
        return response


class CompressPages(GZipMiddleware):
    """Pages are compressed as they go out; files are sent as they are, so that ranges of them mean something."""

    def process_response(self, request, response):
        if response.has_header("Content-Disposition"):
            return response
        return super().process_response(request, response)


class RefuseHugeRequest:
    """Answers 413 to a body over the limit before a byte of it is written to the disk."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.REQUEST_MAX_SIZE:
            sentence = _("What you send is too large: %(limit)d MB at most at a time.") % {
                "limit": settings.REQUEST_MAX_SIZE // 10**6
            }
            return HttpResponse(sentence, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class AdminRefusal:
    """Tells an editor in a sentence why a publication or a deletion was refused, whichever screen asked for it.

    The page's form says so beside the field; a bulk action or the approval of a workflow has no field.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not is_admin(request):
            return None
        if isinstance(exception, ValidationError):
            sentences = exception.messages
        elif isinstance(exception, ProtectedError):
            sentences = [_("This can’t be deleted while accounts or other content depend on it.")]
        else:
            return None
        for sentence in sentences:
            messages.error(request, sentence)
        back = request.META.get("HTTP_REFERER", "")
        if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
            back = reverse("wagtailadmin_home")
        return redirect(back)


def is_admin(request) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))


class AdminContentSecurityPolicy:
    """Lets the admin's own inline styles and scripts run, still with nothing from elsewhere."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if is_admin(request):
            response._csp_update = {
                "script-src": ["'self'", "'unsafe-inline'"],
                "style-src": ["'self'", "'unsafe-inline'"],
                "img-src": [*settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"], "blob:"],
            }
        return response
