"""The permanent link of a file: what it serves, to whom, and what becomes of it when the file is replaced."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate

from downloads.models import Document
from tests import factories, files, page_types

OTHER = files.pdf(pages=5, text="Nouvelle édition")


@pytest.fixture
def file(site) -> Document:
    return factories.document("Prévenir les impayés")


def replace(client, file: Document, data: bytes = OTHER, reason: str = "Une coquille"):
    fields = {"title": file.title, "language": "fr", "collection": file.collection_id}
    upload = SimpleUploadedFile("nouveau.pdf", data)
    return client.post(
        reverse("wagtaildocs:edit", args=[file.pk]), {**fields, "file": upload, "reason": reason}
    )


class TestServing:
    def test_it_has_a_readable_address_and_name(self, file, client):
        assert file.url == f"/fichiers/{file.pk}/prevenir-les-impayes.pdf"
        answer = client.get(file.url)
        assert answer.getvalue() == files.pdf()
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("inline;")
        assert "Pr%C3%A9venir%20les%20impay%C3%A9s.pdf" in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_other_words_in_the_address_lead_to_it_too(self, file, client):
        assert client.get(f"/fichiers/{file.pk}/ancien-titre.pdf").status_code == 200

    def test_an_old_address_of_wagtail_leads_to_it(self, file, client):
        answer = client.get(f"/documents/{file.pk}/fichier.pdf")
        assert (answer.status_code, answer["Location"]) == (301, file.url)

    def test_what_a_browser_cant_show_is_downloaded(self, site, client):
        answer = client.get(factories.document("Tableau", "xlsx").url)
        assert answer["Content-Disposition"] == 'attachment; filename="Tableau.xlsx"'

    @pytest.mark.parametrize(
        ("asked", "first", "last"),
        [("bytes=0-3", 0, 4), ("bytes=10-", 10, None), ("bytes=-5", -5, None)],
    )
    def test_a_range_is_sent_alone(self, asked, first, last, file, client):
        answer = client.get(file.url, headers={"Range": asked})
        assert answer.status_code == 206
        assert answer.getvalue() == files.pdf()[first:last]
        assert answer["Content-Range"].endswith(f"/{len(files.pdf())}")

    @pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0", "bytes=" + "9" * 40 + "-"])
    def test_a_range_past_the_end_is_refused(self, asked, file, client):
        answer = client.get(file.url, headers={"Range": asked})
        assert answer.status_code == 416

    @pytest.mark.parametrize("asked", ["bytes=a-b", "lines=0-3", "bytes=-", "bytes=0-1,4-5"])
    def test_a_range_that_isnt_understood_gives_the_whole(self, asked, file, client):
        answer = client.get(file.url, headers={"Range": asked})
        assert (answer.status_code, answer.getvalue()) == (200, files.pdf())

    def test_a_file_already_had_isnt_sent_again(self, file, client):
        etag = client.get(file.url)["ETag"]
        assert client.get(file.url, headers={"If-None-Match": etag}).status_code == 304
        answer = client.get(file.url, headers={"Range": "bytes=0-3", "If-Range": '"autre"'})
        assert answer.status_code == 200

    def test_it_isnt_compressed_on_its_way(self, site, client):
        file = factories.document("Tableau", "csv", data=b"a;b\n" * 5000)
        answer = client.get(file.url, headers={"Accept-Encoding": "gzip"})
        assert not answer.has_header("Content-Encoding")
        assert answer["Content-Length"] == "20000"

    @pytest.mark.parametrize(
        "title", ["../../etc/passwd", "🏠" * 10, "a" * 255, "  ", 'x"y\r\nSet-Cookie: a=b', "CON."]
    )
    def test_any_title_makes_a_harmless_name(self, title, site, client):
        answer = client.get(factories.document(title).url)
        assert answer.status_code == 200
        disposition = answer["Content-Disposition"]
        assert "/" not in disposition.replace("inline", "")
        assert "Set-Cookie" not in answer
        assert len(disposition) < 1200

    def test_a_file_gone_from_the_disk_is_said_to_be(self, file, read):
        file.file.storage.delete(file.file.name)
        assert "introuvable" in read(file.url, status=404).h1.text


class TestWhoMayHaveIt:
    def test_a_file_of_a_hidden_publication_asks_for_an_account(self, site, client):
        page = factories.publication()
        factories.restrict(page)
        for address in (
            page.files.get().document.url,
            f"/documents/{page.files.get().document.pk}/x",
        ):
            answer = client.get(address)
            assert answer.status_code == 302
            assert answer["Location"].startswith("/espace-adherents/connexion/")
            assert "bilan" not in answer["Location"] or "bilan" in address

    def test_an_open_page_that_carries_it_opens_it(self, site, client):
        page = factories.publication()
        factories.restrict(page)
        file = page.files.get().document
        page_types.news_page(site.home, downloads=[file])
        assert client.get(file.url).status_code == 200

    def test_a_hidden_page_that_carries_it_doesnt(self, site, client):
        page = factories.publication()
        factories.restrict(page)
        file = page.files.get().document
        factories.restrict(page_types.news_page(site.home, downloads=[file]))
        assert client.get(file.url).status_code == 302

    def test_the_file_of_a_draft_is_for_editors(self, site, client, editor_client):
        file = factories.publication(live=False).files.get().document
        assert client.get(file.url).status_code == 302
        answer = editor_client.get(file.url)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        client.force_login(factories.user("membre@example.org"))
        assert client.get(file.url).status_code == 404

    def test_an_account_that_may_see_the_publication_gets_it(self, site, client):
        page = factories.publication()
        factories.restrict(page)
        client.force_login(factories.user("membre@example.org"))
        assert client.get(page.files.get().document.url).status_code == 200


class TestReplacing:
    def test_the_link_stays_and_readers_are_told(self, file, admin_client, client, read, site):
        page = factories.publication(files=[file])
        link = file.url
        assert replace(admin_client, file).status_code == 302
        assert client.get(link).getvalue() == OTHER
        assert "mis à jour le" in read(page.url).main.text

    def test_the_former_version_is_kept_with_who_when_and_why(self, file, admin_client):
        replace(admin_client, file)
        version = file.versions.get()
        assert version.file.open().read() == files.pdf()
        assert version.replaced_by == admin_client.user
        assert version.reason == "Une coquille"
        form = admin_client.get(reverse("wagtaildocs:edit", args=[file.pk])).content.decode()
        assert "Une coquille" in form
        opened = admin_client.get(reverse("document_version", args=[version.pk]))
        assert opened.getvalue() == files.pdf()

    def test_what_the_former_one_said_of_itself_is_forgotten(self, file, admin_client):
        Document.objects.filter(pk=file.pk).update(
            tagged=False, problem="damaged", own_title="Vieux"
        )
        replace(admin_client, file)
        file.refresh_from_db()
        assert (file.tagged, file.problem, file.own_title) == (None, "", "")
        assert not file.advice

    def test_it_can_be_restored(self, file, admin_client, client):
        replace(admin_client, file)
        version = file.versions.get()
        answer = admin_client.post(reverse("document_restore", args=[version.pk]))
        assert answer.status_code == 302
        assert client.get(file.url).getvalue() == files.pdf()
        former = file.versions.get()
        assert former.file.open().read() == OTHER
        assert former.reason == f"La version d’avant le {date_format(localdate())} a été rétablie"

    def test_each_replacement_keeps_the_one_before(self, file, admin_client, site):
        replace(admin_client, file, files.pdf(pages=2, text="Une"))
        replace(admin_client, file, files.pdf(pages=2, text="Deux"))
        kept = {version.file.open().read() for version in file.versions.all()}
        assert kept == {files.pdf(), files.pdf(pages=2, text="Une")}

    def test_versions_are_for_who_may_change_the_file(self, file, admin_client, client):
        replace(admin_client, file)
        address = reverse("document_version", args=[file.versions.get().pk])
        assert client.get(address).status_code == 302

    def test_a_file_deleted_takes_its_former_versions_along(
        self, file, admin_client, django_capture_on_commit_callbacks
    ):
        replace(admin_client, file)
        former = file.versions.get().file
        with django_capture_on_commit_callbacks(execute=True):
            file.delete()
        assert not former.storage.exists(former.name)


class TestArchive:
    def test_all_the_files_of_a_page_come_in_one(self, site, client, read):
        chosen = [
            factories.document("Note"),
            factories.document("Note"),
            factories.document("Plan", "docx"),
        ]
        page = page_types.session(site.home, downloads=chosen)
        link = read(page.url).select_one(".download-all a")["href"]
        answer = client.get(link)
        data = answer.getvalue()
        assert answer["Content-Type"] == "application/zip"
        assert len(data) == int(answer["Content-Length"])
        with ZipFile(BytesIO(data)) as archive:
            assert archive.namelist() == ["Note.pdf", "Note (2).pdf", "Plan.docx"]
            assert archive.testzip() is None

    def test_it_holds_only_what_the_reader_may_see(self, site, client):
        closed = factories.collection()
        factories.restrict_collection(closed)
        chosen = [factories.document("Ouvert"), factories.document("Fermé", collection=closed)]
        page = page_types.news_page(site.home, downloads=chosen)
        data = client.get(reverse("files_archive", args=[page.pk, "x.zip"])).getvalue()
        assert ZipFile(BytesIO(data)).namelist() == ["Ouvert.pdf"]

    def test_that_of_a_hidden_page_doesnt_exist(self, site, client):
        page = factories.publication()
        factories.restrict(page)
        assert client.get(reverse("files_archive", args=[page.pk, "x.zip"])).status_code == 404
