from pathlib import PurePosixPath

from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from core.visibility import can_open_photo, can_see_photo, public_photos
from photos.models import Rendition

# What is shown on pages. Original photos and files are never given out by their storage.
SIZES = "images"


@require_safe
def serve_media(request, path: str) -> HttpResponseBase:
    """Sizes of photos, where no web server in front takes the public ones from the disk."""
    folder, *rest = PurePosixPath(path).parts
    if folder != SIZES or ".." in rest:
        raise Http404
    size = Rendition.objects.filter(file=path).select_related("image").first()
    if size is None:
        raise Http404
    storage = size.file.storage
    if storage.tells_public:
        public = storage.is_public(path) and can_see_photo(size.image)
    else:
        public = bool(public_photos(size.image_id))
    if not public and not can_open_photo(request, size.image):
        raise Http404
    return storage.answer(request, path, public)
