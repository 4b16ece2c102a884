"""Twenty files at once: drafts proposed from the files, completed and published together."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from downloads.models import Document, PublicationPage
from tests import factories, files, page_types


@pytest.fixture
def addresses(site):
    return [reverse(name, args=[site.library.pk]) for name in ("bulk_upload", "bulk_review")]


@pytest.fixture
def drop(addresses, editor_client, django_capture_on_commit_callbacks):
    def post(*named: tuple[str, bytes], **headers):
        uploads = [SimpleUploadedFile(name, data) for name, data in named]
        with django_capture_on_commit_callbacks(execute=True):
            return editor_client.post(addresses[0], {"files": uploads}, headers=headers)

    return post


def numbered(count: int) -> list[tuple[str, bytes]]:
    return [
        (f"etude_{number:02}.pdf", files.pdf(pages=2, text=f"Étude {number}"))
        for number in range(count)
    ]


def lines(client, address: str, **changes) -> dict:
    """What the form of the drafts would send as it stands, but for some changes."""
    form = BeautifulSoup(client.get(address).content, "html.parser")
    values = {}
    for field in form.select(".bulk-row input, .bulk-row select"):
        if field.get("type") == "checkbox":
            values[field["name"]] = "on"
        elif field.name == "select":
            values[field["name"]] = field.select_one("option[selected]")["value"]
        else:
            values[field["name"]] = field.get("value", "")
    return values | changes


def test_each_file_becomes_a_draft_with_what_it_proposes(drop, addresses, editor_client, client):
    answer = drop(*numbered(20), ("guide.pdf", files.tagged_pdf()))
    assert (answer.status_code, answer["Location"]) == (302, addresses[1])
    drafts = PublicationPage.objects.all()
    assert drafts.count() == 21
    assert not any(page.live for page in drafts)
    assert drafts.filter(title="Etude 07").exists()
    guide = drafts.get(title="Guide du bail")
    assert guide.language == "fr"
    assert guide.files.get().document.page_count == 2
    assert guide.files.get().document.cover
    assert client.get(guide.files.get().document.url).status_code == 302


def test_they_are_completed_and_published_together(drop, addresses, editor_client, read):
    kind, theme = factories.kind("Étude", "etude"), factories.theme("Énergie")
    series = page_types.series(page_types.HomePage.objects.get())
    drop(*numbered(3))
    values = lines(editor_client, addresses[1], kind=kind.pk, series=series.pk, themes=[theme.pk])
    left = PublicationPage.objects.get(title="Etude 02")
    del values[f"{left.pk}-chosen"]
    answer = editor_client.post(addresses[1], {**values, "publish": ""}, follow=True)
    assert "2 publications sont parues" in answer.content.decode()
    shown = read("/publications/")
    assert {title.get_text(strip=True) for title in shown.select(".book h3")} == {
        "Etude 00", "Etude 01"
    }  # fmt: skip
    left.refresh_from_db()
    assert (left.live, left.kind) == (False, None)


def test_without_a_kind_nothing_goes_out_and_nothing_is_lost(drop, addresses, editor_client):
    drop(*numbered(1))
    page = PublicationPage.objects.get()
    values = lines(editor_client, addresses[1], **{f"{page.pk}-title": "Un autre titre"})
    answer = editor_client.post(addresses[1], {**values, "publish": ""}, follow=True)
    assert "nature" in answer.content.decode().lower()
    page.refresh_from_db()
    assert (page.live, page.title) == (False, "Un autre titre")


def test_a_bad_line_is_shown_with_its_error(drop, addresses, editor_client):
    drop(*numbered(2))
    page = PublicationPage.objects.first()
    values = lines(editor_client, addresses[1], **{f"{page.pk}-date": "hier"})
    answer = editor_client.post(addresses[1], {**values, "publish": ""})
    assert answer.status_code == 200
    assert 'value="hier"' in answer.content.decode()


def test_the_same_file_twice_is_noticed(drop):
    factories_file = numbered(1)[0]
    drop(factories_file)
    answer = drop(("copie.pdf", factories_file[1]), Accept="application/json")
    assert answer.json()["drafts"] == 0
    assert "déjà là" in answer.json()["html"]
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [("page.pdf", files.html()), ("note.exe", b"MZ"), ("vide.pdf", b"")],
)
def test_a_file_that_isnt_taken_is_named_with_the_reason(name, data, drop):
    answer = drop((name, data), numbered(1)[0], Accept="application/json")
    assert name in answer.json()["html"]
    assert answer.json()["drafts"] == 1


def test_a_damaged_file_becomes_a_draft_all_the_same(drop):
    drop(("casse.pdf", b"%PDF-1.7 et rien de plus"))
    assert PublicationPage.objects.get().files.get().document.problem == "damaged"


@pytest.mark.parametrize("name", ["bulk_upload", "bulk_review"])
def test_it_is_for_who_writes_in_the_library(name, site, client):
    address = reverse(name, args=[site.library.pk])
    assert client.get(address).status_code == 302
    client.force_login(factories.user("membre@example.org"))
    assert client.get(address).status_code == 302


def test_the_menu_leads_to_it(site, editor_client):
    home = editor_client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("bulk_entrance") in home


def test_the_chooser_finds_a_file_by_its_text_and_shows_its_cover(
    site, editor_client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        factories.publication("Rapport", data=files.pdf(text="Le mot palissandre"))
    answer = editor_client.get(reverse("wagtaildocs_chooser:choose_results"), {"q": "palissandre"})
    text = answer.content.decode()
    assert "/media/covers/" in text
    assert "Rapport, 2025" in text


def test_a_file_that_isnt_what_it_says_has_one_reason(drop):
    text = drop(("page.pdf", files.html()), Accept="application/json").json()["html"]
    assert "quoi qu’en dise son nom" in text
    assert "extension" not in text


def test_the_review_says_what_each_draft_has_already(drop, addresses, editor_client):
    drop(*numbered(1))
    theme = factories.theme("Énergie")
    values = lines(editor_client, addresses[1], kind=factories.kind("Étude", "etude").pk)
    editor_client.post(addresses[1], values | {"themes": [theme.pk]})
    assert "Étude · Énergie" in editor_client.get(addresses[1]).content.decode()
