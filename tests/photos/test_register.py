"""The register of photos, and what happens when a person withdraws her consent."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import PageLogEntry

from news.models import NewsPage
from photos.models import Photo
from tests import factories, page_types
from tests.queries import queries, report

pytestmark = pytest.mark.both_databases

REGISTER = "/admin/reports/photos/"
WITHDRAW = "/admin/reports/photos/withdraw/?person=Ana+Valdour"


@pytest.fixture
def register(editor_client):
    def read(query: str = "") -> str:
        answer = editor_client.get(REGISTER + query)
        assert answer.status_code == 200
        return " ".join(
            BeautifulSoup(answer.content, "html.parser").select_one("main").text.split()
        )

    return read


class TestRegister:
    def test_it_says_who_what_whom_and_where(self, site, register):
        photo = factories.photo(
            "La cour", credit="Zoé Maréchal", people="Ana Valdour", consent="given", licence="cc-by"
        )
        page_types.news_page(site.home, title="Le chantier", lead_photo=photo)
        page_types.content_page(
            site.home,
            title="La visite",
            body=[("gallery", {"title": "", "photos": [photo, photo]})],
        )
        factories.contact("Ilan Corvec", photo=photo)
        text = register()
        for words in (
            "La cour", "Zoé Maréchal", "CC BY 4.0", "Ana Valdour", "Donné", "Le chantier",
            "La visite", "Ilan Corvec",
        ):  # fmt: skip
            assert words in text

    @pytest.mark.parametrize(
        ("query", "title"),
        [
            ("?rights=ended", "Terminée"),
            ("?rights=ending", "Bientôt"),
            ("?rights=incomplete", "Sans crédit"),
            ("?search=valdour", "Avec Ana"),
            ("?consent=pending", "Avec Ana"),
        ],
    )
    def test_it_can_be_narrowed(self, query, title, site, register):
        today = timezone.localdate()
        factories.photo("Terminée", licence_end=today - timedelta(days=1))
        factories.photo("Bientôt", licence_end=today + timedelta(days=9))
        factories.photo("Sans crédit", credit="")
        factories.photo("Avec Ana", people="Ana Valdour", consent="pending")
        text = register(query)
        titles = {"Terminée", "Bientôt", "Sans crédit", "Avec Ana"}
        assert {name for name in titles if f"{name} " in text.split("Employée dans")[-1]} == {title}

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_a_spreadsheet_runs_nothing(self, kind, site, editor_client, tmp_path):
        factories.photo('=HYPERLINK("http://mal.example")', credit="@SUM(A1)", caption="+1")
        answer = editor_client.get(f"{REGISTER}?export={kind}")
        data = b"".join(answer.streaming_content)
        if kind == "csv":
            cells = data.decode().splitlines()[1].split(",")
        else:
            (tmp_path / "r.xlsx").write_bytes(data)
            cells = [cell.value for cell in load_workbook(tmp_path / "r.xlsx").active[2]]
        assert not [cell for cell in cells if str(cell or "").startswith(("=", "+", "-", "@"))]
        assert "HYPERLINK" in str(cells)

    def test_it_is_for_those_who_keep_photos(self, site, client):
        client.force_login(factories.user("membre@example.org"))
        assert client.get(REGISTER).status_code == 302

    def test_more_photos_take_no_more_queries(self, site, editor_client):
        def add(count):
            for number in range(count):
                photo = factories.photo(f"Photo {number}")
                page_types.news_page(site.home, title=f"Page {photo.pk}", lead_photo=photo)

        add(3)
        few = queries(editor_client, REGISTER)
        add(9)
        many = queries(editor_client, REGISTER)
        assert len(few) == len(many), report(many)


class TestWithdrawal:
    @pytest.fixture
    def photo(self, site):
        return factories.photo(
            "Ana à l’atelier", people="Maud Sérane, Ana Valdour", consent="given"
        )

    @pytest.fixture
    def other(self, site):
        return factories.photo("L’atelier vide")

    @pytest.fixture
    def page(self, site, photo):
        """Live with the photo at three places, and with a fourth in its draft."""
        page = page_types.news_page(
            site.home,
            title="L’atelier",
            lead_photo=photo,
            body=[
                ("photo", {"photo": photo, "caption": ""}),
                ("gallery", {"title": "", "photos": [photo, factories.photo()]}),
            ],
        )
        page.social_image = photo
        page.save_revision()
        return page

    def post(self, client, photo, actions: dict, **fields):
        data = {f"photo-{photo.pk}": "1"} | fields
        for source, action in actions.items():
            data[f"use-{photo.pk}-{source._meta.model_name}-{source.pk}"] = action
        return client.post(WITHDRAW, data, follow=True)

    def test_every_photo_and_use_is_shown_drafts_too(self, photo, page, site, editor_client):
        draft = page_types.news_page(site.home, title="Encore rien")
        draft.lead_photo = photo
        draft.save_revision()
        factories.contact("Ana Valdour", photo=photo)
        factories.photo("Sans elle", people="Ilan Corvec")
        text = editor_client.get(WITHDRAW).content.decode()
        for words in ("Ana à l’atelier", "L’atelier", "Encore rien", "Contact – Ana Valdour"):
            assert words in text
        assert "Sans elle" not in text

    def test_another_photo_takes_every_place_live_and_draft(
        self, photo, other, page, editor_client, read
    ):
        answer = self.post(editor_client, photo, {page: "replace"}, **{f"new-{photo.pk}": other.pk})
        assert "1 photo est retirée" in answer.content.decode()
        live = NewsPage.objects.get(pk=page.pk)
        draft = live.get_latest_revision_as_object()
        for version in (live, draft):
            assert version.lead_photo == other
            assert version.body[0].value["photo"] == other
            assert version.body[1].value["photos"][0] == other
        assert (live.social_image, draft.social_image) == (None, other)
        assert live.live
        assert live.has_unpublished_changes
        photo.refresh_from_db()
        assert photo.consent == Photo.Consent.WITHDRAWN
        assert PageLogEntry.objects.filter(page=page.pk, action="photos.replace").exists()

    def test_a_page_can_be_unpublished_instead(self, photo, page, editor_client):
        self.post(editor_client, photo, {page: "unpublish"})
        assert not NewsPage.objects.get(pk=page.pk).live

    def test_a_contact_gets_another_portrait(self, photo, other, site, editor_client):
        contact = factories.contact(photo=photo)
        self.post(editor_client, photo, {contact: "replace"}, **{f"new-{photo.pk}": other.pk})
        contact.refresh_from_db()
        assert contact.photo == other

    def test_left_alone_a_place_is_empty_for_readers(self, photo, page, editor_client, read):
        self.post(editor_client, photo, {page: "hide"})
        document = read(page.url)
        assert "Ana à l’atelier" not in document.text
        assert len(document.main.select("figure")) == 1

    def test_nothing_is_done_without_the_photo_that_replaces(self, photo, page, editor_client):
        answer = self.post(editor_client, photo, {page: "replace"})
        assert "Choisissez la photo" in answer.content.decode()
        photo.refresh_from_db()
        assert photo.consent == Photo.Consent.GIVEN
        assert NewsPage.objects.get(pk=page.pk).lead_photo == photo

    def test_an_unknown_name_gets_a_sentence(self, site, editor_client):
        assert "Aucune photo" in editor_client.get(WITHDRAW).content.decode()

    def test_it_is_for_those_who_keep_photos(self, photo, client):
        client.force_login(factories.user("membre@example.org"))
        assert client.get(WITHDRAW).status_code == 302
        assert reverse("photos_withdraw")
