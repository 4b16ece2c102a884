"""Many photos into a page at once: what the server keeps, refuses and puts into the draft."""

from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from demo.drawings.metadata import Metadata
from news.models import NewsPage
from photos.models import Photo, WaitingPhoto
from tests import factories, files, page_types
from tests.conftest import logged_in
from tests.page_types import PAGE_TYPES, make

AJAX = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def page(site):
    return page_types.news_page(site.home, title="La visite", live=False)


@pytest.fixture
def send(page, editor_client):
    """Sends a file to the page's screen; the answer's JSON."""

    def send_file(name: str = "cour.jpg", data: bytes | None = None, client=editor_client) -> dict:
        upload = SimpleUploadedFile(name, data or files.jpeg(), "image/jpeg")
        values = {"title": name.rsplit(".", 1)[0], "files[]": upload}
        return client.post(address("upload", page), values, headers=AJAX).json()

    return send_file


def address(name: str, page, *args) -> str:
    return reverse(f"photos:{name}", args=[page.pk, *args])


def taken(hour: int, **fields) -> bytes:
    return files.jpeg((320, 240 + hour), Metadata(taken=datetime(2025, 5, 1, hour), **fields))


def waiting(page) -> list[str]:
    return [item.photo.title for item in WaitingPhoto.objects.filter(page=page)]


def draft(page):
    return NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def screen(client, page) -> BeautifulSoup:
    answer = client.get(address("bulk", page))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def submit(client, page, finish: bool = True, **changes):
    """Sends the screen's form as it stands, with these changes."""
    data = _form(client.get(address("bulk", page)).content.decode()) | changes
    if finish:
        data["finish"] = "1"
    return client.post(address("bulk", page), data, follow=True)


def _form(html: str) -> dict:
    form = BeautifulSoup(html, "html.parser").select_one("form[data-bulk]")
    data = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.name == "select":
            option = field.select_one("option[selected]") or field.select_one("option")
            value = option["value"]
        else:
            value = field.get("value", "") if field.name == "input" else field.text.strip()
        data.setdefault(field["name"], []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in data.items()}


class TestComingIn:
    def test_a_photo_waits_on_the_page_with_what_its_file_says(self, send, page):
        answer = send(data=taken(9, by_line="Zoé Maréchal", caption="L’été", charset="latin-1"))
        assert answer["success"]
        photo = WaitingPhoto.objects.get(page=page).photo
        assert (photo.credit, photo.caption) == ("Zoé Maréchal", "L'été")
        assert photo.taken_at.astimezone().hour == 9
        assert "Zoé Maréchal" in answer["row"]

    def test_it_is_kept_when_the_editor_comes_back(self, send, page, editor_client):
        send("cour.jpg", taken(9, by_line="Zoé"))
        document = screen(editor_client, page)
        assert [row["data-title"] for row in document.select(".bulk-row")] == ["cour"]
        assert document.select_one(".bulk-row [name$='-credit']")["value"] == "Zoé"

    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("notes.jpg", b"Rien d'une photo." * 50, "image"),
            ("coupee.jpg", files.jpeg((900, 700))[:2000], "abîmée"),
            ("vaste.png", files.huge_png(), "pixels"),
            ("lourde.jpg", files.jpeg() + b"\x00" * (26 * 1024 * 1024), "Mo"),
            ("dessin.svg", files.svg(), "JPG"),
        ],
        ids=["a text", "cut short", "a bomb", "26 MB", "an SVG"],
    )
    def test_what_isnt_a_usable_photo_gets_a_sentence_and_the_others_go_on(
        self, name, data, words, send, page
    ):
        answer = send(name, data)
        assert not answer["success"]
        assert words in answer["error_message"]
        assert send()["success"]
        assert waiting(page) == ["cour"]

    @pytest.mark.parametrize("stamp", ["0000:00:00 00:00:00", "hier", "2025:13:45 99:00:00"])
    def test_a_broken_date_does_no_harm(self, stamp, send, page):
        send(data=taken(9).replace(b"2025:05:01 09:00:00", stamp.encode().ljust(19, b" ")))
        assert WaitingPhoto.objects.get(page=page).photo.taken_at is None

    def test_they_stand_as_they_were_taken_whatever_their_names(self, send, page):
        for name, hour in (("c", 11), ("a", 15), ("b", 9)):
            send(f"{name}.jpg", taken(hour))
        send("sans-date.jpg")
        assert waiting(page) == ["b", "c", "a", "sans-date"]

    def test_the_same_file_is_noticed_and_the_existing_photo_proposed(
        self, send, page, editor_client
    ):
        known = factories.photo("Déjà là", files.jpeg((500, 400)))
        known.get_file_hash()
        answer = send("copie.jpg", files.jpeg((500, 400)))
        assert "Déjà là" in answer["row"]
        assert "Déjà là" in screen(editor_client, page).select_one("[data-duplicate]").text
        copy = Photo.objects.get(title="copie")
        answer = editor_client.post(address("remove", page, copy.pk), {"keep": known.pk}).json()
        assert "Déjà là" in answer["row"]
        assert waiting(page) == ["Déjà là"]
        assert not Photo.objects.filter(pk=copy.pk).exists()

    def test_a_file_sent_twice_can_be_kept_once(self, send, page, editor_client):
        send("a.jpg")
        answer = send("b.jpg")
        first = Photo.objects.get(title="a")
        assert "data-duplicate" in answer["row"]
        copy = Photo.objects.get(title="b")
        editor_client.post(address("remove", page, copy.pk), {"keep": first.pk})
        assert waiting(page) == ["a"]


class TestDescribing:
    def test_each_photo_is_saved_alone(self, send, page, editor_client):
        send()
        photo = Photo.objects.get()
        answer = editor_client.post(
            address("save", page, photo.pk),
            {
                f"image-{photo.pk}-{name}": value
                for name, value in {
                    "description": "Une cour",
                    "credit": "Zoé",
                    "licence": "cc-by",
                    "people": "Ana Valdour",
                    "consent": "given",
                }.items()
            },
        ).json()
        assert answer["success"]
        photo.refresh_from_db()
        assert (photo.description, photo.licence, photo.people) == (
            "Une cour",
            "cc-by",
            "Ana Valdour",
        )

    def test_what_cant_be_saved_is_said(self, send, page, editor_client):
        send()
        photo = Photo.objects.get()
        answer = editor_client.post(
            address("save", page, photo.pk), {f"image-{photo.pk}-licence": "limited"}
        ).json()
        assert not answer["success"]
        assert "dernier jour" in answer["form"]

    def test_an_order_is_kept_until_the_time_taken_is_asked_for(self, send, page, editor_client):
        for name, hour in (("a", 9), ("b", 10), ("c", 11)):
            send(f"{name}.jpg", taken(hour))
        keys = {photo.title: photo.pk for photo in Photo.objects.all()}
        editor_client.post(address("order", page), {"order": [keys["c"], keys["a"], "9999", "x"]})
        assert waiting(page) == ["c", "a", "b"]
        send("d.jpg", taken(8))
        assert waiting(page) == ["c", "a", "b", "d"]
        editor_client.post(address("order", page))
        assert waiting(page) == ["d", "a", "b", "c"]

    def test_a_photo_taken_off_leaves_the_library_unless_it_serves_elsewhere(
        self, send, page, site, editor_client
    ):
        for name in ("seule", "ailleurs"):
            send(f"{name}.jpg", files.jpeg((300, 200 + len(name))))
        used = Photo.objects.get(title="ailleurs")
        page_types.content_page(site.home, lead_photo=used, live=False)
        for photo in Photo.objects.all():
            editor_client.post(address("remove", page, photo.pk))
        assert waiting(page) == []
        assert [photo.title for photo in Photo.objects.all()] == ["ailleurs"]


class TestIntoTheDraft:
    def test_they_make_a_gallery_at_the_end_of_the_draft_in_their_order(
        self, send, page, editor_client
    ):
        for name, hour in (("b", 10), ("a", 9)):
            send(f"{name}.jpg", taken(hour))
        answer = submit(editor_client, page)
        assert "2 photos" in answer.content.decode()
        block = draft(page).body[-1]
        assert block.block_type == "gallery"
        assert [photo.title for photo in block.value["photos"]] == ["a", "b"]
        assert waiting(page) == []
        assert not NewsPage.objects.get(pk=page.pk).live

    def test_or_go_into_a_gallery_that_is_there(self, send, page, editor_client):
        old = factories.photo("Ancienne")
        page.body = [("gallery", {"title": "La visite", "photos": [old, old]})]
        page.save_revision()
        send("a.jpg", taken(9))
        option = screen(editor_client, page).select("[name=gallery] option")[1]
        assert "La visite" in option.text
        submit(editor_client, page, gallery=option["value"])
        [block] = draft(page).body
        assert [photo.title for photo in block.value["photos"]] == ["Ancienne", "Ancienne", "a"]

    def test_a_single_one_is_no_gallery(self, send, page, editor_client):
        send()
        submit(editor_client, page)
        assert draft(page).body[-1].block_type == "photo"

    def test_what_is_typed_last_goes_along(self, send, page, editor_client):
        send()
        photo = Photo.objects.get()
        submit(editor_client, page, **{f"image-{photo.pk}-description": "Une cour plantée"})
        photo.refresh_from_db()
        assert photo.description == "Une cour plantée"

    def test_nothing_typed_is_lost_when_one_photo_is_refused(self, send, page, editor_client):
        send("a.jpg", taken(9))
        send("b.jpg", taken(10))
        first, second = Photo.objects.order_by("title")
        answer = submit(
            editor_client,
            page,
            **{
                f"image-{first.pk}-licence": "limited",
                f"image-{first.pk}-description": "Une cour",
                f"image-{second.pk}-description": "Un toit",
            },
        )
        text = answer.content.decode()
        assert "dernier jour" in text
        assert "Une cour" in text
        second.refresh_from_db()
        assert second.description == "Un toit"
        assert len(waiting(page)) == 2

    def test_a_live_page_changes_in_its_draft_only(self, site, editor_client):
        live = page_types.news_page(site.home)
        upload = SimpleUploadedFile("a.jpg", files.jpeg(), "image/jpeg")
        editor_client.post(address("upload", live), {"title": "a", "files[]": upload})
        submit(editor_client, live)
        assert not NewsPage.objects.get(pk=live.pk).body
        assert draft(live).body

    def test_with_nothing_to_add_a_sentence_says_so(self, page, editor_client):
        answer = editor_client.post(address("bulk", page), {"finish": "1"}, follow=True)
        assert "aucune photo" in answer.content.decode()


class TestWho:
    @pytest.mark.parametrize("name", ["bulk", "upload", "order"])
    def test_only_who_edits_the_page_comes_in(self, name, page, client):
        client.force_login(factories.user("membre@example.org"))
        assert client.post(address(name, page)).status_code in (302, 403)
        writer = editor_without_photos(page)
        answer = logged_in(writer).get(address("bulk", page))
        assert "data-files" not in answer.content.decode()
        upload = SimpleUploadedFile("a.jpg", files.jpeg(), "image/jpeg")
        answer = logged_in(writer).post(address("upload", page), {"files[]": upload}, headers=AJAX)
        assert answer.status_code in (302, 403)
        assert not Photo.objects.exists()

    def test_a_locked_page_takes_none(self, page, editor_client):
        NewsPage.objects.filter(pk=page.pk).update(locked=True)
        assert editor_client.post(address("bulk", page)).status_code in (302, 403)

    @pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
    def test_every_page_with_a_body_leads_to_its_screen(self, model, site, editor_client):
        page = make(model, site.home)
        form = editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        has_body = hasattr(page, "body")
        assert (address("bulk", page) in form.content.decode()) == has_body
        status = editor_client.get(address("bulk", page)).status_code
        assert status == (200 if has_body else 404)

    def test_the_list_of_pages_leads_there_too(self, page, editor_client):
        listing = editor_client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk]))
        assert address("bulk", page) in listing.content.decode()


def test_sixty_photos_take_as_many_queries_to_show_as_six(page, editor_client):
    from tests.queries import queries, report

    def add(count):
        for _number in range(count):
            photo = factories.photo()
            photo.get_rendition("max-400x400")
            WaitingPhoto.objects.create(page=page, photo=photo)

    add(6)
    few = queries(editor_client, address("bulk", page))
    add(54)
    many = queries(editor_client, address("bulk", page))
    assert len(few) == len(many), report(many)


def editor_without_photos(page):
    group = Group.objects.create(name="Textes")
    change = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=group, page=page, permission=change)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupCollectionPermission.objects.filter(group=group).delete()
    assert Collection.objects.exists()
    person = factories.user("textes@example.org")
    person.groups.add(group)
    return person
