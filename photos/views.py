from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from core.visibility import can_see_photo
from photos.models import Rendition

# What is shown on public pages. Original photos and files are never given out by their storage.
PUBLIC_FOLDERS = {"images", "covers"}


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def serve_media(request, path: str):
    """Renditions and covers, where no web server in front takes them from the disk."""
    folder, *rest = PurePosixPath(path).parts
    if folder not in PUBLIC_FOLDERS or ".." in rest or _is_hidden(path):
        raise Http404
    return serve(request, path, document_root=settings.MEDIA_ROOT)


def _is_hidden(path: str) -> bool:
    """Whether the file is a size of a photo that readers may no longer see."""
    rendition = Rendition.objects.filter(file=path).select_related("image").first()
    return rendition is not None and not can_see_photo(rendition.image)
