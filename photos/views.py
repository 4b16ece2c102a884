from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

# What is shown on public pages. Original photos and files are never given out by their storage.
PUBLIC_FOLDERS = {"images", "covers"}


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def serve_media(request, path: str):
    """Renditions and covers, where no web server in front takes them from the disk."""
    folder, *rest = PurePosixPath(path).parts
    if folder not in PUBLIC_FOLDERS or ".." in rest:
        raise Http404
    return serve(request, path, document_root=settings.MEDIA_ROOT)
