from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError

from core.storage import CLOSED_FOLDER
from operations.orphans import named_files


class Command(BaseCommand):
    help = (
        "Copies the uploaded files from the folder MEDIA_ROOT into the bucket of S3_URL. What is there already is "
        "left; nothing is removed from the folder."
    )

    def handle(self, *args, **options) -> None:
        if not settings.S3_URL:
            raise CommandError("S3_URL names no bucket.")
        bucket: Any = storages["default"]
        copied, there, missing = 0, 0, []
        for name in sorted(named_files()):
            places = [Path(settings.MEDIA_ROOT, folder, name) for folder in ("", CLOSED_FOLDER)]
            path = next((place for place in places if place.is_file()), None)
            if path and bucket.take(name, path):
                copied += 1
            elif path or bucket.exists(name):
                there += 1
            else:
                missing.append(name)
        self.stdout.write(f"Copied: {copied}. There already: {there}. Missing: {len(missing)}.")
        for name in missing:
            self.stdout.write(f"  {name}")
