"""What a page says of its own scripts."""

import base64
import hashlib
from functools import cache

from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage


def integrity(name: str) -> str:
    """The hash that a browser compares a collected file with; empty where files aren't collected (a workstation)."""
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        return ""
    return _hash(staticfiles_storage.stored_name(name))


@cache
def _hash(stored: str) -> str:
    with staticfiles_storage.open(stored) as file:
        digest = hashlib.sha384(file.read()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"
