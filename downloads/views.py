from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from downloads.models import Document


@require_safe
def serve_document(request, document_id, document_filename):
    """Wagtail's answer with truthful headers: what an account opened is kept by no cache."""
    response = serve(request, document_id, document_filename)
    answered = response.status_code in (200, 206, 304)
    if answered and not Document.objects.live_for(request).filter(pk=document_id).exists():
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    if (
        response.get("Content-Encoding") == "None"
    ):  # what Wagtail writes for a file that isn't compressed
        del response["Content-Encoding"]
    # A file that anyone may have can be kept, as long as the site is asked whether it still is so.
    open_to_all = request.user.is_anonymous and answered
    response["Cache-Control"] = "public, no-cache" if open_to_all else "private, no-store"
    return response
