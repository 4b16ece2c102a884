"""The checks of what stands beside the application: bucket, cache, search server, and the web server in front."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import storages
from django.utils.translation import gettext as _
from wagtail.search.backends import get_search_backend

from core.generations import is_on
from operations.findings import FAILURES, Finding, run_of


def bucket() -> Finding | None:
    storage: Any = storages["default"]
    return _server(
        settings.S3_URL and storage.ping,
        _("The bucket of files doesn’t answer, or doesn’t let the site in (%(error)s)."),
        _("Check S3_URL, and ask who keeps the bucket. Pages are read meanwhile, files aren’t."),
    )


def cache() -> Finding | None:
    shared: Any = caches["default"]
    return _server(
        getattr(shared, "ping", None),
        _("The shared cache doesn’t answer (%(error)s)."),
        _("Check CACHE_URL, and start Valkey or Redis again. The site goes on without, slower."),
    )


def search_server() -> Finding | None:
    backend: Any = get_search_backend()
    return _server(
        getattr(backend, "ping", None),
        _("The search server doesn’t answer (%(error)s)."),
        _("Check OPENSEARCH_URL, and start OpenSearch again. Pages are read meanwhile."),
    )


def _server(ping: Callable[[], object] | None, problem: str, remedy: str) -> Finding | None:
    """Of another server, which is asked at once: each machine has its own way there."""
    if not ping:
        return None
    try:
        ping()
    except Exception as error:
        return Finding(False, problem % {"error": type(error).__name__}, remedy)
    return Finding(True, _("It answers."))


def ready_pages() -> Finding | None:
    if not is_on():
        return None
    root, run = Path(settings.READY_PAGES_ROOT), run_of("check_ready_pages")
    try:
        trial = root / f".trial-{uuid4().hex}"
        trial.mkdir()
        readable = trial.stat().st_mode & root.stat().st_mode & stat.S_IXGRP
        trial.rmdir()
    except OSError as error:
        return Finding(
            False,
            _("No page can be kept ready (%(error)s).")
            % {"error": error.strerror or type(error).__name__},
            _("See that the folder READY_PAGES_ROOT exists and belongs to the service."),
        )
    if not readable:
        return Finding(
            False,
            _("The web server can’t read the ready pages."),
            _("Its group must be able to enter READY_PAGES_ROOT: UMask=0027, and chmod 750."),
        )
    if not (root / "current").exists() and settings.SEVERAL_MACHINES:
        return Finding(
            False,
            _("What other machines change isn’t heard, so that no page is given ready."),
            _("See whether the database answers, and what the log says of other machines."),
        )
    if run and run.failures >= FAILURES:
        return Finding(
            False,
            _("The web server gives no ready page: %(error)s.") % {"error": run.said},
            _("Compare its file with deploy/nginx/parvis.conf: root leads to READY_PAGES_ROOT."),
        )
    return Finding(True, _("They are kept."))
