"""The vocabulary of a body: what each block owes the editor and the reader."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import get_template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import override
from wagtail.blocks import RawHTMLBlock

from core.blocks import BodyBlock
from tests import bodies, factories, page_types
from tests.page_types import PAGE_TYPES

BLOCKS = BodyBlock().child_blocks
every_block = pytest.mark.parametrize("name", BLOCKS)


def inner(block):
    """The block and those in it."""
    yield block
    for child in getattr(block, "child_blocks", {}).values():
        yield from inner(child)
    if hasattr(block, "child_block"):
        yield from inner(block.child_block)


@pytest.fixture
def shown(site, read):
    """The body of a page with these blocks, as a reader gets it."""

    def show(*blocks):
        return read(page_types.content_page(site.home, body=list(blocks)).url).select_one(".body")

    return show


@every_block
def test_it_has_label_description_icon_and_template(name):
    meta = BLOCKS[name].meta
    with override("fr"):
        assert str(meta.label)
        assert len(str(meta.description)) > 15
    assert meta.icon
    assert meta.icon != "placeholder"
    assert get_template(meta.template)


def test_labels_wait_to_know_the_editors_language():
    """A label that isn't lazy is in one language for everybody."""
    for block in (part for child in BLOCKS.values() for part in inner(child)):
        for name, child in getattr(block, "child_blocks", {}).items():
            assert isinstance(child.label, Promise), f"{type(block).__name__}.{name}"
    for name, block in BLOCKS.items():
        assert isinstance(block.label, Promise), name
        assert isinstance(block.meta.description, Promise), name


@every_block
def test_its_preview_shows_it(name, site, editor_client):
    photo = factories.photo(credit="Ilan Corvec")
    factories.photo("Autre")
    factories.document("Bilan 2025")
    block = BLOCKS[name]
    answer = editor_client.get(
        reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}
    )
    assert answer.status_code == 200
    body = BeautifulSoup(answer.content, "html.parser").body
    assert len(body.get_text(strip=True)) > 5 or body.select("img")
    assert photo


@every_block
def test_its_preview_survives_an_empty_library(name, site, editor_client):
    """A new site has neither photo nor file to show."""
    address = reverse("wagtailadmin_block_preview")
    answer = editor_client.get(address, {"id": BLOCKS[name].definition_prefix})
    assert answer.status_code == 200


@every_block
def test_its_icon_exists(name, site, editor_client):
    sprite = editor_client.get(reverse("wagtailadmin_sprite")).content.decode()
    assert f'id="icon-{BLOCKS[name].meta.icon}"' in sprite


def test_no_block_takes_raw_html():
    assert not [
        block
        for child in BLOCKS.values()
        for block in inner(child)
        if isinstance(block, RawHTMLBlock)
    ]


def test_every_body_has_this_one_vocabulary():
    for model in PAGE_TYPES:
        if hasattr(model, "body"):
            assert list(model.body.field.stream_block.child_blocks) == list(BLOCKS)


def test_a_photo_shows_its_credit_and_the_caption_written_for_this_place(shown):
    photo = factories.photo(caption="Sa légende", credit="Ilan Corvec")
    figure = shown(("photo", {"photo": photo, "caption": "Une autre"})).select_one("figure")
    assert "Une autre" in figure["aria-label"]
    assert "Ilan Corvec" in figure["aria-label"]
    assert "Sa légende" not in figure.text
    assert "Ilan Corvec" in figure.figcaption.text


def test_a_gallery_shows_every_photo_with_its_credit(shown):
    photos = [
        factories.shown_photo(f"Vue {n}", credit=f"Auteur {n}", caption=f"Légende {n}")
        for n in (1, 2)
    ]
    figures = shown(("gallery", {"title": "La visite", "photos": photos})).select("figure")
    for number, figure in enumerate(figures, 1):
        assert f"Auteur {number}" in figure["aria-label"]
        assert f"Légende {number}" in figure["aria-label"]
        assert figure.select_one("img")["alt"]
    assert len(figures) == 2


def test_a_quote_names_its_speaker_and_carries_no_typed_marks(site, shown):
    value = {"text": "Rien ne remplace une visite.", "speaker": "Ana", "role": "gardienne"}
    figure = shown(("quote", value)).select_one("figure")
    assert "Ana" in figure.figcaption.text
    assert "gardienne" in figure.figcaption.text
    cleaned = BLOCKS["quote"].clean(
        BLOCKS["quote"].to_python(value | {"text": " « Rien ne remplace. » "})
    )
    assert cleaned["text"] == "Rien ne remplace."


def test_a_video_is_a_link_and_never_a_player(shown):
    value = {
        "title": "La visite",
        "url": bodies.VIDEO,
        "duration": "12 min",
        "transcript": factories.document("Transcription"),
        "photo": None,
    }
    body = shown(("video", value))
    assert body.select_one("a")["href"] == bodies.VIDEO
    assert "12 min" in body.text.replace("\xa0", " ")
    assert "Transcription" in body.text
    assert not body.select("iframe, video, object, embed")


def test_key_figures_pair_each_figure_with_what_it_counts(shown):
    figures = [
        {"value": "128", "label": "logements", "source": ""},
        {"value": "37 %", "label": "d’énergie en moins", "source": "Enquête 2025"},
    ]
    body = shown(("key_figures", {"title": "", "figures": figures}))
    assert [term.text for term in body.select("dd")] == ["128", "37\u202f%"]
    assert "logements" in body.dt.text
    assert "Enquête 2025" in body.text


def test_a_table_has_a_caption_and_headers_of_columns(site, shown):
    body = shown(bodies.every_block(factories.photo(), factories.document())[-1])
    table = body.table
    assert table.caption.text.strip() == "Logements par commune"
    assert [header["scope"] for header in table.select("thead th")] == ["col", "col"]
    assert [cell.get_text(strip=True) for cell in table.select("tbody tr > *")] == [
        "Valmire",
        "128",
    ]
    first = body.select_one("tbody tr").find()
    assert (first.name, first["scope"], first.text.strip()) == ("th", "row", "Valmire")


@pytest.mark.parametrize("level", ["h2", "h3"])
def test_a_heading_takes_its_level(level, shown):
    assert (
        shown(("heading", {"text": "Une partie", "level": level})).find(level).text == "Une partie"
    )


def test_a_photo_deleted_since_leaves_the_page_standing(site, read):
    photo, other = factories.photo(), factories.photo()
    body = [
        ("photo", {"photo": photo, "caption": ""}),
        ("gallery", {"title": "", "photos": [photo, other]}),
        ("rich_text", "<p>La suite.</p>"),
    ]
    page = page_types.content_page(site.home, lead_photo=photo, body=body)
    photo.delete()
    assert "La suite." in read(page.url).main.text


def test_a_file_deleted_since_leaves_the_page_standing(site, read):
    document = factories.document()
    body = [
        ("downloads", {"title": "", "documents": [document]}),
        ("rich_text", "<p>La suite.</p>"),
    ]
    page = page_types.content_page(site.home, body=body, downloads=[document])
    document.delete()
    assert "La suite." in read(page.url).main.text
