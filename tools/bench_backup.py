"""Measures backups: `python -m tools.bench_backup [files]`, on the database that DATABASE_URL names or on SQLite.

A site with 10,000 small files and as many rows is backed up twice while others write, then restored. Says how long it
takes, the most memory that a backup used, how long a writer waited at most, and how much of the second one was copied.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tools.temporary_site import start_django, workstation

MEASURE = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


def fill(number: int, media: Path) -> None:
    """Files that rows name, and revisions, which are the largest rows of a site."""
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import Page, Revision, UploadedFile

    (media / "many").mkdir(parents=True)
    for name in range(number):
        (media / "many" / f"{name}.bin").write_bytes(os.urandom(20_000))
    kind = ContentType.objects.get_for_model(Page)
    files = [UploadedFile(file=f"many/{name}.bin", for_content_type=kind) for name in range(number)]
    UploadedFile.objects.bulk_create(files, batch_size=1000)
    now = timezone.now()
    content = {"title": "Une page", "body": "L’ombre revient cet été. " * 800}
    for _time in range(number // 500):
        Revision.objects.bulk_create(
            Revision(
                content_type=kind,
                base_content_type=kind,
                object_id="1",
                content=content,
                created_at=now,
            )
            for _revision in range(500)
        )


class Writer(threading.Thread):
    """Somebody who saves all the time; `longest` is how long one save took at most, `saves` how many there were."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.longest, self.saves, self.stopped = 0.0, 0, threading.Event()

    def run(self) -> None:
        from django.db import connection

        from contacts.models import Contact

        while not self.stopped.wait(0.02):
            started = time.monotonic()
            Contact.objects.create(name=f"Nadia Orme {self.saves}")
            self.longest = max(self.longest, time.monotonic() - started)
            self.saves += 1
        connection.close()


def manage(*arguments: str) -> tuple[float, int]:
    """(seconds, most memory in MB) of a command of the site."""
    started = time.monotonic()
    command = [sys.executable, "-c", MEASURE, sys.executable, "manage.py", *arguments]
    memory = subprocess.check_output(command, text=True)
    return time.monotonic() - started, int(memory) // 1024


def main(number: int) -> None:
    with tempfile.TemporaryDirectory(prefix="parvis-bench-") as folder:
        site = workstation(Path(folder))
        if address := os.environ.get("DATABASE_URL"):
            site["DATABASE_URL"] = address
        start_django(site)
        from django.core.management import call_command
        from django.db import connection

        from demo.kept import start_from_kept

        start_from_kept()
        call_command("migrate", verbosity=0)
        fill(number, Path(folder, "media"))
        connection.close()
        backups = Path(folder, "backups")
        print(f"{connection.vendor}: {number} files of 20 kB, {number} revisions of 20 kB")
        for name in ("first", "second"):
            writer = Writer()
            writer.start()
            seconds, memory = manage("backup", str(backups), "-v0")
            writer.stopped.set()
            writer.join()
            newest = max(backups.glob("2*"))
            new = [
                path for path in newest.rglob("*") if path.is_file() and path.stat().st_nlink == 1
            ]
            print(
                f"  {name} backup: {seconds:.1f} s, {memory} MB of memory, {len(new)} files new on the disk; "
                f"meanwhile {writer.saves} saves, the longest {writer.longest * 1000:.0f} ms"
            )
        seconds, memory = manage("restore", str(backups), "--replace", "--no-safety", "-v0")
        print(f"  restore: {seconds:.1f} s, {memory} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
