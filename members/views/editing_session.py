"""Whether the session of an open form still stands, for the admin's script that keeps what was typed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache


@never_cache
def editing_session(request: HttpRequest) -> JsonResponse:
    """The token for the forms that were opened before; Wagtail answers 403 to who has no session any more."""
    return JsonResponse({"csrf_token": get_token(request)})


@never_cache
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Where signing in leads from the window that an ended session opens: the form waits in the other tab."""
    return render(request, "admin/signed_in_again.html")
