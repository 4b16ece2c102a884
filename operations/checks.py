"""What the settings of a server can break, told by `manage.py check`."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.files)
def backup_root_is_apart(app_configs, **kwargs) -> list[Error]:
    """Backups hold personal data, and each would hold the former ones."""
    if not settings.BACKUP_ROOT:
        return []
    if not Path(settings.BACKUP_ROOT).resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        return []
    return [
        Error(
            "BACKUP_ROOT lies inside MEDIA_ROOT.",
            hint="Keep backups outside the uploaded files, and better on another disk.",
            id="operations.E001",
        )
    ]
