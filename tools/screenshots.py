"""Picture the demo site: `python -m tools.screenshots [--local] [--only news-page] [--width 768]`.

Writes each page type and view at three widths, light and dark, and the admin's main screens, into
var/screenshots/<name>_<width>_<scheme>.png. The site is a demo made anew in a temporary folder, which
takes a while, or with --local the one of `make run`.
"""

import argparse
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from demo import DEMO_EMAIL, DEMO_PASSWORD
from tools import system, temporary_site
from tools.ports import free_port

HEIGHTS = {360: 740, 768: 1024, 1440: 900}  # of the window, for each width
TARGET = Path("var/screenshots")

SHOW_EVERY_PHOTO = """async () => {
    const images = [...document.images];
    images.forEach((image) => { image.loading = "eager"; });
    await Promise.all(images.map((image) => image.decode().catch(() => null)));
}"""

# The admin scrolls inside its window, which then has to grow to show a screen whole.
ADMIN_HEIGHT = "document.querySelector('.content-wrapper')?.scrollHeight"


def public_paths() -> dict[str, str]:
    """Name → path of the richest page of each type, and of the views that aren't pages."""
    from django.urls import reverse
    from wagtail.models import Page

    pages = Page.objects.live().public().filter(locale__language_code="fr", depth__gt=1).specific()
    richest = {}
    for page in sorted(pages, key=lambda page: len(page.to_json())):
        richest[type(page).__name__] = page
    paths = {
        re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower(): page.get_url()
        for name, page in richest.items()
    }
    return paths | {
        "search": f"{reverse('search')}?q=logement",
        "search-nothing": f"{reverse('search')}?q=zzzz",
        "legal-notice": reverse("legal_notice"),
        "accessibility": reverse("accessibility"),
        "site-map": reverse("site_map"),
        "not-found": "/nulle-part/",
        "sign-in": reverse("members:sign_in"),
    }


def admin_paths() -> dict[str, str]:
    """Name → path of the editors' main screens."""
    from django.urls import reverse

    from contacts.models import Contact
    from downloads.models import Document
    from home.models import AssociationSettings
    from news.models import NewsIndexPage, NewsPage
    from photos.models import Photo

    def first(model):
        return [model.objects.order_by("pk").first().pk]

    settings = AssociationSettings._meta
    return {
        "admin-dashboard": reverse("wagtailadmin_home"),
        "admin-news-list": reverse("wagtailadmin_explore", args=first(NewsIndexPage)),
        "admin-news-edit": reverse("wagtailadmin_pages:edit", args=first(NewsPage)),
        "admin-photos": reverse("wagtailimages:index"),
        "admin-photo-edit": reverse("wagtailimages:edit", args=first(Photo)),
        "admin-documents": reverse("wagtaildocs:index"),
        "admin-document-edit": reverse("wagtaildocs:edit", args=first(Document)),
        "admin-contacts": reverse(Contact.snippet_viewset.get_url_name("list")),
        "admin-settings": reverse(
            "wagtailsettings:edit", args=[settings.app_label, settings.model_name]
        ),
    }


def log_in(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("input[name=email]", DEMO_EMAIL)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/admin/")
    page.close()


def picture(context: BrowserContext, paths: dict[str, str], width: int, scheme: str) -> list[str]:
    """Picture each path; what went wrong, one line each."""
    problems = []
    page = context.new_page()
    for name, path in paths.items():
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        answer = page.goto(path, wait_until="networkidle")
        if answer is None or answer.status != (404 if name == "not-found" else 200):
            problems.append(f"{name}: {path} answered {answer and answer.status}")
        page.evaluate(SHOW_EVERY_PHOTO)
        height = max(page.evaluate(ADMIN_HEIGHT) or 0, HEIGHTS[width])
        page.set_viewport_size({"width": width, "height": height})
        target = TARGET / f"{name}_{width}_{scheme}.png"
        page.screenshot(path=target, full_page=True, animations="disabled")
    return problems


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--local", action="store_true", help="the site of `make run`")
    parser.add_argument("--only", action="append", help="a name, as in the files (repeatable)")
    parser.add_argument("--width", action="append", type=int, choices=HEIGHTS, help="repeatable")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parvis-screenshots-") as folder:
        if options.local:
            temporary_site.start_django({"DJANGO_SETTINGS_MODULE": "config.settings.dev"})
        else:
            print("Building a demo site ...", flush=True)
            temporary_site.start_django(temporary_site.workstation(Path(folder)))
            temporary_site.build()
        public, admin = public_paths(), admin_paths()
        names = options.only or [*public, *admin]
        if unknown := set(names) - {*public, *admin}:
            sys.exit(f"Parvis: {', '.join(unknown)}? There are {', '.join([*public, *admin])}.")
        public = {name: path for name, path in public.items() if name in names}
        admin = {name: path for name, path in admin.items() if name in names}
        print(f"Picturing {', '.join(names)} ...", flush=True)
        problems = []
        TARGET.mkdir(parents=True, exist_ok=True)
        port = free_port()
        command = [sys.executable, "manage.py", "runserver", "--noreload", str(port)]
        with (
            temporary_site.serving(command, port, Path(folder, "log")),
            sync_playwright() as playwright,
            playwright.chromium.launch(executable_path=system.chromium()) as browser,
        ):
            for width in options.width or HEIGHTS:
                for scheme in ("light", "dark"):
                    with browser.new_context(
                        base_url=f"http://localhost:{port}",
                        color_scheme=scheme,
                        locale="fr-FR",
                    ) as context:
                        problems += picture(context, public, width, scheme)
                        if admin:
                            log_in(context)
                            problems += picture(context, admin, width, scheme)
    print(f"The pictures are in {TARGET}.")
    if problems:
        sys.exit("\n".join(sorted(set(problems))))


if __name__ == "__main__":
    main()
