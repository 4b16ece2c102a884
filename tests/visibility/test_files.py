"""Files follow the door of their collection, wherever they are attached."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from downloads.describe import describe
from downloads.models import PublicationPage
from tests import bodies, factories, page_types
from tests.conftest import logged_in


@pytest.fixture
def closed(site):
    collection = factories.collection()
    factories.restrict_collection(collection)
    return collection


@pytest.fixture
def member_client(client, db):
    client.force_login(factories.user("membre@example.org"))
    return client


def test_a_file_of_a_closed_collection_asks_for_an_account(closed, client):
    answer = client.get(factories.document(collection=closed).url)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/espace-adherents/connexion/")


def test_a_collection_inside_a_closed_one_is_closed(closed, client):
    inside = closed.add_child(name="Plus bas")
    assert client.get(factories.document(collection=inside).url).status_code == 302


def test_an_account_gets_the_file_whole(closed, member_client):
    answer = member_client.get(factories.document(collection=closed).url)
    assert answer.getvalue().startswith(b"%PDF")


def test_no_cache_keeps_a_file_of_a_closed_collection(closed, member_client):
    answer = member_client.get(factories.document(collection=closed).url)
    assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(",", " ").split())


def test_a_public_file_says_nothing_untrue_of_its_encoding(site, client):
    answer = client.get(factories.document().url)
    assert answer.get("Content-Encoding", "gzip") in {"gzip", "br"}


def test_the_folder_of_files_cant_be_read_past_the_door(closed, client):
    file = factories.document(collection=closed)
    assert client.get(file.file.url).status_code == 404


@pytest.mark.parametrize("way", ["images/../", "images/%2e%2e/", "covers/..%2f", "images//../", ""])
def test_no_way_through_a_public_folder_leads_to_another(way, closed, client):
    file = factories.document(collection=closed)
    photo = factories.photo()
    for name in (file.file.name, photo.file.name):
        assert client.get(f"/media/{way}{name}").status_code == 404


def test_sizes_of_photos_on_public_pages_are_public_and_their_originals_not(
    site, client, django_capture_on_commit_callbacks
):
    """Those of other photos: test_photos.py."""
    with django_capture_on_commit_callbacks(execute=True):
        photo = factories.photo()
        page_types.news_page(site.home, lead_photo=photo)
    rendition = photo.get_rendition("format-webp|width-480")
    assert client.get(rendition.url).status_code == 200
    assert client.get(photo.file.url).status_code == 404


def test_the_cover_of_a_closed_file_cant_be_guessed(
    closed, client, django_capture_on_commit_callbacks
):
    """A cover is a page of the file; its address stands on no public page, and isn't a number."""
    with django_capture_on_commit_callbacks(execute=True):
        file = factories.document(collection=closed)
    file.refresh_from_db()
    assert file.cover
    stem = file.cover.name.rsplit("/", 1)[-1].split(".")[0]
    assert stem != str(file.pk)


@pytest.mark.parametrize(
    "model", [page_types.NewsPage, page_types.ContentPage, page_types.ClubPage]
)
def test_a_closed_file_is_left_out_of_a_page_that_holds_it(model, closed, read):
    file = factories.document("Compte de résultat", collection=closed)
    page = page_types.make(
        model,
        home(),
        body=bodies.every_block(factories.photo(), file),
        downloads=[file],
    )
    document = read(page.url)
    assert "Compte de résultat" not in document.text
    assert not document.select(f"a[href='{file.url}']")


def test_a_block_of_downloads_without_any_visible_file_leaves_no_empty_heading(closed, read):
    file = factories.document(collection=closed)
    page = page_types.content_page(
        home(), body=[("downloads", {"title": "À lire aussi", "documents": [file]})]
    )
    assert "À lire aussi" not in read(page.url).main.text


def test_a_link_in_a_text_doesnt_name_a_closed_file(closed, read):
    """The address of a file holds its name: `/documents/3/licenciements-2026.pdf` says it all."""
    file = factories.document(collection=closed, name="projet-secret.pdf")
    text = f'<p>Voir <a linktype="document" id="{file.pk}">le projet</a>.</p>'
    page = page_types.content_page(home(), body=[("rich_text", text)])
    document = read(page.url)
    assert "le projet" in document.main.text
    assert "projet-secret" not in str(document)


def test_a_link_in_a_text_doesnt_name_a_closed_page(site, read):
    """The address of a page holds its title."""
    hidden = page_types.content_page(site.home, title="Projet secret", slug="projet-secret")
    factories.restrict(hidden)
    text = f'<p>Voir <a linktype="page" id="{hidden.pk}">le projet</a>.</p>'
    page = page_types.content_page(site.home, title="Ouverte", body=[("rich_text", text)])
    document = read(page.url)
    assert "le projet" in document.main.text
    assert "projet-secret" not in str(document)


def test_a_link_in_a_text_to_an_open_page_leads_to_it(site, read):
    target = page_types.content_page(site.home, title="Adhérer")
    text = f'<p>Voir <a linktype="page" id="{target.pk}">comment adhérer</a>.</p>'
    page = page_types.content_page(site.home, title="Ouverte", body=[("rich_text", text)])
    assert read(page.url).main.select(f"a[href='{target.url}']")


def test_counts_leave_out_what_cant_be_seen(site, read):
    theme, other = factories.theme("Rénovation"), factories.theme("Habitat")
    factories.publication("Ouvert", themes=[theme])
    factories.publication("Ouvert aussi", themes=[other])
    factories.restrict(factories.publication("Fermé", themes=[theme]))
    page_types.news_page(home(), themes=[theme])
    page_types.news_page(home(), title="Ouverte aussi", themes=[other])
    factories.restrict(page_types.news_page(home(), title="Fermée", themes=[theme]))
    for address in ("/publications/", "/actualites/"):
        document = read(address)
        counts = {count.get_text(strip=True).strip("()") for count in document.select(".count")}
        assert counts == {"1"}
        assert document.select_one(".total").text.split()[0] == "2"


def home() -> page_types.HomePage:
    return page_types.HomePage.objects.get()


class TestOneReservedFile:
    """A public page with a file for members only: what the site makes ready, what readers are told."""

    @pytest.fixture
    def reserved(self, site):
        return Collection.objects.get(name="Fichiers réservés aux adhérents")

    @pytest.fixture(params=["publication", "news"])
    def page(self, request, site, reserved):
        """Makes the page around an open file and a reserved one."""

        def make(**fields):
            files_ = [
                factories.document("Synthèse"),
                factories.document("Diaporama", collection=reserved, **fields),
            ]
            if request.param == "publication":
                links = [{"document": file, "label": file.title} for file in files_]
                return factories.publication("Actes", files=links)
            return page_types.news_page(site.home, downloads=files_)

        return make

    def test_a_collection_for_members_is_offered_in_the_form_of_a_file(self, site, editor_client):
        answer = editor_client.get(reverse("wagtaildocs:add")).content.decode()
        assert "Fichiers réservés aux adhérents" in answer
        assert "Pour tous les lecteurs" in answer

    def test_photos_arent_offered_what_doesnt_hold_for_them(self, site, editor_client):
        assert "réservés" not in editor_client.get(reverse("wagtailimages:add")).content.decode()

    def test_the_public_reads_nothing_of_it(self, page, read):
        text = read(page().url).main.text
        assert "Synthèse" in text
        assert "Diaporama" not in text

    def test_announced_it_is_named_with_a_way_in(self, page, read, client):
        line = read(page(announced=True).url).main.select_one("a[rel=nofollow][href*='diaporama']")
        assert "Réservé aux adhérents" in line.text
        assert "PDF" not in line.text
        assert client.get(line["href"])["Location"].startswith("/espace-adherents/connexion/?next=")

    def test_a_member_has_it(self, page, read):
        main = read(page(announced=True).url, client=logged_in(factories.member())).main
        assert main.select_one("a[type='application/pdf'][href*='diaporama']")
        assert "Réservé aux adhérents" in main.text
        assert "d’autres groupes" not in main.text

    def test_an_account_of_other_groups_is_led_nowhere(self, page, read):
        other = logged_in(factories.user("eve@example.org"))
        main = read(page(announced=True).url, client=other).main
        assert "d’autres groupes" in main.text
        assert not main.select("a[href*='diaporama']")


class TestCovers:
    """They show the first page of a file: who may not have the one may not have the other."""

    @pytest.fixture
    def cover(self, site, django_capture_on_commit_callbacks):
        """The address of the cover of a public publication."""
        file = factories.published_file("Bilan")
        with django_capture_on_commit_callbacks(execute=True):
            describe(file)
        return file.cover.url

    def test_that_of_a_public_file_is_a_plain_file(self, cover, client, media_root):
        assert client.get(cover)["Cache-Control"].startswith("public")
        assert Path(media_root, cover.removeprefix("/media/")).exists()

    @pytest.mark.parametrize("where", ["publication", "collection"])
    def test_a_closed_one_leaves_the_public_folder_and_comes_back(
        self, where, cover, client, member_client, media_root, django_capture_on_commit_callbacks
    ):
        page = PublicationPage.objects.get(title="Bilan")
        with django_capture_on_commit_callbacks(execute=True):
            if where == "publication":
                restriction = factories.restrict(page)
            else:
                restriction = factories.restrict_collection(page.files.get().document.collection)
        anonymous = Client()
        assert anonymous.get(cover).status_code == 404
        assert not Path(media_root, cover.removeprefix("/media/")).exists()
        answer = member_client.get(cover)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        with django_capture_on_commit_callbacks(execute=True):
            restriction.delete()
        assert anonymous.get(cover).status_code == 200

    def test_a_file_put_into_a_closed_collection_closes_its_cover(
        self, cover, client, closed, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            file = PublicationPage.objects.get(title="Bilan").files.get().document
            file.collection = closed
            file.save()
        assert client.get(cover).status_code == 404

    def test_that_of_a_draft_isnt_public(self, site, client):
        file = factories.document("Projet")
        factories.publication("Projet", files=[file], live=False)
        describe(file)
        assert client.get(file.cover.url).status_code == 404

    def test_no_guess_leads_out_of_the_folder(self, cover, client):
        for name in ("..", ".", "%2e%2e%2fclosed", "rien.webp"):
            assert client.get(f"/media/covers/{name}").status_code == 404
