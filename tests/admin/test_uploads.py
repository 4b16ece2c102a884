"""What editors upload, by each door of the admin: real files come in, others get a sentence."""

import json
from io import BytesIO
from pathlib import PurePath

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection
from wagtail.test.utils.form_data import querydict_from_html

from downloads.models import Document
from photos.models import Photo
from tests import factories, files

# Ways to send a photo or a file: one by one, several at once, while choosing it for a page.
AJAX = {"x-requested-with": "XMLHttpRequest"}
DOORS = ["one", "several", "chooser"]
BAD_PHOTOS = {
    "20,000 x 20,000 pixels": ("vaste.png", files.huge_png(), "image/png"),
    "an SVG": ("dessin.svg", files.svg(), "image/svg+xml"),
    "an SVG named .jpg": ("dessin.jpg", files.svg(), "image/jpeg"),
    "a text named .jpg": ("notes.jpg", b"Rien d'une photo." * 50, "image/jpeg"),
    "HTML named .png": ("page.png", files.html(), "image/png"),
    "a JPEG cut short in its header": ("coupee.jpg", files.jpeg()[:60], "image/jpeg"),
    "an empty file": ("vide.jpg", b"", "image/jpeg"),
    "a PDF named .jpg": ("bilan.jpg", files.pdf(), "image/jpeg"),
    "no extension": ("photo", files.jpeg(), "image/jpeg"),
}
BAD_FILES = {
    "HTML named .pdf": ("bilan.pdf", files.html(), "application/pdf"),
    "a program named .pdf": ("bilan.pdf", b"MZ" + b"\x00" * 500, "application/pdf"),
    "a photo named .docx": ("compte-rendu.docx", files.jpeg(), "application/msword"),
    "a page": ("page.html", files.html(), "text/html"),
    "a script": ("outil.js", b"alert(1)", "text/javascript"),
    "an SVG": ("dessin.svg", files.svg(), "image/svg+xml"),
    "an empty file": ("vide.pdf", b"", "application/pdf"),
    "HTML named .csv": ("loyers.csv", files.html(), "text/csv"),
}
GOOD_FILES = {
    "pdf": files.pdf(),
    "docx": files.docx(),
    "xlsx": files.xlsx(),
    "csv": "commune;logements\nValmire;128\nÉtang;12\n".encode("cp1252"),
}


def send(client, app: str, door: str, upload: tuple):
    name, data, content_type = upload
    file = SimpleUploadedFile(name, data, content_type)
    collection = Collection.get_first_root_node().pk
    if door == "one":
        values = {"title": "Ce fichier", "file": file, "collection": collection}
        values |= {"language": "fr", "licence": "assigned", "consent": "not-needed"}
        return client.post(reverse(f"{app}:add"), values)
    if door == "several":
        values = {"title": name, "files[]": file, "collection": collection}
        answer = client.post(reverse(f"{app}:add_multiple"), values, headers=AJAX)
        return _complete(client, app, answer)
    kind = {"wagtailimages": "image", "wagtaildocs": "document"}[app]
    prefix = f"{kind}-chooser-upload-"
    values = {"title": "Ce fichier", "file": file, "collection": collection}
    values |= {"language": "fr", "licence": "assigned", "consent": "not-needed"}
    return client.post(
        reverse(f"{app}_chooser:create"),
        {f"{prefix}{name}": value for name, value in values.items()},
    )


def _complete(client, app: str, answer):
    """The second step of an upload of several: what each file needs before it is kept."""
    step = answer.json() if answer.status_code == 200 else {}
    if "uploaded_file_id" not in step:
        return answer
    form = f"<form>{step['form']}</form>"
    what = {"wagtailimages": "image", "wagtaildocs": "document"}[app]
    return client.post(
        reverse(f"{app}:create_multiple_from_uploaded_{what}", args=[step["uploaded_file_id"]]),
        querydict_from_html(form),
        headers=AJAX,
    )


def said(response) -> str:
    """The sentence of a refusal."""
    assert response.status_code == 200, response.status_code
    text = response.content.decode()
    if response["Content-Type"].startswith("application/json"):
        answer = json.loads(text)
        if "error_message" in answer:
            assert not answer["success"]
            return answer["error_message"]
        text = answer.get("html") or answer.get("htmlFragment") or ""
    document = BeautifulSoup(text, "html.parser")
    found = document.select(".error-message, .help-critical, .w-field__errors")
    return " ".join(" ".join(error.text.split()) for error in found)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("what", BAD_PHOTOS)
def test_what_isnt_a_usable_photo_gets_a_sentence(what, door, site, editor_client):
    answer = send(editor_client, "wagtailimages", door, BAD_PHOTOS[what])
    assert len(said(answer)) > 20
    assert not Photo.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_a_photo_comes_in(door, site, editor_client):
    upload = ("cour.jpg", files.jpeg(), "image/jpeg")
    answer = send(editor_client, "wagtailimages", door, upload)
    assert answer.status_code in {200, 302}
    assert Photo.objects.count() == 1


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("cour.jfif", "JPEG", ".jpg"),
        ("cour.JPE", "JPEG", ".jpg"),
        ("cour.JPG", "JPEG", ".JPG"),
        ("cour.jpg", "PNG", ".png"),
        ("cour.png", "WEBP", ".webp"),
        ("cour.jpeg", "AVIF", ".avif"),
    ],
)
def test_a_photo_comes_in_however_its_extension_is_written(
    name, kind, kept, door, site, editor_client
):
    out = BytesIO()
    Image.new("RGB", (64, 48), "navy").save(out, kind)
    answer = send(editor_client, "wagtailimages", door, (name, out.getvalue(), "image/jpeg"))
    assert answer.status_code in {200, 302}
    assert PurePath(Photo.objects.get().file.name).suffix == kept


def test_a_photo_cut_short_further_on_does_no_harm_later(site, editor_client):
    upload = ("coupee.jpg", files.jpeg((900, 700))[:3000], "image/jpeg")
    answer = send(editor_client, "wagtailimages", "one", upload)
    assert answer.status_code in {200, 302}
    for photo in Photo.objects.all():
        assert editor_client.get(reverse("wagtailimages:edit", args=[photo.pk])).status_code == 200
        assert editor_client.get(reverse("wagtailimages:index")).status_code == 200


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("what", BAD_FILES)
def test_what_isnt_the_file_it_says_gets_a_sentence(what, door, site, editor_client):
    answer = send(editor_client, "wagtaildocs", door, BAD_FILES[what])
    assert len(said(answer)) > 20
    assert not Document.objects.exists()


def test_the_sentence_names_the_file_and_says_what_to_do(site, editor_client):
    text = said(send(editor_client, "wagtaildocs", "one", BAD_FILES["HTML named .pdf"]))
    assert "bilan.pdf" in text
    assert "PDF" in text


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("extension", GOOD_FILES)
def test_a_real_file_comes_in_whole(extension, door, site, editor_client):
    upload = (f"fichier.{extension}", GOOD_FILES[extension], "application/octet-stream")
    answer = send(editor_client, "wagtaildocs", door, upload)
    assert answer.status_code in {200, 302}
    document = Document.objects.get()
    assert document.file.open().read() == GOOD_FILES[extension]
    assert document.format == extension.upper()
    assert document.weight == len(GOOD_FILES[extension])


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "name",
    ["../../etc/bilan.pdf", "🏠📄.pdf", "🏠" * 60 + ".pdf", "é" * 300 + ".pdf", "..pdf"],
    ids=["path", "emoji", "60 emoji", "300 accents", "dots"],
)
def test_any_name_is_taken_and_stays_in_its_folder(name, door, site, editor_client, client):
    answer = send(editor_client, "wagtaildocs", door, (name, files.pdf(), "application/pdf"))
    assert answer.status_code in (200, 302)
    document = Document.objects.get()
    folder, _slash, kept = document.file.name.rpartition("/")
    assert (folder, document.format) == ("documents", "PDF")
    assert kept.isascii()
    assert not kept.startswith(".")
    assert editor_client.get(document.url).getvalue() == files.pdf()


def test_a_title_refused_loses_none_of_several_files(site, editor_client):
    name = "a" * 300 + ".pdf"
    sent = {"title": name, "files[]": SimpleUploadedFile(name, files.pdf())}
    step = editor_client.post(reverse("wagtaildocs:add_multiple"), sent, headers=AJAX).json()
    fields = querydict_from_html(f"<form>{step['form']}</form>").dict()
    title = next(name for name in fields if name.endswith("title"))
    address = reverse(
        "wagtaildocs:create_multiple_from_uploaded_document", args=[step["uploaded_file_id"]]
    )
    refused = editor_client.post(address, fields | {title: ""}, headers=AJAX).json()
    assert "Champ requis" in refused["form"]
    assert editor_client.post(address, fields | {title: "Bilan"}, headers=AJAX).json()["success"]
    assert Document.objects.get(title="Bilan").file.open().read() == files.pdf()


def test_a_file_cant_be_replaced_by_what_it_isnt(site, editor_client):
    document = factories.document()
    answer = editor_client.post(
        reverse("wagtaildocs:edit", args=[document.pk]),
        {
            "title": "Nouveau titre",
            "file": SimpleUploadedFile("bilan.pdf", files.html()),
            "language": "fr",
            "collection": document.collection_id,
        },
    )
    assert len(said(answer)) > 20
    assert Document.objects.get().file.open().read() == files.pdf()


class TestPhotoForm:
    def post(self, client, photo, **changes):
        values = {
            "title": photo.title,
            "description": photo.description,
            "caption": photo.caption,
            "credit": photo.credit,
            "licence": photo.licence,
            "licence_end": "",
            "people": "",
            "consent": photo.consent,
            "collection": photo.collection_id,
        }
        return client.post(reverse("wagtailimages:edit", args=[photo.pk]), values | changes)

    @pytest.mark.parametrize("name", ["credit", "description"])
    def test_a_credit_or_an_alternative_text_is_changed_and_never_emptied(
        self, name, site, editor_client
    ):
        photo = factories.photo()
        assert len(said(self.post(editor_client, photo, **{name: "  "}))) > 20
        assert self.post(editor_client, photo, **{name: "Un autre"}).status_code == 302
        photo.refresh_from_db()
        assert getattr(photo, name) == "Un autre"

    def test_a_photo_may_wait_for_them(self, site, editor_client):
        photo = factories.photo(credit="", description="")
        assert self.post(editor_client, photo, caption="La cour").status_code == 302

    def test_a_licence_limited_in_time_has_a_last_day(self, site, editor_client):
        photo = factories.photo()
        assert len(said(self.post(editor_client, photo, licence="limited"))) > 20
        answer = self.post(editor_client, photo, licence="limited", licence_end="2027-01-31")
        assert answer.status_code == 302


def test_a_request_over_the_limit_is_refused_before_it_is_read(admin_client, settings):
    settings.REQUEST_MAX_SIZE = 1000
    upload = SimpleUploadedFile("film.pdf", b"%PDF" + bytes(5000))
    answer = admin_client.post(reverse("wagtaildocs:add"), {"title": "Film", "file": upload})
    assert answer.status_code == 413
    assert "trop lourd" in answer.content.decode()
    assert not Document.objects.exists()


def test_two_gigabytes_are_refused_by_what_the_browser_announces(admin_client):
    class Film:
        def read(self, *_size):
            raise AssertionError("a part of it was read")

        readline = read

    announced = {"CONTENT_LENGTH": str(2 * 1024**3), "wsgi.input": Film()}
    answer = admin_client.post(reverse("wagtaildocs:add"), **announced)
    assert answer.status_code == 413
    assert "500" in answer.content.decode()
