from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from core.visibility import can_see_photo
from photos.models import Rendition

# What is shown on public pages. Original photos and files are never given out by their storage.
PUBLIC_FOLDERS = {"images", "covers"}


@require_safe
def serve_media(request, path: str):
    """Renditions and covers, where no web server in front takes them from the disk.

    The sizes of a photo that readers may no longer see are given to editors alone.
    """
    folder, *rest = PurePosixPath(path).parts
    if folder not in PUBLIC_FOLDERS or ".." in rest:
        raise Http404
    hidden = _is_hidden(path)
    if hidden and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    if hidden:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=24 * 3600)
    return response


def _is_hidden(path: str) -> bool:
    """Whether the file is a size of a photo that readers may no longer see."""
    rendition = Rendition.objects.filter(file=path).select_related("image").first()
    return rendition is not None and not can_see_photo(rendition.image)
