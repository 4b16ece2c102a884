"""Templates say nothing by themselves: each of their words is translated, marked as another language's, or a name."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.source_rules import ROOT
from tests.test_languages import SPOKEN

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NAMES = {"CSV", "JSON", "PDF", "Parvis", "RNA", "SIREN", "html", "vCard"}
TAGS = re.compile(
    r"{%\s*(blocktranslate|comment)\b.*?{%\s*end\1\s*%}|{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL
)
WORD = re.compile(r"[^\W\d_]{2,}")


def own_words(template: str) -> set[str]:
    """Those that stand in it rather than come from the catalogue or from content."""
    document = BeautifulSoup(TAGS.sub("", template), "html.parser")
    # The keys of words that a script says are in a hidden list.
    for part in document.select("script, style, [lang]:not(html), dl[hidden] dt"):
        part.decompose()
    texts = document.find_all(string=True)
    texts += [
        str(element[name])
        for element in document.find_all(True)
        for name in SPOKEN
        if element.get(name)
    ]
    return {word for text in texts for word in WORD.findall(text)} - NAMES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_no_words_of_its_own(path):
    assert not own_words(path.read_text())


@pytest.mark.parametrize(
    "template",
    [
        "<p>En dur</p>",
        '<a href="{{ url }}" title="Lire">{% translate "Read" %}</a>',
        "{{ page }} hier",
    ],
)
def test_a_word_that_nobody_can_translate_is_seen(template):
    assert own_words(template)
