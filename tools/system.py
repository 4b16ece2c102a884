"""The programs that the project takes from the system: `python -m tools.system chromium postgresql`.

Installs the missing ones where no question is asked: by apt-get as root (or with a sudo that wants no
password), by Homebrew on macOS. Elsewhere it prints the command to type, and fails; after `--optional` it only
says what goes without them.
"""

import ctypes
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from clubs.pdf.process import run_renderer

MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PLAYWRIGHT_BROWSERS = (
    ".cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
POSTGRESQL_FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


def chromium() -> str | None:
    """The browser to drive: the one named by CHROMIUM, else the system's, else Playwright's own.

    The one without a window does the same with a third less of the processor.
    """
    if chosen := os.environ.get("CHROMIUM"):
        return chosen
    for name in ("chromium-headless-shell", "chromium", "google-chrome"):
        path = shutil.which(name)
        # Ubuntu's is a snap, which has a /tmp of its own and can't be driven from outside.
        if path and not os.path.realpath(path).endswith("/snap"):
            return path
    for path in MAC_BROWSERS:
        if Path(path).exists():
            return path
    own = [path for pattern in PLAYWRIGHT_BROWSERS for path in Path.home().glob(pattern)]
    return str(max(own)) if own else None


def postgresql() -> str | None:
    """The folder of the newest server's programs, which Debian and Homebrew keep off PATH."""
    folders = [path for pattern in POSTGRESQL_FOLDERS for path in Path("/").glob(pattern)]
    servers = [path for path in folders if Path(path, "initdb").exists()]
    if servers:
        return str(max(servers, key=lambda path: float(path.parent.name.split("@")[-1])))
    on_path = shutil.which("initdb")
    return on_path and str(Path(on_path).parent)


def nginx() -> str | None:
    """The web server that the operators' guide sets in front; administrators' programs may be off PATH."""
    return shutil.which(
        "nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
    )


def libatomic() -> bool:
    """Whether the library is there that Node.js, hence Playwright, wants on Linux."""
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


def pango() -> bool:
    """Whether WeasyPrint, which makes the PDF of reports, finds what it needs."""
    return run_renderer().returncode == 0


def valkey() -> str | None:
    """The cache of several machines, or Redis, which answers the same and is in every Debian."""
    return shutil.which("valkey-server") or shutil.which("redis-server")


FINDERS = {
    "libatomic": libatomic,
    "chromium": chromium,
    "postgresql": postgresql,
    "gettext": lambda: shutil.which("xgettext"),
    "pango": pango,
    "nginx": nginx,
    "openssl": lambda: shutil.which("openssl"),
    "debootstrap": lambda: shutil.which(
        "debootstrap", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"
    ),
    "shellcheck": lambda: shutil.which("shellcheck"),
    "wrk": lambda: shutil.which("wrk"),
    "age": lambda: shutil.which("age"),
    "restic": lambda: shutil.which("restic"),
    "valkey": valkey,
}
# The packages that aren't named like the program.
APT_NAMES = {
    "chromium": ["chromium-headless-shell"],
    "libatomic": ["libatomic1"],
    "valkey": ["redis-server"],
    # With the typefaces of the printed reports, a serif and a sans.
    "pango": [
        *("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
        *("fonts-urw-base35", "fonts-open-sans"),
    ],
}
BREW_NAMES = {"postgresql": "postgresql@17"}
WITHOUT = {"pango": "reports have no PDF"}


def missing(programs: list[str]) -> list[str]:
    return [name for name in programs if not FINDERS[name]()]


def as_root() -> list[str] | None:
    """What to put before a command to run it as root; None when that would ask for a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and not subprocess.call(
        ["sudo", "-n", "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ):
        return ["sudo"]
    return None


def commands(names: list[str]) -> list[list[str]]:
    """What installs the programs here; none where the system's packages aren't known."""
    found = []
    debian = (
        Path("/etc/os-release").exists() and "ID=debian\n" in Path("/etc/os-release").read_text()
    )
    packages = [name for name in names if debian or name != "chromium"]
    if packages and shutil.which("brew"):
        found.append(["brew", "install", *(BREW_NAMES.get(name, name) for name in packages)])
    elif packages and shutil.which("apt-get"):
        root = as_root()
        root = ["sudo"] if root is None else root
        packages = [package for name in packages for package in APT_NAMES.get(name, [name])]
        found.append([*root, "apt-get", "update", "-qq"])
        found.append([*root, "apt-get", "install", "-qq", "--no-install-recommends", *packages])
        services = {"nginx": "nginx", "valkey": "redis-server"}
        for service in (services[name] for name in names if name in services):
            # Debian starts them; the tests start their own, on loopback.
            if Path("/run/systemd/system").exists():
                found.append([*root, "systemctl", "disable", "--now", service])
    if "chromium" in names and not debian:
        # Neither Ubuntu nor Homebrew has one that can be driven: Playwright brings its own.
        libraries = ["--with-deps"] if sys.platform == "linux" and as_root() is not None else []
        found.append([sys.executable, "-m", "playwright", "install", *libraries, "chromium"])
    return found


def problem_with(programs: list[str]) -> str:
    """What keeps the missing programs from being installed, in a sentence; nothing once all are there."""
    names = missing(programs)
    if not names:
        return ""
    what = " and ".join(names)
    todo = commands(names)
    typed = " && ".join(shlex.join(command) for command in todo)
    if not todo:
        return f"{what} must be installed: use the system's packages."
    if "sudo" in typed.split() and as_root() is None:
        return f"{what} must be installed, type: {typed}"
    print(f"Installing {what} ...", flush=True)
    for command in todo:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        if subprocess.call(command, stdin=subprocess.DEVNULL, env=environment):
            return f"{what} could not be installed, type: {typed}"
    if still := missing(names):
        return f"{' and '.join(still)} still can't be found after: {typed}"
    return ""


def main(*arguments: str) -> None:
    optional = arguments[0] == "--optional"
    programs = list(arguments[1:] if optional else arguments)
    if problem := problem_with(programs):
        if not optional:
            sys.exit(f"\nParvis: {problem}")
        lost = " and ".join(WITHOUT[name] for name in programs)
        print(f"\nParvis goes on, but {lost}: {problem}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
