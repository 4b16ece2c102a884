"""PO files of all sorts: each gets a clear sentence, and nothing that was written is lost."""

import re

import polib
import pytest
from django.contrib.auth.models import Group
from django.test import override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from tests import conftest, factories, page_types
from tests.languages.test_machine import told
from tests.languages.test_round_trip import NEXT, begin, po_of, send_po


@pytest.fixture(scope="module")
def begun(module_site):
    news = page_types.news_page(module_site.home, title="Une cour rouvre", introduction="Bref.")
    return begin(news)


@pytest.fixture
def job(begun, db):
    return conftest.fresh(begun)


def translations(job) -> dict[str, str]:
    rows = StringTranslation.objects.filter(context__object_id=job.source.object_id)
    return dict(rows.values_list("translation_of__data", "data"))


def filled(po, **words):
    for entry in po:
        entry.msgstr = words.get(entry.msgctxt, entry.msgstr)
    return po


UTF_8 = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
BROKEN = {
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "a page": b"<html><body>404</body></html>",
    "a path": b"/etc/passwd",
    "an open quotation mark": b'msgid "a\nmsgstr "b"\n',
    "a charset that doesn't exist": b'msgid ""\nmsgstr "Content-Type: text/plain; charset=klingon\\n"\n',
    "bytes of another charset": UTF_8 + b'msgid "\xe9"\nmsgstr "e"\n',
    "nothing": b"",
    "one text on thousands of lines": UTF_8 + b'msgid ""\n' + b'"a"\n' * 70_000 + b'msgstr "b"\n',
    "a zero byte": b'msgid "a\x00"\nmsgstr "b"\n',
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told(name, job, admin_client):
    filled_before = send_po(
        admin_client, job, filled(po_of(admin_client, job), title="A courtyard")
    )
    assert "texte" in told(filled_before)
    words = told(send_po(admin_client, job, BROKEN[name]))
    assert re.search("ne peut pas être lu|Choisissez d’abord|ne dit pas quelle page", words), words
    assert translations(job)["Une cour rouvre"] == "A courtyard"


def test_no_file_at_all_is_told(job, admin_client):
    address = reverse("wagtail_localize:upload_pofile", args=[job.pk])
    answer = admin_client.post(address, {"next": NEXT}, follow=True)
    assert "Choisissez d’abord" in told(answer)


@override_settings(TRANSLATION_FILE_MAX_SIZE=1024**2)
def test_a_huge_file_is_told(job, admin_client):
    assert "1 Mo" in told(send_po(admin_client, job, b"#" * (1024**2 + 1)))


def test_the_file_of_another_page_is_told_by_name(job, site, admin_client):
    other = begin(page_types.news_page(site.home, title="Un gardien part"))
    words = told(send_po(admin_client, job, filled(po_of(admin_client, other), title="Gone")))
    assert "Un gardien part" in words
    assert "Rien n’a été modifié." in words
    assert translations(job) == {}


def test_a_file_without_its_header_is_told(job, admin_client):
    po = filled(po_of(admin_client, job), title="A courtyard")
    del po.metadata["X-WagtailLocalize-TranslationID"]
    assert "ne dit pas quelle page" in told(send_po(admin_client, job, po))


def test_texts_that_the_page_no_longer_has_are_named(job, admin_client):
    po = filled(po_of(admin_client, job), title="A courtyard")
    po[0].msgid = "Un titre d’avant"
    words = told(send_po(admin_client, job, po))
    assert "Un titre d’avant" in words


def test_a_translation_that_breaks_a_link_is_named(job, admin_client):
    po = filled(po_of(admin_client, job), introduction='In <a id="a7">short</a>.')
    assert "« Bref. »" in told(send_po(admin_client, job, po)).replace("\u202f", " ")


def test_what_somebody_wrote_since_the_export_is_kept_and_named(job, admin_client):
    po = filled(po_of(admin_client, job), title="From the file", introduction="In short.")
    write(conftest.logged_in(factories.editor()), job, "Une cour rouvre", "From the screen")
    words = told(send_po(admin_client, job, po))
    assert "Une cour rouvre" in words
    assert translations(job)["Une cour rouvre"] == "From the screen"
    assert translations(job)["Bref."] == "In short."


def test_a_translator_may_send_a_file_again(job, admin_client):
    po = filled(po_of(admin_client, job), title="A first try")
    send_po(admin_client, job, po)
    send_po(admin_client, job, filled(po, title="A second try"))
    assert translations(job)["Une cour rouvre"] == "A second try"


def test_whoever_may_not_edit_the_page_may_not_send_a_file(job, client):
    answer = client.post(reverse("wagtail_localize:upload_pofile", args=[job.pk]))
    assert answer.status_code == 302
    assert "connexion" in answer.url or "login" in answer.url


# Two translators at once


def open_editor(client, job):
    page = job.get_target_instance()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def write(client, job, text: str, translation: str):
    segment = job.source.stringsegment_set.get(string__data=text)
    address = reverse("wagtail_localize:edit_string_translation", args=[job.pk, segment.pk])
    return client.put(
        address, encode_multipart(BOUNDARY, {"value": translation}), content_type=MULTIPART_CONTENT
    )


def test_the_second_of_two_translators_is_told_before_she_replaces_the_first(job, admin_client):
    other = conftest.logged_in(factories.editor())
    for client in (admin_client, other):
        open_editor(client, job)
    assert write(admin_client, job, "Bref.", "In short.").json()["error"] is None

    answer = write(other, job, "Bref.", "Briefly.")
    assert answer.status_code == 200
    assert "In short." in answer.json()["error"]
    assert answer.json()["data"] == "Briefly.", "her own words stay on the screen"
    assert translations(job)["Bref."] == "In short."

    assert write(other, job, "Bref.", "Briefly.").json()["error"] is None
    assert translations(job)["Bref."] == "Briefly."


def test_a_text_of_another_page_isnt_told(job, site, admin_client):
    """By the address of a translation that she has opened, and the key of a text that isn't of it."""
    hidden = begin(page_types.news_page(site.home, title="Un gardien part"))
    other = conftest.logged_in(factories.editor())
    open_editor(other, job)
    write(admin_client, hidden, "Un gardien part", "A keeper leaves")
    segment = hidden.source.stringsegment_set.get(string__data="Un gardien part")
    address = reverse("wagtail_localize:edit_string_translation", args=[job.pk, segment.pk])
    body = encode_multipart(BOUNDARY, {"value": "x"})
    answer = other.put(address, body, content_type=MULTIPART_CONTENT)
    assert answer.status_code == 404
    assert "A keeper leaves" not in answer.text


def test_one_translator_changes_her_mind_undisturbed(job, admin_client):
    open_editor(admin_client, job)
    for words in ("In short.", "Briefly."):
        assert write(admin_client, job, "Bref.", words).json()["error"] is None
    assert translations(job)["Bref."] == "Briefly."


def test_two_translators_of_two_texts_dont_meet(job, admin_client):
    other = conftest.logged_in(factories.editor())
    for client in (admin_client, other):
        open_editor(client, job)
    write(admin_client, job, "Bref.", "In short.")
    assert write(other, job, "Une cour rouvre", "A courtyard").json()["error"] is None
    assert translations(job) == {"Bref.": "In short.", "Une cour rouvre": "A courtyard"}


# The texts of a page's photos, in the same file


@pytest.fixture
def illustrated(site):
    """The translation of a news item, and its lead photo, which has a description and a caption."""
    photo = factories.photo("Façade", description="Une façade", caption="Avant les travaux")
    return begin(page_types.news_page(site.home, title="Une cour", lead_photo=photo)), photo


def english_of(photo) -> dict[str, str]:
    photo.refresh_from_db()
    return photo.translated_texts.get("en", {})


def of_photo(po, name: str):
    return next(entry for entry in po if entry.msgctxt.endswith(f".{name}"))


def test_the_texts_of_photos_go_out_and_come_back_with_those_of_the_page(illustrated, admin_client):
    job, photo = illustrated
    po = po_of(admin_client, job)
    assert of_photo(po, "description").msgid == "Une façade"
    assert of_photo(po, "caption").comment == "Façade"
    of_photo(po, "caption").msgstr = "Before the\nworks"
    filled(po, title="A courtyard")
    words = told(send_po(admin_client, job, po))
    assert "2 textes" in words
    assert english_of(photo) == {"caption": "Before the works"}
    assert translations(job)["Une cour"] == "A courtyard"
    assert of_photo(po_of(admin_client, job), "caption").msgstr == "Before the works"


def test_what_a_file_says_of_other_photos_is_left_out_and_told(illustrated, admin_client):
    job, photo = illustrated
    other = factories.photo("Ailleurs", description="Une autre façade")
    po = po_of(admin_client, job)
    for context, text in {
        f"photo-{other.pk}.description": "Une autre façade",
        f"photo-{photo.pk}.credit": photo.credit,
        f"photo-{photo.pk}.translated_texts": "{}",
        "photo-x.caption": "Texte d’ailleurs",
    }.items():
        po.append(polib.POEntry(msgctxt=context, msgid=text, msgstr="Hostile"))
    of_photo(po, "caption").msgid = "Une légende d’avant"
    of_photo(po, "caption").msgstr = "A former caption"
    words = told(send_po(admin_client, job, po))
    assert "que la page ne montre pas" in words
    assert "Une autre façade" in words
    assert english_of(other) == english_of(photo) == {}
    assert photo.credit != "Hostile"


def test_a_photo_text_that_is_too_long_is_named(illustrated, admin_client):
    job, photo = illustrated
    po = po_of(admin_client, job)
    of_photo(po, "caption").msgstr = "long " * 500
    assert "« Avant les travaux »" in told(send_po(admin_client, job, po)).replace("\u202f", " ")
    assert english_of(photo) == {}


def test_a_photo_text_that_somebody_wrote_since_the_export_is_kept(illustrated, admin_client):
    job, photo = illustrated
    po = po_of(admin_client, job)
    of_photo(po, "caption").msgstr = "From the file"
    other = conftest.logged_in(factories.editor())
    form = {f"photo-{photo.pk}-caption_en": "From the screen"}
    other.post(reverse("photos:texts", args=[job.get_target_instance().pk]), form)
    assert "Avant les travaux" in told(send_po(admin_client, job, po))
    assert english_of(photo)["caption"] == "From the screen"


def test_photos_of_others_are_left_out_and_told(illustrated, site):
    job, photo = illustrated
    person = factories.user("ecriture@example.org")
    person.groups.add(Group.objects.get(name="Rédaction"))
    writer = conftest.logged_in(person)
    po = po_of(writer, job)
    of_photo(po, "caption").msgstr = "Before the works"
    assert "que vous ne pouvez pas modifier" in told(send_po(writer, job, po))
    assert english_of(photo) == {}
