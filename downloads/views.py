from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve


@require_safe
def serve_document(request, document_id, document_filename):
    """Wagtail's answer with truthful headers: what an account opened is kept by no cache."""
    response = serve(request, document_id, document_filename)
    if (
        response.get("Content-Encoding") == "None"
    ):  # what Wagtail writes for a file that isn't compressed
        del response["Content-Encoding"]
    # A file that anyone may have can be kept, as long as the site is asked whether it still is so.
    open_to_all = request.user.is_anonymous and response.status_code in (200, 206, 304)
    response["Cache-Control"] = "public, no-cache" if open_to_all else "private, no-store"
    return response
