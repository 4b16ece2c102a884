from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from core.visibility import can_open_photo, can_see_photo
from photos.models import Rendition

# What is shown on pages. Original photos and files are never given out by their storage.
SIZES, COVERS = "images", "covers"


@require_safe
def serve_media(request, path: str):
    """Sizes of photos, where no web server in front takes the public ones from the disk; and covers."""
    folder, *rest = PurePosixPath(path).parts
    if folder not in {SIZES, COVERS} or ".." in rest:
        raise Http404
    if folder == COVERS:
        return _public(serve(request, path, document_root=settings.MEDIA_ROOT))
    size = Rendition.objects.filter(file=path).select_related("image").first()
    if size is None:
        raise Http404
    storage = size.file.storage
    response = serve(request, storage.path(path), document_root="/")
    if storage.is_public(path) and can_see_photo(size.image):
        return _public(response)
    if not can_open_photo(request, size.image):
        raise Http404
    patch_cache_control(response, private=True, no_store=True)
    return response


def _public(response):
    patch_cache_control(response, public=True, max_age=24 * 3600)
    return response
