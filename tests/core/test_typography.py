"""French spaces, sizes and dates, as templates write them."""

import re
from datetime import date
from pathlib import Path

import polib
import pytest
from django.utils.safestring import mark_safe
from django.utils.translation import override

from core.templatetags.parvis import day, json_ld, month, typeset, weight
from core.typography import sort_key, typeset_html

N, W = "\u202f", "\xa0"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Qui ?", f"Qui{N}?"),
        ("Vu ! Oui ; non : 5 % de 12 €", f"Vu{N}! Oui{N}; non{N}: 5{N}% de 12{N}€"),
        ("« oui »", f"«{N}oui{N}»"),
        ("«\xa0oui\xa0»", f"«{N}oui{N}»"),
        ("déjà fine\u202f!", f"déjà fine{N}!"),
        ("Who? What: this.", "Who? What: this."),
        ("https://www.example.org/a?b=1", "https://www.example.org/a?b=1"),
        ("10:30", "10:30"),
        ("", ""),
        (None, ""),
        ("a < b & c", "a &lt; b &amp; c"),
        ("Loi n° 90-449, N° 7, p. 12", f"Loi{W}n°{W}90-449, N°{W}7, p.{W}12"),
        ("loi nº 2005-102", f"loi{W}n°{W}2005-102"),
        ("le 1er mars", f"le 1er{W}mars"),
        ("1,2 Mo, 30 km, 12 minutes", f"1,2{W}Mo, 30{W}km, 12 minutes"),
        ("%(n)s ko sur %(all)s : %d Mo", f"%(n)s{W}ko sur %(all)s{N}: %d{W}Mo"),
        ("no. 7", f"no.{W}7"),
    ],
)
def test_spaces_before_double_signs_become_narrow_and_unbreakable(typed, shown):
    assert typeset(typed) == shown


def test_the_strings_of_the_interface_follow_the_same_rule():
    """`make messages` sets the spaces; what else French printing asks of them is checked here."""
    for entry in polib.pofile("locale/fr/LC_MESSAGES/django.po"):
        for text in filter(None, [entry.msgstr, *entry.msgstr_plural.values()]):
            assert typeset_html(text) == text, entry.msgid
            words = re.sub(r"<[^>]*>|%\(\w+\)[sd]", "", text)
            assert not re.search(r"\w'\w|[\"“”º]|\.\.\.", words), entry.msgid
            assert "courriel" not in words.lower(), "one word: e-mail"


def test_templates_write_no_sign_that_french_sets_apart():
    """It would follow a space that may break: signs belong to translated strings."""
    for path in Path("templates").rglob("*.html"):
        text = re.sub(
            r"{% (comment|blocktranslate).*?{% end\1 %}", "", path.read_text(), flags=re.DOTALL
        )
        text = re.sub(r"{[%{#].*?[%}#]}", "", text)
        text = re.sub(r"<(style|script).*?</\1>|<[^>]*>|&\w+;", "", text, flags=re.DOTALL)
        assert not re.search(r"[;:!?»«%€°]", text), path


def test_tags_and_their_attributes_stay_as_they_are():
    html = mark_safe('<a href="/x?a=1 ; b" title="Oui !">Oui !</a> &amp; non&nbsp;?')
    assert typeset(html) == f'<a href="/x?a=1 ; b" title="Oui !">Oui{N}!</a> &amp; non{N}?'


@pytest.mark.parametrize(
    ("size", "french", "english"),
    [
        (0, "0 octet", "0 bytes"),
        (1, "1 octet", "1 byte"),
        (999, "999 octets", "999 bytes"),
        (1_000, "1,0 ko", "1.0 kB"),
        (48_300, "48 ko", "48 kB"),
        (1_234_567, "1,2 Mo", "1.2 MB"),
        (987_654_321, "988 Mo", "988 MB"),
        (2_500_000_000, "2,5 Go", "2.5 GB"),
        (None, "", ""),
    ],
)
def test_weights_are_said_as_operating_systems_do(size, french, english):
    for language, wanted in (("fr", french), ("en", english)):
        with override(language):
            assert " " not in weight(size)
            assert weight(size).replace("\xa0", " ").replace(N, " ") == wanted


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (date(2026, 3, 1), f"1er{W}mars 2026", "1 March 2026"),
        (date(2025, 8, 11), "11 août 2025", "11 August 2025"),
        (None, "", ""),
    ],
)
def test_days_are_written_in_full(value, french, english):
    with override("fr"):
        assert day(value) == french
    with override("en"):
        assert day(value) == english


def test_months_stand_without_their_day():
    with override("fr"):
        assert month(date(2025, 11, 3)) == "novembre 2025"
        assert month(None) == ""


def test_names_sort_as_in_a_french_dictionary():
    names = ["Zinc", "Œuvre", "étage", "Eau", "Ça", "cave", "Évier"]
    assert sorted(names, key=sort_key) == ["Ça", "cave", "Eau", "étage", "Évier", "Œuvre", "Zinc"]


def test_structured_data_cant_close_its_script():
    text = json_ld({"headline": "</script><!--"})
    assert text.count("</script>") == 1
    assert "<!--" not in text
