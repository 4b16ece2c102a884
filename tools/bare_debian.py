"""Try `deploy/install` in a bare Debian: `python -m tools.bare_debian trixie bookworm`, as root, on Debian.

A root of each is made by debootstrap, and in it: the site is installed, installed again, given content and asked for
its home page through nginx; a version with a broken migration is put on top, after which the former answers; the site
is taken off. Some five minutes for each, and a network. systemd doesn't run in such a root, so services are started
by hand; tests/operations/test_server.py verifies their units.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import system

HERE = Path(__file__).resolve().parents[1]
SUITES = ("trixie", "bookworm")
MIRROR = "http://deb.debian.org/debian"
CODE = "usr/local/src/parvis"
# What this machine's pip and its programs need to reach the packages, where its owner has set that up.
NETWORK = [
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/pip.conf",
    str(Path.home() / ".config/pip/pip.conf"),
]
NETWORK += [
    os.environ.get(name, "") for name in ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
]

SCRIPT = r"""
set -eu
cd /usr/local/src/parvis
serve() {
    (cd /srv/parvis/current; set -a; . /etc/parvis.env; set +a
     exec runuser -u parvis -- .venv/bin/granian --interface wsgi --port 8000 --workers-kill-timeout 5 \
         site/config/wsgi.py:application >/tmp/granian.log 2>&1) &
    server=$!
}
stop() { kill $server; wait $server || true; }
home_page() {
    python3 - <<'PYTHON'
import http.client, ssl, time
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
for _ in range(60):
    visitor = http.client.HTTPSConnection("127.0.0.1", context=context, timeout=30)
    visitor.request("GET", "/", headers={"Host": "www.example.org", "Cookie": "asking=1"})
    answer = visitor.getresponse()
    if answer.status == 200:
        assert "Habitat du Val" in answer.read().decode()
        break
    time.sleep(1)
else:
    raise SystemExit(f"The home page answers {answer.status}")
PYTHON
}
deploy/install --host www.example.org --email-url smtp://localhost:25 --from site@example.org --self-signed
deploy/install
parvis create_site --no-input --name "Union de l’habitat du Val" --short-name "Habitat du Val" --languages fr,en \
    --sections news --editor-email ana@example.org
serve; home_page; stop
parvis backup
parvis check_backup

cp -r . /usr/local/src/broken
last=$(cd news/migrations && ls 0*.py | tail -n 1)
cat >/usr/local/src/broken/news/migrations/9999_broken.py <<PYTHON
from django.db import migrations

def destroy(apps, schema_editor):
    schema_editor.execute("DROP TABLE home_homepage CASCADE")

def fail(apps, schema_editor):
    raise RuntimeError("This version is broken")

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("news", "${last%.py}")]
    operations = [migrations.RunPython(destroy), migrations.RunPython(fail)]
PYTHON
if /usr/local/src/broken/deploy/install; then
    echo "A broken version was put in place"; exit 1
fi
serve; home_page; stop

deploy/uninstall
test -d /var/lib/parvis/media
deploy/uninstall --data --yes
test ! -e /var/lib/parvis
test -d /var/backups/parvis
"""


def reason_not_to() -> str:
    if sys.platform != "linux" or not shutil.which("apt-get"):
        return "this isn't Debian."
    if os.geteuid() != 0:
        return "it takes root."
    return system.problem_with(["debootstrap"])


def try_in(suite: str) -> bool:
    root = Path(tempfile.mkdtemp(prefix=f"parvis-{suite}-"))
    print(f"A bare {suite} ...", flush=True)
    mounted = [root / "proc", root / "dev"]
    try:
        subprocess.run(
            ["debootstrap", "--variant=minbase", "--include=ca-certificates,procps", suite, root, MIRROR],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        copy_into(root)
        for place in mounted:
            subprocess.run(["mount", "--bind", f"/{place.name}", place], check=True)
        return subprocess.run(["chroot", root, "/bin/sh", "-c", SCRIPT]).returncode == 0
    finally:
        for service in ("nginx", "postgresql"):
            subprocess.run(["chroot", root, "service", service, "stop"], capture_output=True)
        for place in mounted:
            subprocess.run(["umount", "--lazy", place], capture_output=True)
        # Never into the machine's own /dev.
        if any(place.is_mount() for place in mounted):
            print(f"{root} is still mounted: umount, then remove it.")
        else:
            shutil.rmtree(root)


def copy_into(root: Path) -> None:
    """The project's files, and what the network needs."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HERE, check=True, capture_output=True)
    files = [HERE / name for name in listed.stdout.decode().split("\0") if name]
    targets = {file: root / CODE / file.relative_to(HERE) for file in files}
    targets |= {Path(name): root / name.lstrip("/") for name in NETWORK if name}
    for source, target in targets.items():
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            shutil.copymode(source, target)


def main(*arguments: str) -> None:
    if reason := reason_not_to():
        sentence = f"Parvis: deploy/install isn't tried in a bare Debian: {reason}"
        if "--if-possible" not in arguments:
            sys.exit(sentence)
        print(sentence)
        return
    suites = [name for name in arguments if not name.startswith("--")] or SUITES
    if failed := [suite for suite in suites if not try_in(suite)]:
        sys.exit(f"Parvis: deploy/install fails in {' and '.join(failed)}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
