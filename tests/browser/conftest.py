"""What the browser tests share: one Chromium, a site that is served to it, and visitors of that site."""

import os
from contextlib import ExitStack

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests.browser import content as site_content
from tests.browser import editing
from tests.browser.watch import Watch
from tests.conftest import clear_caches
from tools import system

HEIGHTS = {320: 640, 360: 740, 1024: 700, 1440: 900}  # of the window, for each width
WAIT = 30_000  # milliseconds for anything to appear, on a busy machine
expect.set_options(timeout=WAIT)

# As a person waits for a page before she presses anything, so do presses of the mouse: while a page loads, its buttons
# are there, and the scripts that answer them not yet.
NOTHING_TO_PRESS = """
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { pointer-events: none !important }");
    document.adoptedStyleSheets.push(sheet);
    addEventListener("load", () => {
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    });
"""

# Nothing is asked of the network; a container's root has no sandbox to offer.
CHROMIUM_OPTIONS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker("browser")


@pytest.fixture(scope="module")
def content(media_root, django_db_setup, django_db_blocker, databases, module_worker):
    """The site that a file's tests visit (see tests/browser/content.py): built once, a copy for each file."""
    with (
        django_db_blocker.unblock(),
        databases.copy_of_site("browser", site_content.build) as content,
    ):
        clear_caches()
        yield content
        clear_caches()


@pytest.fixture(scope="module")
def transactional_db(content):
    """In place of pytest-django's, which the live server asks for: one for all tests of a file."""


@pytest.fixture(scope="module")
def chromium(content):
    """The browser, for the tests of a file: they are in an event loop, where Django opens connections anew.

    Those that follow elsewhere aren't in one any more, and get their own connection back.
    """
    with (
        pytest.MonkeyPatch.context() as patch,
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=system.chromium(), args=CHROMIUM_OPTIONS
        ) as browser,
    ):
        # Django sees danger in the event loop. A server refuses to start with this, so it doesn't stay.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser
        connection.close()


@pytest.fixture
def visitor(chromium, content, live_server):
    """`visitor(width=360)` opens an empty tab for somebody new; a user passed as `user` has logged in.

    The other options are Playwright's, for a browser context. When the test ends, no tab may have asked
    anything of another host nor written an error to the browser's console: `page.watch` says what it saw.
    """
    with ExitStack() as stack:
        watches = []

        def open_tab(width: int = 1440, user=None, **options) -> Page:
            context = stack.enter_context(
                chromium.new_context(
                    base_url=live_server.url,
                    viewport={"width": width, "height": HEIGHTS[width]},
                    locale="fr-FR",
                    reduced_motion="reduce",
                    **options,
                )
            )
            context.set_default_timeout(WAIT)
            if options.get("java_script_enabled", True):
                context.add_init_script(NOTHING_TO_PRESS)
            if user:
                log_in(context, user, live_server.url)
            watch = Watch(context, live_server.url)
            watches.append(watch)
            page = context.new_page()
            page.watch = watch
            return page

        yield open_tab
        problems = [problem for watch in watches for problem in watch.problems]
    assert not problems, "\n".join(problems)


@pytest.fixture
def reader(visitor) -> Page:
    """An anonymous reader at a desk."""
    return visitor()


@pytest.fixture
def form(content, visitor, editor, request) -> Page:
    """The form of a new news item with the clipboard at hand: its title and an empty block of text, `page.block`, are
    saved. `editor` is the file's own: whoever writes it."""
    page = visitor(user=editor)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editing.open_form(page, f"/admin/pages/add/news/newspage/{content.pages['NewsIndexPage'].pk}/")
    page.get_by_role("textbox", name="Titre").press_sequentially(f"Une brève {request.node.name}")
    editing.expect_saved_by_itself(page)
    page.block = editing.insert_block(page, "Texte")
    editing.expect_saved_by_itself(page)
    return page


def log_in(context: BrowserContext, user, url: str):
    client = Client()
    client.force_login(user)
    context.add_cookies(
        [
            {"name": name, "value": morsel.value, "url": url}
            for name, morsel in client.cookies.items()
        ]
    )
