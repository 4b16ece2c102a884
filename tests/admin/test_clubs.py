"""What editors do with clubs: their lists, the report of a session in one click, what waits today."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clubs.models import ReportPage, SessionPage
from tests import factories, page_types
from tests.queries import queries


@pytest.fixture
def club(site):
    return page_types.club(site.home, title="Club rénovation")


@pytest.fixture
def session(site, club):
    """The seventh, held a month ago."""
    return held(site, club, title="Visite des Tilleuls", edition=7, place="Valmire")


def held(site, club, days: int = -30, **fields):
    start = timezone.now() + timedelta(days=days)
    return page_types.session(site.home, parent=club, starts_at=start, **fields)


def rows(client, name: str, query: str = "") -> list[str]:
    answer = client.get(reverse(f"{name}:index") + query)
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    return [" ".join(row.text.split()) for row in page.select("main table tbody tr")]


def write(client, session):
    return client.post(reverse("clubs_write_report", args=[session.pk]))


class TestWritingTheReport:
    def test_the_draft_says_what_the_session_said(self, site, club, editor_client):
        contact, theme = factories.contact(), factories.theme()
        host = factories.organisation()
        session = held(
            site, club, title="Visite", edition=7, place="Valmire", host=host,
            introduction="Une visite.", contacts=[contact], themes=[theme],
        )  # fmt: skip
        answer = write(editor_client, session)
        report = ReportPage.objects.get()
        assert answer.url == reverse("wagtailadmin_pages:edit", args=[report.pk])
        assert not report.live
        draft = report.get_latest_revision_as_object()
        assert (draft.title, draft.edition, draft.place) == ("Visite", 7, "Valmire")
        assert (draft.date, draft.host, draft.introduction) == (session.day, host, "Une visite.")
        assert [line.contact for line in draft.page_contacts.all()] == [contact]
        assert list(draft.themes.all()) == [theme]
        assert editor_client.get(answer.url).status_code == 200

    def test_asked_twice_there_is_one(self, session, editor_client):
        first, second = write(editor_client, session), write(editor_client, session)
        assert ReportPage.objects.count() == 1
        assert first.url == second.url

    def test_a_session_has_one_report_by_any_door(self, session, site, club, editor_client):
        write(editor_client, session)
        address = reverse("wagtailadmin_pages:add", args=["clubs", "reportpage", session.pk])
        assert editor_client.get(address).status_code in {302, 403}
        loose = page_types.report(site.home, parent=club)
        assert not loose.can_move_to(SessionPage.objects.get(pk=session.pk))

    def test_it_is_asked_for_by_post_with_its_token(self, session, editor_client):
        address = reverse("clubs_write_report", args=[session.pk])
        assert editor_client.get(address).status_code == 405
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(editor_client.user)
        assert strict.post(address).status_code == 403
        assert not ReportPage.objects.exists()

    def test_who_may_not_write_there_makes_none(self, session, client):
        client.force_login(factories.user("lecture@example.org"))
        assert write(client, session).status_code in {302, 403}
        assert not ReportPage.objects.exists()

    @pytest.mark.parametrize("where", ["editor", "explorer", "list"])
    def test_the_button_is_where_editors_look(self, where, session, club, editor_client):
        address = {
            "editor": reverse("wagtailadmin_pages:edit", args=[session.pk]),
            "explorer": reverse("wagtailadmin_explore", args=[club.pk]),
            "list": reverse("sessions:index"),
        }[where]
        before = editor_client.get(address).content.decode()
        assert "Rédiger le compte rendu" in before
        write(editor_client, session)
        after = editor_client.get(address).content.decode()
        assert "Rédiger le compte rendu" not in after
        assert "Ouvrir le compte rendu" in after
        assert reverse("wagtailadmin_pages:edit", args=[ReportPage.objects.get().pk]) in after

    @pytest.mark.parametrize("kind", ["club", "session"])
    def test_so_is_the_import_from_word(self, kind, session, club, editor_client):
        page = {"club": club, "session": session}[kind]
        text = editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content
        assert reverse("clubs_import_word", args=[page.pk]) in text.decode()


class TestLists:
    def test_a_session_says_its_number_club_status_and_report(self, session, editor_client):
        (row,) = rows(editor_client, "sessions", "?columns=edition")
        for words in ("7", "Club rénovation", "Prévue", "Rédiger le compte rendu"):
            assert words in row
        write(editor_client, session)
        (row,) = rows(editor_client, "sessions")
        assert "Ouvrir le compte rendu" in row

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("?status=cancelled", ["Annulée"]),
            ("?has_report=true", ["Racontée"]),
            ("?has_report=false", ["Annulée"]),
            ("?status=rien", ["Annulée", "Racontée"]),
            ("?ordering=club_title", ["Annulée", "Racontée"]),
        ],
    )
    def test_sessions_are_filtered(self, query, titles, site, club, editor_client):
        held(site, club, title="Annulée", status="cancelled")
        write(editor_client, held(site, club, title="Racontée"))
        found = rows(editor_client, "sessions", query)
        assert len(found) == len(titles)
        assert all(any(title in row for row in found) for title in titles)

    def test_and_by_club(self, site, club, session, editor_client):
        other = page_types.club(site.home, title="Club énergie")
        held(site, other, title="Ailleurs")
        (row,) = rows(editor_client, "sessions", f"?club={other.pk}")
        assert "Ailleurs" in row

    def test_reports_have_their_list_with_their_club(self, site, club, session, editor_client):
        write(editor_client, session)
        page_types.report(site.home, parent=club, title="Sans séance", edition=3)
        first, second = sorted(rows(editor_client, "session_reports"))
        assert "Sans séance" in first
        assert "Visite des Tilleuls" in second
        assert "Club rénovation" in first
        assert "Club rénovation" in second

    @pytest.mark.parametrize("name", ["sessions", "session_reports"])
    def test_a_line_takes_few_queries(self, name, site, club, editor_client):
        """Two are wagtail-localize's, for the buttons of translation; a session asks twice for its report."""

        def more(count):
            for _number in range(count):
                page_types.report(site.home, parent=held(site, club))

        more(2)
        address = reverse(f"{name}:index")
        few = queries(editor_client, address)
        more(6)
        assert len(queries(editor_client, address)) <= len(few) + 6 * 5


class TestToday:
    def today(self, client) -> str:
        page = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
        return " ".join(page.main.text.split())

    def test_past_sessions_without_a_report_have_their_button(
        self, site, club, session, editor_client
    ):
        held(site, club, 5, title="À venir")
        held(site, club, -8, title="Annulée", status="cancelled")
        text = self.today(editor_client)
        assert "Visite des Tilleuls" in text
        assert "Rédiger le compte rendu" in text
        assert "À venir" not in text
        assert "Annulée" not in text

    def test_a_session_leaves_once_its_report_is_begun_and_the_draft_waits(
        self, session, editor_client
    ):
        write(editor_client, session)
        page = BeautifulSoup(editor_client.get(reverse("wagtailadmin_home")).content, "html.parser")
        assert not page.select("#panel-reports-to-write-section, #reports-to-write")
        drafts = page.select_one("[id*=drafts-waiting]")
        assert "Visite des Tilleuls" in drafts.text

    def test_sessions_of_long_ago_are_left_in_peace(self, site, club, editor_client):
        held(site, club, -800, title="Il y a longtemps")
        assert "Il y a longtemps" not in self.today(editor_client)
