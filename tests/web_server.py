"""nginx, started with the file that `deploy/install` puts on a server, with a certificate of its own."""

import os
import ssl
import string
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.source_rules import ROOT
from tools import system
from tools.ports import answers, free_port

TEMPLATE = ROOT / "deploy/nginx/parvis.conf"
HSTS = "max-age=31536000"
# No name of a real authority: whoever asks trusts this certificate or doesn't look.
UNVERIFIED = ssl._create_unverified_context()  # noqa: S323


def filled(**values: object) -> str:
    """The site's file with what a server's would hold: `HOSTS` for ${PARVIS_HOSTS} and so on."""
    return string.Template(
        # nginx's own variables begin with a dollar too.
        TEMPLATE.read_text().replace("$", "$$").replace("$${PARVIS_", "${PARVIS_")
    ).substitute({f"PARVIS_{name}": value for name, value in values.items()})


def self_signed(folder: Path, host: str) -> tuple[Path, Path]:
    """A certificate for a host, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "30", "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}",
         "-out", certificate, "-keyout", key],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


@contextmanager
def web_server(
    folder: Path,
    application: int,
    media_root: Path,
    host: str,
    change: Callable[[str], str] = lambda site: site,
    ready_pages: Path = Path("/nowhere"),
    static: Path = Path("/nowhere/static"),
    current: str = "current",
) -> Iterator[int]:
    """The port where nginx takes HTTPS for an application on another one, with its log in `folder`.

    `current` is the link to the ready pages that are now; "$parvis_second" for one of several machines.
    """
    program = system.nginx()
    if program is None:
        pytest.skip("nginx isn't installed")
    certificate, key = self_signed(folder, host)
    port = free_port()
    site = filled(
        HTTP=f"127.0.0.1:{free_port()}",
        HTTPS=f"127.0.0.1:{port}",
        HOSTS=host,
        APPLICATION=f"127.0.0.1:{application}",
        MEDIA=media_root,
        READY=f"{ready_pages}/{current}",
        STATIC=static.parent,
        CHALLENGES=folder,
        CERTIFICATE=certificate,
        CERTIFICATE_KEY=key,
        HSTS=HSTS,
    )
    places = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    types = "types { text/css css; image/avif avif; image/webp webp; image/jpeg jpg jpeg; image/png png; }"
    # Its workers would be nobody, who may not read pytest's folders.
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/log warn; events {{}}"
        f"http {{ access_log {folder}/access; {places} {types}\n{change(site)} }}"
    )
    process = subprocess.Popen([program, "-p", folder, "-c", configuration], stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 20
        while not answers(port):
            assert process.poll() is None, process.stderr.read().decode()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)
