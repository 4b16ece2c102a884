"""Measure a report with many photos: `python -m tools.bench_photos [--count 60]`.

From the drop of photos of 12 megapixels on the editor's screen to the published report, then the background work
until every size and the PDF are made, then a reader's first view. Built on SQLite in a temporary folder, as on a
workstation; the worker is the site's own `db_worker`, in a process of its own.
"""

import argparse
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools import temporary_site

SIZE = 4000, 3000
MEGABYTE = 1024 * 1024


def photos(count: int) -> list[tuple[str, bytes]]:
    """JPEGs as a phone makes them, of 4 to 6 MB, each with its author in EXIF."""
    from PIL import Image, ImageDraw

    grain = Image.effect_noise(SIZE, 30).convert("RGB")
    made = []
    for number in range(count):
        image = grain.copy()
        draw = ImageDraw.Draw(image)
        draw.ellipse((number * 40, 400, number * 40 + 1600, 2000), fill=(number * 4, 90, 120))
        exif = Image.Exif()
        exif[0x013B] = "Maud Sérane"
        file = io.BytesIO()
        image.save(file, "JPEG", quality=72, exif=exif)
        made.append((f"IMG_{number:04}.jpg", file.getvalue()))
    return made


def drop(client, page, files: list[tuple[str, bytes]]) -> None:
    """What the editor's browser sends: each file, then the form that describes all, then the publication."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    upload = reverse("photos:upload", args=[page.pk])
    for name, data in files:
        sent = {"title": name, "files[]": SimpleUploadedFile(name, data, "image/jpeg")}
        answer = client.post(upload, sent, headers={"X-Requested-With": "XMLHttpRequest"})
        if not answer.json().get("success"):
            sys.exit(f"Parvis: {name} was refused: {answer.content.decode()[:500]}")
    screen = reverse("photos:bulk", args=[page.pk])
    described = {"finish": "1", "gallery": ""}
    for form in client.get(screen).context["rows"]:
        for field in form["form"]:
            described[field.html_name] = field.value() or ""
        prefix = form["form"].prefix
        described |= {f"{prefix}-description": "La cour", f"{prefix}-credit": "Maud Sérane"}
    answer = client.post(screen, described)
    for form in (answer.context or {}).get("rows", ()):
        sys.exit(f"Parvis: the photos weren't described: {form['form'].errors.as_text()}")
    page.refresh_from_db()
    page.get_latest_revision().publish()
    page.refresh_from_db()
    if not page.live or len(page.body[-1].value["photos"]) != len(files):
        sys.exit(f"Parvis: the report wasn't published whole ({answer.status_code}).")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=60, help="number of photos")
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory(prefix="parvis-bench-") as folder:
        temporary_site.start_django(temporary_site.workstation(Path(folder)))
        from django.core.management import call_command
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext, setup_test_environment

        setup_test_environment()  # keeps what a template was given
        call_command("migrate", verbosity=0)
        from clubs.models import ReportPage
        from photos.models import Rendition
        from tests import factories, page_types

        home = factories.site_root()
        report = page_types.make(ReportPage, home, live=False)
        editor = Client(headers={"host": "localhost"})
        editor.force_login(factories.administrator())
        files = photos(count)
        weight = sum(len(data) for _name, data in files) / MEGABYTE
        print(f"{count} photos, {weight:.0f} MB", flush=True)

        start = time.perf_counter()
        drop(editor, report, files)
        dropped = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"drop to published: {dropped:.1f} s, peak memory {peak:.0f} MB", flush=True)

        from django.utils import timezone
        from django_tasks_db.models import DBTaskResult

        # What waits for the rest is measured too.
        DBTaskResult.objects.update(run_after=timezone.now())
        command = [sys.executable, "manage.py", "db_worker", "--batch", "--interval=0"]
        start = time.perf_counter()
        subprocess.run(command, check=True, env=os.environ, capture_output=True)
        worked = time.perf_counter() - start
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"background work: {worked:.1f} s, {used.ru_utime + used.ru_stime:.0f} s of CPU, "
            f"peak memory {used.ru_maxrss / 1024:.0f} MB, {Rendition.objects.count()} sizes"
        )
        reader, before = Client(headers={"host": "localhost"}), Rendition.objects.count()
        start = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            answer = reader.get(report.url)
        made = Rendition.objects.count() - before
        print(
            f"first view: {answer.status_code}, {(time.perf_counter() - start) * 1000:.0f} ms, "
            f"{len(queries)} SQL queries, {made} sizes made"
        )


if __name__ == "__main__":
    main()
