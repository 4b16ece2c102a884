"""Every type of content goes through a PO file and comes back whole in the other language."""

import json

import polib
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object

from core.blocks import BodyBlock
from core.translation.missing import CONFIRMED
from tests import bodies, factories, page_types
from tests.page_types import PAGE_TYPES, make


def begin(instance) -> Translation:
    """The translation into English, as the form of an editor begins it."""
    if hasattr(instance, "get_ancestors"):
        factories.translate_parents(instance)
    translate_object(instance, [factories.locale("en")])
    return Translation.objects.get(
        source__object_id=instance.translation_key, target_locale=factories.locale("en")
    )


def po_of(client, job: Translation) -> polib.POFile:
    answer = client.get(reverse("wagtail_localize:download_pofile", args=[job.pk]))
    assert answer.status_code == 200
    return polib.pofile(answer.content.decode())


# Where somebody is led next: a screen that is made fast, which says what the one before has to say.
NEXT = "/admin/account/"


def send_po(client, job: Translation, content, **more):
    data = content if isinstance(content, bytes) else str(content).encode()
    address = reverse("wagtail_localize:upload_pofile", args=[job.pk])
    form = {"file": ContentFile(data, "translations.po"), "next": NEXT} | more
    return client.post(address, form, follow=True)


def publish(client, page, capture):
    with capture(execute=True):
        answer = client.post(
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            {"action": "publish", CONFIRMED: "1"},
        )
    assert answer.status_code == 302
    page.refresh_from_db()
    return page


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_page_comes_back_from_po_whole(
    model, site, admin_client, django_capture_on_commit_callbacks
):
    photo, document = factories.photo(), factories.published_file()
    fields = {"introduction": "En deux mots.", "seo_title": "Titre long"}
    if hasattr(model, "body"):
        fields["body"] = bodies.every_block(photo, document)
    if hasattr(model, "page_downloads"):
        fields |= {"downloads": [document], "contacts": [factories.contact()], "lead_photo": photo}
    page = make(model, site.home, **fields)
    job = begin(page)

    po = po_of(admin_client, job)
    for entry in po:
        entry.msgstr = f"EN {entry.msgid}" if entry.msgctxt != "slug" else f"en-{entry.msgid}"
    send_po(admin_client, job, po)
    english = publish(
        admin_client,
        page.get_translation(factories.locale("en")).specific,
        django_capture_on_commit_callbacks,
    )

    assert english.live
    assert english.title == f"EN {page.title}"
    assert english.introduction == "EN En deux mots."
    assert english.slug == f"en-{page.slug}"
    for name in ("page_downloads", "page_contacts", "theme_items", "files"):
        if hasattr(page, name):
            assert getattr(english, name).count() == getattr(page, name).count()
    if hasattr(model, "body"):
        before, after = json.loads(_stored(page.body)), json.loads(_stored(english.body))
        assert [block["type"] for block in after] == list(BodyBlock().child_blocks)
        texts = [entry.msgid for entry in po if entry.msgctxt.startswith("body.")]
        shown = json.dumps(after, ensure_ascii=False)
        for text in texts:
            assert f"EN {text}".replace('"', '\\"') in shown
        french = {
            text for text in _texts(before) if " " in text.strip() and not text.startswith("http")
        }
        assert french
        assert not french & set(_texts(after))


def _stored(body) -> str:
    return json.dumps(body.stream_block.get_prep_value(body))


def _texts(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def test_a_translated_publication_has_the_same_files_under_labels_of_its_own(
    site, admin_client, read, django_capture_on_commit_callbacks
):
    main, annex = factories.document("Bilan"), factories.document("Tableaux")
    files = [{"document": main}, {"document": annex, "role": "annex", "label": "Les tableaux"}]
    page = factories.publication("Bilan 2025", files=files)
    job = begin(page)
    po = po_of(admin_client, job)
    for entry in po:
        entry.msgstr = {"Les tableaux": "The tables", "Bilan 2025": "Review 2025"}.get(
            entry.msgid, ""
        )
    send_po(admin_client, job, po)
    assert not job.source.overridablesegment_set.filter(data_json=str(annex.pk))
    english = publish(admin_client, job.get_target_instance(), django_capture_on_commit_callbacks)

    def shown(page):
        titles = read(page.url).select(".files .download-title")
        return [(title.text, title.get("lang")) for title in titles]

    assert shown(page) == [("Bilan 2025", None), ("Les tableaux", None)]
    assert shown(english) == [("Review 2025", None), ("The tables", None)]
    links = [link["href"] for link in read(english.url).select(".files .download a")]
    assert links == [main.url, annex.url]


SNIPPETS = {
    "theme": lambda: factories.theme("Rénovation"),
    "kind": lambda: factories.kind("Rapport"),
    "field of work": lambda: factories.field_of_work("Habitat"),
    "contact": lambda: factories.contact(field_of_work=factories.field_of_work("Habitat")),
}


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_snippet_comes_back_from_po_whole(name, site, admin_client):
    snippet = SNIPPETS[name]()
    job = begin(snippet)
    po = po_of(admin_client, job)
    for entry in po:
        entry.msgstr = f"en-{entry.msgid}" if entry.msgctxt == "slug" else f"EN {entry.msgid}"
    answer = send_po(admin_client, job, po)
    assert answer.status_code == 200
    english = snippet.get_translation(factories.locale("en"))
    edit = reverse(english.snippet_viewset.get_url_name("edit"), args=[english.pk])
    answer = admin_client.post(edit, {"action": "publish"}, follow=True)
    assert answer.status_code == 200
    english.refresh_from_db()
    assert english.name == f"EN {snippet.name}"
    if name == "contact":
        assert english.role == f"EN {snippet.role}"
        assert english.field_of_work.locale.language_code == "en"
        assert (english.email, english.phone) == (snippet.email, snippet.phone)


def test_a_row_put_into_a_table_asks_for_its_words_only(site, admin_client):
    table = BodyBlock().child_blocks["table"]

    def body(rows):
        columns = [
            {"type": "text", "heading": "Commune"},
            {"type": "number", "heading": "Logements"},
        ]
        value = table.to_python({"caption": "Par commune", "columns": columns, "rows": rows})
        return [("table", value)]

    page = page_types.content_page(site.home, body=body([{"values": ["Valmire", "128"]}]))
    job = begin(page)
    po = po_of(admin_client, job)
    for entry in po:
        entry.msgstr = f"EN {entry.msgid}"
    send_po(admin_client, job, po)
    stored = page.body.raw_data[0]
    stored["value"]["rows"].insert(0, {"values": ["Orlande", "95"]})
    page.body = json.dumps([stored])
    page.save_revision().publish()
    TranslationSource.objects.get(object_id=page.translation_key).update_from_db()
    waiting = {entry.msgid for entry in po_of(admin_client, job) if not entry.msgstr}
    assert waiting == {"Orlande", "95"}
