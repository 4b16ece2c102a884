"""A page that is published with texts of the main language says of each of them which language it is in."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.rich_text import RichText

from core.translation.models import UntranslatedTexts
from tests import factories, page_types
from tests.languages.test_marked import unmarked
from tests.page_types import PAGE_TYPES

BODY = [
    ("heading", {"text": "Un zébré chapitre : « oui » & non", "level": "h2"}),
    ("rich_text", RichText(
        '<p data-block-key="a">Onze <b>semaines</b> zébrées : <a href="https://example.org/">là</a>.</p>'
        "<p><b>Zébré seul</b></p>"
        "<ul><li>Un <i>point</i> zébré</li><li>Deux zébrés<ul><li>Dont zébré</li></ul></li></ul>"
    )),
    ("quote", {"text": "Zébré, dit-elle.", "speaker": "Ana Lauze", "role": "gardienne zébrée"}),
    ("callout", {"kind": "remember", "title": "Zébrure à retenir", "text": RichText("<p>Un zébré < deux.</p>")}),
    ("key_figures", {"title": "Zébrures", "figures": [
        {"value": "12 zébrés", "label": "rayures zébrées", "source": "Enquête zébrée"}
    ]}),
    ("table", {
        "caption": "Table zébrée",
        "columns": [{"type": "text", "heading": "Colonne zébrée"}],
        "rows": [{"values": ["Case zébrée"]}, {"values": ["Autre case zébrée"]}],
    }),
    ("video", {"title": "Film zébré", "url": "https://video.example.org/1", "duration": "12 minutes zébrées"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def english(module_site):
    """A page of each type, published in English with its title alone translated."""
    photo = factories.shown_photo("Une photo", description="A picture", caption="A caption")
    document = factories.document("A file")
    photos = [
        ("photo", {"photo": photo, "caption": "Légende zébrée"}),
        ("gallery", {"title": "Galerie zébrée", "photos": [photo, photo]}),
        ("downloads", {"title": "Fichiers zébrés", "documents": [document]}),
    ]
    texts = {
        "introduction": "Un zébré mot.",
        "programme": "<h3>Matin zébré</h3><p>Visite zébrée.</p>",
        "search_description": "Une description zébrée.",
    }
    pages = {}
    for model in PAGE_TYPES:
        names = {field.name for field in model._meta.get_fields()}
        own = {name: text for name, text in texts.items() if name in names}
        page = page_types.make(model, module_site.home, **own)
        if "body" in names:
            stream = page.body.stream_block
            page.body = stream.normalize([(kind, stream.child_blocks[kind].normalize(
                stream.child_blocks[kind].to_python(value) if kind == "table" else value
            )) for kind, value in BODY + photos])  # fmt: skip
            page.save_revision().publish()
        title = f"{model.__name__} in English"
        known = page.get_translation_or_none(factories.locale("en"))
        pages[model.__name__] = (
            page_types.changed(known, {"title": title, **own})
            if known
            else factories.translate(page, title=title)
        )
    return pages


@pytest.fixture(autouse=True)
def database(english, db):
    """What a test adds is undone."""


def test_every_text_of_the_main_language_is_marked(english, client):
    found, french = [], 0
    for page in english.values():
        answer = client.get(page.url)
        assert answer.status_code == 200, page.url
        main = answer.content.split(b"<main", 1)[1].split(b"</main>")[0]
        french += main.decode().lower().count("zébr")
        found += [f"{page.url}: {text}" for text in unmarked(b"<body><main" + main)]
    assert french > 60
    assert not found, "\n".join(found)


def test_a_text_that_is_translated_later_loses_its_mark(english, client):
    page = english["NewsPage"]
    marked = '<span lang="fr">Un zébré mot.'.encode()
    assert marked in client.get(page.url).content
    page_types.changed(page, {"introduction": "A word."})
    assert marked not in client.get(page.url).content
    assert "Un zébré mot." not in UntranslatedTexts.of(page)


def test_the_markup_around_marks_is_sound(english, read):
    text = read(english["NewsPage"].url).main
    for part in text.select("span[lang=fr]"):
        assert not part.select("p, ul, li, h2, h3")
    assert text.select_one("table caption span[lang=fr]").text == "Table zébrée"
    for labelled in text.select("[aria-labelledby]"):
        for key in labelled["aria-labelledby"].split():
            assert text.find(id=key), key


def test_what_a_former_version_has_published_is_marked_too(english, client):
    page = english["NewsPage"]
    before = client.get(page.url).content
    UntranslatedTexts.objects.all().delete()
    assert client.get(page.url).content.count(b'lang="fr"') < before.count(b'lang="fr"')
    call_command("find_untranslated_texts")
    assert client.get(page.url).content.count(b'lang="fr"') == before.count(b'lang="fr"')


def test_readers_pay_no_query_for_marks(english, client):
    """They are found out at publication: a page that is translated whole asks the database as often."""
    page = english["NewsPage"]
    client.get(page.url)
    with CaptureQueriesContext(connection) as marked:
        client.get(page.url)
    UntranslatedTexts.objects.filter(page=page.pk).delete()
    with CaptureQueriesContext(connection) as plain:
        client.get(page.url)
    assert len(marked) == len(plain)
