"""The HTML of every page is valid, before any script touches it."""

from django.test import Client

from tests.browser.content import PAGES, path_of
from tools import html


def test_every_page_is_valid_html(content):
    reader = Client()
    pages = {name: reader.get(path_of(name, content)).text for name in PAGES}
    pages |= {"bad request": reader.get("/%00").text}
    assert not html.problems(pages)
