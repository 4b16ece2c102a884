"""What all languages share, a photo and the association's settings, says its texts in each of them."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.test import override_settings
from django.urls import reverse
from django.utils.translation import override

from tests import factories, page_types
from tests.background import followed
from tests.conftest import logged_in
from tests.languages.test_round_trip import begin

FRENCH = {"description": "Une façade de brique", "caption": "La résidence des Tilleuls"}
ENGLISH = {"description": "A brick front", "caption": "The Tilleuls residence"}


def both_languages(site, **photo_fields):
    photo = factories.shown_photo(**FRENCH, **photo_fields)
    body = [("photo", {"photo": photo, "caption": ""}), ("gallery", {"photos": [photo, photo]})]
    page = page_types.news_page(site.home, lead_photo=photo, body=body)
    return page, factories.translate(page)


def test_a_photo_speaks_the_language_of_the_page(site, read):
    french, english = both_languages(site, translated_texts={"en": ENGLISH})
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
    assert photo.translated_texts == {"en": ENGLISH}
    assert ENGLISH["caption"] in admin_client.get(address).content.decode()


def test_the_texts_of_a_language_that_is_switched_off_are_kept(site, admin_client):
    photo = factories.photo(**FRENCH, translated_texts={"it": {"caption": "La residenza"}})
    assert (
        admin_client.post(
            reverse("wagtailimages:edit", args=[photo.pk]), _form_of(photo)
        ).status_code
        == 302
    )
    photo.refresh_from_db()
    assert photo.translated_texts["it"] == {"caption": "La residenza"}


@pytest.mark.parametrize("written", [True, False])
def test_the_settings_texts_speak_the_language_of_the_page(written, site, client, read):
    factories.translate(site.home, title="Home")
    translated_texts = (
        {"en": {"legal_form": "Non-profit association (law of 1901)"}} if written else {}
    )
    factories.association(legal_form="Association loi 1901", translated_texts=translated_texts)
    french, english = read("/mentions-legales/").main, read("/en/legal-notice/").main
    assert "Association loi 1901" in french.text
    marked = english.find("span", string="Association loi 1901")
    if written:
        assert "Non-profit association" in english.text
        assert marked is None
    else:
        assert marked["lang"] == "fr"


@pytest.mark.parametrize("written", [True, False])
def test_the_association_has_a_name_in_each_language(written, site, client, read):
    factories.translate(site.home, title="Home")
    translated_texts = {"en": {"name": "Regional union for housing"}} if written else {}
    name = factories.association(translated_texts=translated_texts).name
    page = read("/en/")
    said = [*page.select(".foot-name, .brand-name, h1"), read("/en/legal-notice/").dl.dd]
    assert len(said) == 4
    feed = client.get(reverse_in("en", "feed_rss")).content.decode()
    if written:
        assert {element.text for element in said} == {"Regional union for housing"}
        assert not any(element.select("[lang]") for element in said)
        assert name not in str(page) + str(read("/en/accessibility/")) + feed
    else:
        assert {element.select_one("[lang=fr]").text for element in said} == {name}
    assert read("/").h1.text == name


def reverse_in(language: str, name: str) -> str:
    with override(language):
        return reverse(name)


def test_an_editor_writes_the_settings_texts_in_english(site, admin_client):
    address = reverse(
        "wagtailsettings:edit", args=["home", "associationsettings", factories.association().pk]
    )
    form = admin_client.get(address).content.decode()
    assert 'name="name_en"' in form
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


# The texts of a page's photos, on the screen of its translation


@pytest.fixture
def translated(site):
    """A news item with two photos, and its English page."""
    lead, other = factories.photo("Façade", **FRENCH), factories.photo("Cour", caption="La cour")
    body = [("gallery", {"title": "", "photos": [other, lead]})]
    with followed():
        page = page_types.news_page(site.home, lead_photo=lead, body=body)
        begin(page)
    return SimpleNamespace(
        lead=lead, other=other, page=page, english=page.get_translation(factories.locale("en"))
    )


def texts_form(client, translated) -> BeautifulSoup:
    address = reverse("wagtailadmin_pages:edit", args=[translated.english.pk])
    return BeautifulSoup(client.get(address).content, "html.parser").select_one("form.photo-texts")


def filled(form, **texts) -> dict:
    """What a browser sends, with some fields changed."""
    fields = {field["name"]: field.get("value", "") for field in form.select("input")}
    fields |= {field["name"]: field.text.lstrip("\r\n") for field in form.select("textarea")}
    return fields | {name.replace("__", "-"): text for name, text in texts.items()}


def test_the_photos_of_a_page_are_translated_with_it(translated, admin_client, read):
    form = texts_form(admin_client, translated)
    assert [title.text for title in form.select("h3")] == ["Façade", "Cour"]
    assert FRENCH["caption"] in form.text
    field = f"photo-{translated.lead.pk}-caption_en"
    answer = admin_client.post(form["action"], filled(form, **{field: ENGLISH["caption"]}))
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[translated.english.pk])
    translated.lead.refresh_from_db()
    assert translated.lead.translated("caption") == FRENCH["caption"]
    with override("en"):
        assert translated.lead.translated("caption") == ENGLISH["caption"]
        assert translated.lead.translated("description") == FRENCH["description"]
    assert ENGLISH["caption"] in texts_form(admin_client, translated).text


def test_the_second_of_two_translators_of_a_photo_is_told(translated, admin_client):
    form = texts_form(admin_client, translated)
    name = f"photo-{translated.lead.pk}-caption_en"
    other = f"photo-{translated.lead.pk}-description_en"
    admin_client.post(form["action"], filled(form, **{name: "The first words"}))
    mine = filled(form, **{name: "The second words", other: "A front of brick"})
    answer = admin_client.post(form["action"], mine)
    assert "The first words" in answer.content.decode()
    again = BeautifulSoup(answer.content, "html.parser").select_one("form.photo-texts")
    assert again.select_one(f"[name={name}]").text.strip() == "The second words"
    translated.lead.refresh_from_db()
    assert translated.lead.translated_texts["en"]["caption"] == "The first words"
    admin_client.post(again["action"], filled(again))
    translated.lead.refresh_from_db()
    assert translated.lead.translated_texts["en"] == {
        "caption": "The second words", "description": "A front of brick",
    }  # fmt: skip


def test_what_another_has_written_meanwhile_stays(translated, admin_client):
    form = texts_form(admin_client, translated)
    name = f"photo-{translated.lead.pk}-caption_en"
    other = f"photo-{translated.lead.pk}-description_en"
    admin_client.post(form["action"], filled(form, **{name: "The first words"}))
    admin_client.post(form["action"], filled(form, **{other: "A front of brick"}))
    translated.lead.refresh_from_db()
    assert translated.lead.translated_texts["en"] == {
        "caption": "The first words", "description": "A front of brick",
    }  # fmt: skip


def test_a_text_that_is_too_long_is_told_and_stays_on_the_screen(translated, admin_client):
    form = texts_form(admin_client, translated)
    name = f"photo-{translated.lead.pk}-caption_en"
    answer = admin_client.post(form["action"], filled(form, **{name: "long " * 500}))
    again = BeautifulSoup(answer.content, "html.parser").select_one("form.photo-texts")
    assert "2000" in again.select_one(".error-message").text.replace("\u202f", "")
    assert "long long" in again.select_one(f"[name={name}]").text


def test_only_who_may_edit_the_page_writes_the_texts_of_its_photos(translated, client):
    address = reverse("photos:texts", args=[translated.english.pk])
    assert client.post(address).status_code == 302
    factories.user("lecteur@example.org")
    french = reverse("photos:texts", args=[translated.page.pk])
    assert logged_in(factories.administrator()).get(french).status_code == 404


def test_the_report_names_the_photos_that_wait_for_their_texts(translated, admin_client):
    factories.photo("Ailleurs", **FRENCH)
    translated.other.translated_texts = {
        "en": {"description": "A front", "caption": "The courtyard"}
    }
    translated.other.save()
    report = admin_client.get(reverse("translation_report"), {"language": "en"})
    found = BeautifulSoup(report.content, "html.parser").select("details li")
    photos = [item.a for item in found if item.text.startswith("Photo")]
    assert [link.text for link in photos] == ["Façade"]
    assert photos[0]["href"] == reverse("wagtailimages:edit", args=[translated.lead.pk])
