"""A first view is light, asks for little and doesn't move while it loads."""

import pytest
from playwright.sync_api import Page

from tests.browser.content import path_of

FIRST_VIEWS = [
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "ClubIndexPage",
    "SessionPage",
    "ReportPage",
]

# Keeps what has moved and by how much (https://web.dev/articles/cls).
WATCH_SHIFTS = """
    const words = ({ node, previousRect, currentRect }) =>
        `${node?.className || node?.nodeName} ${previousRect.y} → ${currentRect.y}`;
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries())
            window.shifts.push({ value, moved: sources.map(words) });
    }).observe({ type: "layout-shift", buffered: true });
"""
# What has just come is painted in the next frame, and told in the one after.
SHIFTS = """async () => {
    for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);
    return window.shifts;
}"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length"
READ_TO_THE_END = """async () => {
    for (let top = 0; top < document.body.scrollHeight; top += innerHeight / 2) {
        scrollTo(0, top);
        await new Promise(requestAnimationFrame);
    }
}"""
EVERY_PHOTO_IS_THERE = """
    () => [...document.images].every((image) => image.complete || !image.checkVisibility())
"""


def transfers(page: Page, path: str) -> dict[str, int]:
    """Bytes on the wire, headers included, of each address asked for while the page loads."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    addresses, sizes = {}, {}
    wire.on(
        "Network.requestWillBeSent",
        lambda event: addresses.update({event["requestId"]: event["request"]["url"]}),
    )
    wire.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(path, wait_until="networkidle")
    return {address: sizes.get(key, 0) for key, address in addresses.items()}


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", FIRST_VIEWS)
def test_first_view_is_light(name, width, content, visitor):
    sizes = transfers(visitor(width), path_of(name, content))
    rest = {address: size for address, size in sizes.items() if "/media/" not in address}
    # This server sends style sheets and scripts as they are: a real one compresses them too.
    print(rest)
    assert len(rest) < 16
    assert 0 < sum(rest.values()) < 100_000


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", FIRST_VIEWS)
def test_nothing_moves_while_loading(name, width, content, visitor):
    page = visitor(width)
    page.add_init_script(WATCH_SHIFTS)
    painted, late = False, []

    def hold(photo):
        photo.continue_() if painted else late.append(photo)

    page.route("**/media/**", hold)
    page.goto(path_of(name, content), wait_until="domcontentloaded")
    page.wait_for_function(PAINTED)
    painted = True
    for photo in late:
        photo.continue_()
    page.wait_for_load_state()
    page.evaluate(SHIFTS)
    page.evaluate(READ_TO_THE_END)
    page.wait_for_function(EVERY_PHOTO_IS_THERE)
    shifts = page.evaluate(SHIFTS)
    assert sum(shift["value"] for shift in shifts) < 0.01, shifts
