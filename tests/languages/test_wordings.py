"""What all languages share, a photo and the association's settings, says its texts in each of them."""

import pytest
from django.test import override_settings
from django.urls import reverse

from tests import factories, page_types

FRENCH = {"description": "Une façade de brique", "caption": "La résidence des Tilleuls"}
ENGLISH = {"description": "A brick front", "caption": "The Tilleuls residence"}


def both_languages(site, **photo_fields):
    photo = factories.shown_photo(**FRENCH, **photo_fields)
    body = [("photo", {"photo": photo, "caption": ""}), ("gallery", {"photos": [photo, photo]})]
    page = page_types.news_page(site.home, lead_photo=photo, body=body)
    return page, factories.translate(page)


def test_a_photo_speaks_the_language_of_the_page(site, read):
    french, english = both_languages(site, wordings={"en": ENGLISH})
    for page, words, others in ((french, FRENCH, ENGLISH), (english, ENGLISH, FRENCH)):
        main = read(page.url).main
        assert {image["alt"] for image in main.select("figure img")} == {words["description"]}
        figures = main.select("figure")
        assert len(figures) == 4
        assert all(words["caption"] in figure.figcaption.text for figure in figures)
        assert all(words["caption"] in figure["aria-label"] for figure in figures)
        assert not any(text in str(main) for text in others.values())
        assert not main.select("figure[lang], img[lang]")


def test_a_photo_not_described_in_english_says_that_it_is_in_french(site, read):
    _french, english = both_languages(site)
    main = read(english.url).main
    assert {figure["lang"] for figure in main.select("figure")} == {"fr"}
    assert {image["lang"] for image in main.select("figure img")} == {"fr"}
    assert {credit["lang"] for credit in main.select(".credit")} == {"en"}


def _form_of(photo) -> dict:
    names = ("title", "credit", "licence", "consent", "description", "caption")
    return {name: getattr(photo, name) for name in names} | {"collection": photo.collection_id}


def test_an_editor_writes_the_texts_of_a_photo_in_english(site, admin_client):
    photo = factories.photo(**FRENCH)
    address = reverse("wagtailimages:edit", args=[photo.pk])
    data = _form_of(photo) | {
        "description_en": ENGLISH["description"], "caption_en": ENGLISH["caption"],
    }  # fmt: skip
    assert admin_client.post(address, data).status_code == 302
    photo.refresh_from_db()
    assert photo.wordings == {"en": ENGLISH}
    assert ENGLISH["caption"] in admin_client.get(address).content.decode()


def test_the_texts_of_a_language_that_is_switched_off_are_kept(site, admin_client):
    photo = factories.photo(**FRENCH, wordings={"it": {"caption": "La residenza"}})
    assert (
        admin_client.post(
            reverse("wagtailimages:edit", args=[photo.pk]), _form_of(photo)
        ).status_code
        == 302
    )
    photo.refresh_from_db()
    assert photo.wordings["it"] == {"caption": "La residenza"}


@pytest.mark.parametrize("written", [True, False])
def test_the_settings_texts_speak_the_language_of_the_page(written, site, client, read):
    factories.translate(site.home, title="Home")
    wordings = {"en": {"legal_form": "Non-profit association (law of 1901)"}} if written else {}
    factories.association(legal_form="Association loi 1901", wordings=wordings)
    french, english = read("/mentions-legales/").main, read("/en/legal-notice/").main
    assert "Association loi 1901" in french.text
    marked = english.find("dd", string="Association loi 1901")
    if written:
        assert "Non-profit association" in english.text
        assert marked is None
    else:
        assert marked["lang"] == "fr"


def test_an_editor_writes_the_settings_texts_in_english(site, admin_client):
    address = reverse(
        "wagtailsettings:edit", args=["home", "associationsettings", factories.association().pk]
    )
    form = admin_client.get(address).content.decode()
    assert 'name="legal_form_en"' in form
    assert 'name="accessibility_issues_en"' in form


@override_settings(LANGUAGES=[("fr", "French"), ("en", "English"), ("it", "Italian")])
def test_a_third_language_brings_its_fields(site, admin_client):
    form = admin_client.get(reverse("wagtailimages:edit", args=[factories.photo().pk]))
    assert 'name="description_it"' in form.content.decode()


def test_an_english_page_shows_its_people_in_english(site, read):
    person = factories.contact(role="Chargée de mission")
    page = page_types.news_page(site.home, contacts=[person])
    english = person.copy_for_translation(factories.locale("en"))
    english.role = "Project officer"
    english.save()
    translation = factories.translate(page)
    assert "Project officer" in read(translation.url).select_one(".contact").text
    assert "Chargée de mission" in read(page.url).select_one(".contact").text
