"""Whatever editors do to pages, in any order, every address that was ever published answers.

It answers with its page, leads in one step to a page, asks to sign in to a private one, or says that it was withdrawn.
"""

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from wagtail.models import Page, PageViewRestriction

from home.models import ContentPage
from tests import factories

pytestmark = pytest.mark.both_databases

SLUGS = st.sampled_from(["un", "deux", "trois"])
NUMBERS = st.integers(0, 30)


class Editors(RuleBasedStateMachine):
    """What editors do under a home page, which the test sets; each example is undone after it."""

    home: Page

    def __init__(self):
        super().__init__()
        self.published: set[str] = set()
        self.savepoint = transaction.savepoint()

    def pages(self) -> list[Page]:
        return list(ContentPage.objects.order_by("path"))

    def pick(self, number: int) -> Page:
        pages = self.pages()
        return pages[number % len(pages)]

    def free(self, slug: str, parent: Page, page: Page | None = None) -> bool:
        return not parent.get_children().exclude(pk=page.pk if page else None).filter(slug=slug)

    @initialize()
    def begin(self):
        self.add("un", None)
        self.add("deux", 0)

    def teardown(self):
        transaction.savepoint_rollback(self.savepoint)

    @rule(slug=SLUGS, number=st.none() | NUMBERS)
    def add(self, slug, number):
        parent = self.home if number is None or not self.pages() else self.pick(number)
        parent = Page.objects.get(pk=parent.pk)
        if parent.depth < 5:
            factories.publish(ContentPage(title=slug, slug=slug), parent)

    @precondition(lambda self: self.pages())
    @rule(number=NUMBERS, slug=SLUGS)
    def rename(self, number, slug):
        page = self.pick(number)
        if page.live and self.free(slug, page.get_parent(), page):
            page.slug = slug
            page.save_revision().publish()

    @precondition(lambda self: self.pages())
    @rule(number=NUMBERS, under=NUMBERS)
    def move(self, number, under):
        page, parent = self.pick(number), self.pick(under)
        apart = not parent.path.startswith(page.path) and parent.locale_id == page.locale_id
        if apart and parent.depth < 5 and self.free(page.slug, parent):
            page.move(parent, pos="last-child")

    @precondition(lambda self: self.pages())
    @rule(number=NUMBERS)
    def translate(self, number):
        page = self.pick(number)
        if page.locale == self.home.locale and not page.has_translation(factories.locale("en")):
            factories.translate(page, title=f"English {page.title}")

    @precondition(lambda self: self.pages())
    @rule(number=NUMBERS)
    def unpublish(self, number):
        self.pick(number).unpublish()

    @precondition(lambda self: self.pages())
    @rule(number=NUMBERS)
    def publish_again(self, number):
        self.pick(number).save_revision().publish()

    @precondition(lambda self: self.pages())
    @rule(number=NUMBERS)
    def delete(self, number):
        Page.objects.get(pk=self.pick(number).pk).delete()

    @precondition(lambda self: self.pages())
    @rule(number=NUMBERS)
    def close_or_open(self, number):
        page = self.pick(number)
        if not PageViewRestriction.objects.filter(page=page).delete()[0]:
            factories.restrict(page)

    @invariant()
    def every_address_answers(self):
        self.published |= {page.url for page in self.pages() if page.live and page.url}
        client = Client()
        for address in sorted(self.published):
            answer = client.get(address)
            if answer.status_code == 301:
                assert answer["Location"] != address
                answer = client.get(answer["Location"])
                assert answer.status_code == 200, f"{address}: {answer.status_code}"
            elif answer.status_code == 302:
                assert answer["Location"].endswith(f"?next={address}"), address
            else:
                assert answer.status_code in (200, 410), f"{address}: {answer.status_code}"


def test_every_address_ever_published_answers(site):
    class OfThisSite(Editors):
        home = site.home

    OfThisSite.TestCase.settings = settings(
        derandomize=True,
        max_examples=6,
        stateful_step_count=10,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    OfThisSite.TestCase("runTest").runTest()
