"""What a visitor's browser did behind the page: its requests, and what it complained of."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext


class Watch:
    def __init__(self, context: BrowserContext, home: str):
        self.requests: list[str] = []
        self._host = urlsplit(home).netloc
        self._errors: list[tuple[str, str]] = []  # where and what
        self._refused: set[str] = set()  # addresses that the test opened and that answered an error
        self._refusals_expected = False
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("response", self._keep_refusals)
        context.on("console", self._keep_complaints)
        context.on(
            "weberror", lambda error: self._errors.append((error.page.url, str(error.error)))
        )

    def expect_refusals(self):
        """The session ends in this test, or the site is away: what the page asks for by itself may be refused."""
        self._refusals_expected = True

    def _keep_refusals(self, response):
        # A form that isn't whole yet can't be saved by itself: the admin says so, and tries again.
        saved_too_early = response.status == 400 and response.request.method == "POST"
        if (
            (self._refusals_expected and response.status in {403, 502})
            or saved_too_early
            or (response.status >= 400 and response.request.is_navigation_request())
        ):
            self._refused.add(response.url)

    def _keep_complaints(self, message):
        # Wagtail's own news of who edits the page, which it asks for with the former token.
        expected = self._refusals_expected and any(
            part in message.text
            for part in ("/editing-sessions/ping/", "ERR_INTERNET_DISCONNECTED")
        )
        # Wagtail's checks of a preview write there what they have found.
        expected = expected or message.text.startswith("axe.run results")
        if message.type == "error" and not expected:
            self._errors.append((message.location["url"], message.text))

    @property
    def problems(self) -> list[str]:
        """Requests to other hosts, and errors of scripts, files and the content security policy.

        Chromium also complains of a page that answers 404, which is no problem where a test opens one.
        """
        foreign = [f"asked of another host: {url}" for url in self.requests if self._foreign(url)]
        errors = [
            f"{url}: {text}"
            for url, text in self._errors
            if not (url in self._refused and text.startswith("Failed to load resource"))
        ]
        return foreign + errors

    def _foreign(self, url: str) -> bool:
        address = urlsplit(url)
        return address.scheme not in {"data", "blob"} and address.netloc != self._host
