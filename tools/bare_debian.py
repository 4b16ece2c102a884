"""Try `deploy/install` in a bare Debian: `python -m tools.bare_debian trixie bookworm`, as root, on Debian.

A root of each is made by debootstrap, in which systemd runs, in namespaces of its own but for the network: the ports
80, 443, 5432 and 8000 have to be free. The site is installed, installed again, given content and asked for its home
page through nginx; its services, with all that they may not do, read a file, make a PDF, back the site up and prove
the backup; a version with a broken migration is put on top, then one whose server doesn't start, after which the former
answers; the site is taken off. Some seven minutes for each, and a network.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
home_page() {
    python3 - <<'PYTHON'
import http.client, ssl, time
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
for _ in range(60):
    # With a cookie, as the application answers it: without one it may be a ready page.
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
    --sections news,clubs,publications --editor-email ana@example.org
home_page
done_by_service() {
    sed "s|manage.py housekeeping|manage.py $1|" /etc/systemd/system/parvis-housekeeping.service \
        >/etc/systemd/system/parvis-trial.service
    systemctl daemon-reload
    systemctl start parvis-trial || { journalctl --no-pager -u parvis-trial; exit 1; }
}
parvis shell -v0 <<'PYTHON'
from datetime import date

from django.core.files.base import ContentFile
from wagtail.models import Page
from weasyprint import HTML

from clubs.models import ClubIndexPage, ClubPage, ReportPage
from downloads.models import Document

pdf = HTML(string="<h1>Bilan des ardoises</h1>").write_pdf()
Document.objects.create(title="Bilan", file=ContentFile(pdf, name="bilan.pdf"))
parent = Page.objects.get(pk=ClubIndexPage.objects.first().pk)
for page in (ClubPage(title="Club"), ReportPage(title="Compte rendu", date=date(2025, 4, 3))):
    parent.add_child(instance=page)
    page.save_revision().publish()
    parent = page
PYTHON
for _ in $(seq 60); do
    made=$(ls /var/lib/parvis/media/reports/*.pdf /var/lib/parvis/media/covers/*.webp 2>/dev/null | wc -l)
    [ "$made" -ge 2 ] && break
    sleep 1
done
[ "$made" -ge 2 ] || { journalctl --no-pager -u parvis-worker; exit 1; }
done_by_service backup
done_by_service check_backup

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
home_page

rm /usr/local/src/broken/news/migrations/9999_broken.py
echo 'raise RuntimeError("This version does not start")' >>/usr/local/src/broken/site/config/wsgi.py
if /usr/local/src/broken/deploy/install; then
    echo "A version that doesn't start was put in place"; exit 1
fi
home_page
test "$(systemctl is-active parvis-web parvis-worker parvis-housekeeping.timer | sort -u)" = active

deploy/uninstall
test -d /var/lib/parvis/media
deploy/uninstall --data --yes
test ! -e /var/lib/parvis
test -d /var/backups/parvis
"""

# systemd as the first process of namespaces of its own.
BOOT = r"""
set -eu
root=$1
mount --bind "$root" "$root"
mount --make-private "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs tmpfs "$root/sys/fs"
mkdir "$root/sys/fs/cgroup"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
mount -t tmpfs tmpfs "$root/dev/shm"
cd "$root"
mkdir -p mnt/old
pivot_root . mnt/old
cd /
umount -l /mnt/old
exec env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system
"""
NAMESPACES = ["--mount", "--pid", "--uts", "--ipc", "--cgroup"]
PACKAGES = "ca-certificates,procps,systemd,systemd-sysv,dbus"


def reason_not_to() -> str:
    if sys.platform != "linux" or not shutil.which("apt-get"):
        return "this isn't Debian."
    if os.geteuid() != 0:
        return "it takes root."
    return system.problem_with(["debootstrap"])


def try_in(suite: str) -> bool:
    root = Path(tempfile.mkdtemp(prefix=f"parvis-{suite}-"))
    root.chmod(0o755)
    print(f"A bare {suite} ...", flush=True)
    try:
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", suite, root, MIRROR],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        copy_into(root)
        with booted(root) as inside:
            return subprocess.run([*inside, "/bin/sh", "-c", SCRIPT]).returncode == 0
    finally:
        shutil.rmtree(root)


@contextmanager
def booted(root: Path) -> Iterator[list[str]]:
    """What to put before a command to run it where systemd runs, in that root. All of it ends with the context."""
    boot = ["unshare", *NAMESPACES, "--fork", "--kill-child", "/bin/sh", "-c", BOOT, "boot", str(root)]  # fmt: skip
    machine = subprocess.Popen(boot, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        children = Path(f"/proc/{machine.pid}/task/{machine.pid}/children")
        for _ in range(300):
            inside = ["nsenter", "--target", children.read_text().strip(), *NAMESPACES, "--"]
            state = [*inside, "systemctl", "is-system-running"]
            said = subprocess.run(state, capture_output=True).stdout.strip()
            # Degraded is enough: what loads modules of the kernel has none here.
            if said in {b"running", b"degraded"}:
                break
            time.sleep(0.1)
        else:
            sys.exit("Parvis: systemd doesn't start in a root of its own.")
        yield inside
    finally:
        machine.kill()
        machine.wait()


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
