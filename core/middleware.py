"""What is decided for every request before a view is chosen."""

import logging
import re
from contextlib import nullcontext
from urllib.parse import unquote

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import DataError
from django.db.models import ProtectedError
from django.http import Http404, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.defaults import bad_request
from wagtail.models import Page
from wagtail.snippets.views.chooser import SnippetCreateView

from core import redirects
from core.languages import language_of
from core.refusals import Refusal
from core.translation import missing
from core.translation.views import publishing

logger = logging.getLogger(__name__)

# As psycopg and Django say it.
_NO_VALUE = re.compile(r"cannot contain NUL|Field '\w+' expected a number")
# What the admin's script counts and sorts the blocks of a body by.
_NUMBER_OF_BLOCKS = re.compile(r"-(?:count|\d+-order)$")
# What is done to a page below another; Wagtail's views fail at the root of all pages.
_BELOW_ANOTHER = {
    f"wagtailadmin_pages:{name}" for name in ("lock", "unlock", "set_page_position", "move_confirm")
}


class LanguageOfAddress(LocaleMiddleware):
    """Django's, which takes `/en-bref/`, in French « in brief », for an address in English.

    It also tells caches that addresses without a prefix depend on the languages of the browser: here none does.
    """

    def process_request(self, request) -> None:
        super().process_request(request)
        if language_of(request.path_info) is None:
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE

    def process_response(self, request, response):
        response = super().process_response(request, response)
        others = [
            name
            for name in response.get("Vary", "").split(", ")
            if name not in {"", "Accept-Language"}
        ]
        if others:
            response["Vary"] = ", ".join(others)
        else:
            del response["Vary"]
        return response


class RefuseMalformedRequest:
    """Answers 400 to what no text holds, such as a NUL character: nobody types it, and PostgreSQL can't take it.

    It stands after the choice of the language, in which the page of the answer is, and before the session.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path or "\x00" in unquote(request.META.get("QUERY_STRING", "")):
            raise BadRequest("NUL character in the address")
        # A cookie that the site can't have set is as good as none: refused, it would close the site to its browser.
        for name in [name for name, value in request.COOKIES.items() if not value.isprintable()]:
            del request.COOKIES[name]
        if request.encoding:
            # Addresses and forms are in UTF-8, whatever the request claims: Python has codecs that aren't of text.
            request.encoding = "utf-8"
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> None:
        if request.method != "POST":
            return
        for name, values in request.POST.lists():
            if any("\x00" in value for value in (name, *values)):
                raise BadRequest("NUL character in the form")
            if _NUMBER_OF_BLOCKS.search(name) and not all(map(_is_number, values)):
                raise BadRequest("A form that doesn't say how many blocks it has")

    def process_exception(self, request, exception):
        """What came in another way, in JSON for instance, and can't be kept by a database or be the key of a row.

        So is a form that lacks a field which its view asks for by name, or all its fields: it was cut off on its way.
        """
        unstorable = isinstance(
            exception, DataError | UnicodeEncodeError | OverflowError | MultiValueDictKeyError
        )
        is_empty = request.method == "POST" and not request.POST and not request.FILES
        if is_empty and isinstance(exception, AttributeError | TypeError):
            unstorable = True
        if unstorable or (isinstance(exception, ValueError) and _NO_VALUE.search(str(exception))):
            logger.error("Refused as malformed: %s", request.path, exc_info=exception)
            return bad_request(request, exception)
        return None


def _is_number(value: str) -> bool:
    return value.isdecimal() and len(value) < 10


class NoSharedCache:
    """What somebody with an account is shown is kept by no cache, and not shown to anybody else."""

    def __init__(self, get_response) -> None:
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

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        length = (request.META.get("CONTENT_LENGTH") or "0").lstrip("0")
        limit = settings.REQUEST_MAX_SIZE
        # By its number of digits first: Python reads no number of thousands of them.
        if length.isdecimal() and (len(length) > len(str(limit)) or int(length) > limit):
            sentence = _("What you send is too large: %(limit)d MB at most at a time.") % {
                "limit": limit // 10**6
            }
            return HttpResponse(sentence, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class AdminRefusal:
    """Tells an editor in a sentence why a publication or a deletion was refused, whichever screen asked for it.

    The page's form says so beside the field; a bulk action or the approval of a workflow has no field. What isn't
    a Refusal, nor the deletion of what others need, is an error of the site; so is a refusal of what only reads.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if not is_admin(request):
            return self.get_response(request)
        with missing.asking(request) if request.method == "POST" else nullcontext():
            response = self.get_response(request)
        # Wagtail's own views say so in two words of English, as if they were a page.
        is_page = response.get("Content-Type", "").startswith("text/html")
        if response.status_code == 400 and is_page and b"<html" not in response.content:
            return bad_request(request, BadRequest())
        return response

    def process_view(self, request, view, args, kwargs) -> None:
        """Nothing is at two addresses at which Wagtail's own views fail, and to which no screen leads.

        One does to the root of all pages what is done below another page, the other keeps what was written into the
        form of a window of choices that has none.
        """
        if request.resolver_match.view_name in _BELOW_ANOTHER:
            acted_on = kwargs.get("page_id", kwargs.get("page_to_move_id"))
            nothing = acted_on == Page.get_first_root_node().pk
        elif request.method == "POST" and getattr(view, "view_class", None) is SnippetCreateView:
            nothing = not SnippetCreateView(**view.view_initkwargs).get_creation_form_class()
        else:
            return
        if nothing:
            raise Http404

    def process_exception(self, request, exception):
        if request.method not in {"POST", "DELETE"} or not is_admin(request):
            return None
        if isinstance(exception, missing.IncompleteTranslation):
            return publishing.ask(request, exception.instance, exception.texts)
        if isinstance(exception, Refusal):
            sentences = exception.messages
        elif isinstance(exception, ProtectedError):
            sentences = [_("This can’t be deleted while accounts or other content depend on it.")]
        else:
            return None
        logger.warning("Refused at %s", request.path)
        for sentence in sentences:
            messages.error(request, sentence)
        back = request.META.get("HTTP_REFERER", "")
        if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
            back = reverse("wagtailadmin_home")
        return redirect(back)


class FormerAddresses:
    """Where nothing answers, the address may have been a page's: it leads on, or says that the page was withdrawn."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if (
            response.status_code == 404
            and request.method in {"GET", "HEAD"}
            and not is_admin(request)
        ):
            return redirects.answer(request) or response
        return response


def is_admin(request) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))


class CrossOriginIsolation:
    """Keeps what is answered out of other sites' pages, and what other sites don't offer out of ours.

    A view that means to be shown elsewhere, such as a public photo in a reader of feeds, says so itself. Only documents
    are isolated: a browser's own viewer of PDF isn't made of parts of this site.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        return response


class AdminContentSecurityPolicy:
    """Lets the admin's own inline styles and scripts run, still with nothing from elsewhere."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response
        images = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"]
        own = {
            "script-src": ["'self'", "'unsafe-inline'"],
            "style-src": ["'self'", "'unsafe-inline'"],
            "img-src": [*images, "blob:"],
            "frame-src": ["'self'"],  # previews
        }
        self.own = csp_update(own)(get_response)

    def __call__(self, request):
        return self.own(request) if is_admin(request) else self.get_response(request)
