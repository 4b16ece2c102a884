from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404
from django.views.decorators.http import require_safe
from django.views.static import serve

from core.visibility import can_open_photo
from photos.models import Rendition

# What is shown on pages. Original photos and files are never given out by their storage.
SIZES, COVERS = "images", "covers"


@require_safe
def serve_media(request, path: str):
    """Sizes of photos, where no web server in front takes the public ones from the disk; and covers."""
    folder, *rest = PurePosixPath(path).parts
    if folder not in {SIZES, COVERS} or ".." in rest:
        raise Http404
    storage = Rendition.file.field.storage
    if folder == COVERS or storage.is_public(path):
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
        response["Cache-Control"] = f"public, max-age={24 * 3600}"
        return response
    photo_pk = Rendition.objects.filter(file=path).values_list("image", flat=True).first()
    if photo_pk is None or not can_open_photo(request, photo_pk):
        raise Http404
    response = serve(request, storage.path(path), document_root="/")
    response["Cache-Control"] = "private, no-store"
    return response
