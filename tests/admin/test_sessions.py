"""Announcing sessions with the real forms: numbers borne once, dates that keep their history."""

from datetime import date, datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from clubs.models import ReportPage, SessionPage
from core.refusals import Refusal
from tests import factories, page_types
from tests.admin import forms
from tests.conftest import logged_in

WHEN = datetime(2027, 10, 13, 9, 0)


@pytest.fixture
def club(site):
    return page_types.club(site.home)


@pytest.fixture
def session(site, club):
    """The seventh, announced for 13 October 2027."""
    return page_types.session(
        site.home, parent=club, title="Visite", edition=7, starts_at=timezone.make_aware(WHEN)
    )


def proposed(client, club, model=SessionPage) -> str:
    names = (model._meta.app_label, model._meta.model_name, club.pk)
    page = client.get(reverse("wagtailadmin_pages:add", args=names))
    field = BeautifulSoup(page.content, "html.parser").select_one("[name=edition]")
    return field.get("value", "")


def announce(client, club, **values):
    values = {
        "title": "Nouvelle séance",
        "slug": "nouvelle",
        "starts_at": "2027-12-01 09:00",
    } | values
    return forms.add(client, SessionPage, club, **values)


def beside(answer, name: str) -> str:
    """The sentence that stands beside a field."""
    page = BeautifulSoup(answer.content, "html.parser")
    errors = page.select_one(f"#panel-child-content-{name}-errors, [id$='{name}-errors']")
    return " ".join(errors.text.split()) if errors else ""


def told(client) -> str:
    """The messages on the next screen of the admin."""
    page = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    return " ".join(" ".join(line.text.split()) for line in page.select(".messages li"))


def fresh(session) -> SessionPage:
    return SessionPage.objects.get(pk=session.pk)


def former(session) -> list[date]:
    return [line.date for line in fresh(session).former_dates.all()]


class TestNumber:
    def test_the_first_session_of_a_club_is_the_first(self, club, editor_client):
        assert proposed(editor_client, club) == "1"

    def test_then_the_next_one_is_proposed(self, club, session, editor_client):
        assert proposed(editor_client, club) == "8"
        assert proposed(editor_client, club, ReportPage) == "8"

    def test_below_a_session_its_own(self, session, editor_client):
        assert proposed(editor_client, session, ReportPage) == "7"

    def test_clubs_count_apart(self, site, session, editor_client):
        other = page_types.club(site.home, title="Club énergie")
        assert proposed(editor_client, other) == "1"

    def test_a_number_that_is_taken_is_refused_beside_the_field_and_nothing_is_lost(
        self, club, session, editor_client
    ):
        answer = announce(editor_client, club, edition=7, introduction="Une heure de travail.")
        assert "n° 7" in beside(answer, "edition")
        assert "8" in beside(answer, "edition")
        assert "Une heure de travail." in answer.content.decode()
        assert SessionPage.objects.count() == 1

    def test_so_is_the_number_of_a_draft(self, site, club, editor_client):
        page_types.session(site.home, parent=club, edition=3, live=False)
        assert beside(announce(editor_client, club, edition=3), "edition")

    def test_so_is_changing_a_session_to_a_number_that_is_taken(
        self, site, club, session, editor_client
    ):
        other = page_types.session(site.home, parent=club, edition=8)
        answer = forms.edit(editor_client, other, edition=7)
        assert beside(answer, "edition")
        assert fresh(other).edition == 8

    def test_two_editors_with_the_same_proposal(self, club, session, editor_client):
        """The second gets the sentence when she sends what was proposed to her."""
        second = logged_in(factories.editor("ana@example.org"))
        number = proposed(editor_client, club)
        assert proposed(second, club) == number
        assert announce(editor_client, club, edition=number).status_code == 302
        answer = announce(second, club, edition=number, slug="la-sienne", title="La sienne")
        assert answer.status_code == 200
        assert beside(answer, "edition")
        assert "La sienne" in answer.content.decode()

    def test_a_new_draft_gets_the_next_one_and_says_so(self, club, session, editor_client):
        """It is saved by itself, while its number was given to another."""
        address, data = forms.filled_in(
            editor_client,
            SessionPage,
            club,
            publish=False,
            edition=7,
            title="La sienne",
            starts_at="2027-12-01 09:00",
        )
        answer = editor_client.post(address, data, headers={"Accept": "application/json"}).json()
        assert answer["success"]
        assert str(answer["field_updates"]["edition"]) == "8"
        assert SessionPage.objects.get(title="La sienne").edition == 8

    def test_a_session_keeps_its_own_number(self, session, editor_client):
        assert forms.edit(editor_client, session, title="Autre titre").status_code == 302
        assert fresh(session).edition == 7

    def test_a_copy_is_left_without_and_told(self, club, session, editor_client):
        address = reverse("wagtailadmin_pages:copy", args=[session.pk])
        editor_client.post(
            address,
            {"new_title": "Copie", "new_slug": "copie", "new_parent_page": club.pk, "alias": ""},
        )
        assert SessionPage.objects.get(slug="copie").edition is None
        assert "sans numéro" in told(editor_client)


class TestDates:
    def move(self, client, session, day: str, publish: bool = True, **fields):
        return forms.edit(client, session, publish=publish, starts_at=f"{day} 09:00", **fields)

    def test_moving_a_published_session_notes_the_former_date_by_itself(
        self, session, editor_client, read
    ):
        self.move(editor_client, session, "2027-10-20")
        assert former(session) == [date(2027, 10, 13)]
        assert fresh(session).status == SessionPage.Status.MOVED
        assert "au lieu du 13 octobre" in read(session.url).main.text

    def test_a_second_move_keeps_both_in_order(self, session, editor_client):
        self.move(editor_client, session, "2027-10-20")
        self.move(editor_client, session, "2027-11-03")
        assert former(session) == [date(2027, 10, 13), date(2027, 10, 20)]

    def test_moved_in_a_draft_then_published_notes_it_once(self, session, editor_client):
        self.move(editor_client, session, "2027-10-20", publish=False)
        assert former(session) == []
        forms.edit(editor_client, session)
        assert former(session) == [date(2027, 10, 13)]

    def test_put_back_before_it_was_published_it_wasnt_moved(self, session, editor_client):
        self.move(editor_client, session, "2027-10-20", publish=False)
        self.move(editor_client, session, "2027-10-13")
        assert former(session) == []
        assert fresh(session).status == SessionPage.Status.PLANNED

    def test_put_back_after_readers_knew_of_the_move(self, session, editor_client):
        """Its history says so: from the 13th to the 20th, and back to the 13th."""
        self.move(editor_client, session, "2027-10-20")
        self.move(editor_client, session, "2027-10-13")
        assert fresh(session).day == date(2027, 10, 13)
        assert former(session)[-1] == date(2027, 10, 20)

    def test_a_draft_that_nobody_saw_has_no_former_date(self, site, club, editor_client):
        draft = page_types.session(
            site.home, parent=club, starts_at=timezone.make_aware(WHEN), live=False
        )
        self.move(editor_client, draft, "2027-10-20")
        assert former(draft) == []
        assert fresh(draft).status == SessionPage.Status.PLANNED

    def test_another_hour_of_the_same_day_moves_nothing(self, session, editor_client):
        forms.edit(editor_client, session, starts_at="2027-10-13 14:00")
        assert former(session) == []
        assert fresh(session).status == SessionPage.Status.PLANNED

    def test_a_cancelled_session_stays_cancelled(self, session, editor_client):
        self.move(editor_client, session, "2027-10-20", status="cancelled")
        assert fresh(session).status == SessionPage.Status.CANCELLED

    def test_moved_to_its_own_date_is_refused(self, session, editor_client):
        """The editor says by hand that it was moved from the very day on which it is."""
        answer = forms.edit(
            editor_client,
            session,
            status="moved",
            former_dates=forms.inline_formset([{"date": "2027-10-13", "ORDER": "1"}]),
        )
        assert len(beside(answer, "starts_at")) > 20
        assert former(session) == []

    def test_an_end_before_the_start_is_refused_beside_it(self, session, editor_client):
        answer = forms.edit(editor_client, session, ends_at="2027-10-13 08:00", place="Valmire")
        assert len(beside(answer, "ends_at")) > 20
        assert "Valmire" in answer.content.decode()
        assert fresh(session).ends_at is None

    def test_a_session_without_a_date_is_asked_for_it(self, club, editor_client):
        answer = announce(editor_client, club, starts_at="")
        assert beside(answer, "starts_at")

    def test_nor_is_a_draft_saved_without_it(self, club, editor_client):
        answer = forms.add(
            editor_client, SessionPage, club, publish=False,
            title="Sans date", slug="sans-date", starts_at="",
        )  # fmt: skip
        assert answer.status_code in {200, 302}
        assert answer.status_code == 302 or beside(answer, "starts_at")


class TestCalendar:
    def sequence(self, session) -> int:
        return fresh(session).calendar_sequence

    def test_it_counts_what_calendars_keep_and_only_once_it_is_out(self, session, editor_client):
        assert self.sequence(session) == 0
        forms.edit(editor_client, session, title="Autre titre")
        assert self.sequence(session) == 0
        forms.edit(editor_client, session, publish=False, starts_at="2027-10-20 09:00")
        assert self.sequence(session) == 0
        forms.edit(editor_client, session)
        assert self.sequence(session) == 1
        forms.edit(editor_client, session, place="Salle du Lac")
        assert self.sequence(session) == 2

    def test_it_never_falls(self, session, editor_client):
        """An older version published again, a session withdrawn and published again: calendars must see a change."""
        first = session.latest_revision
        forms.edit(editor_client, session, starts_at="2027-10-20 09:00")
        counts = [self.sequence(session)]
        first.publish()
        counts.append(self.sequence(session))
        fresh(session).unpublish()
        forms.edit(editor_client, session, starts_at="2027-11-20 09:00")
        counts.append(self.sequence(session))
        assert counts == sorted(set(counts)), counts


def test_the_end_follows_a_start_that_alone_is_changed(club, session, editor_client):
    SessionPage.objects.filter(pk=session.pk).update(
        ends_at=timezone.make_aware(datetime(2027, 10, 13, 12, 30))
    )
    session.refresh_from_db()
    session.save_revision()
    # On the other side of the change of the clocks.
    answer = forms.edit(editor_client, session, starts_at="2027-11-10 14:00")
    assert answer.status_code == 302
    session.refresh_from_db()
    assert timezone.make_naive(session.ends_at) == datetime(2027, 11, 10, 16 + 1, 30)


def test_an_end_that_is_changed_too_is_kept(club, session, editor_client):
    SessionPage.objects.filter(pk=session.pk).update(
        ends_at=timezone.make_aware(datetime(2027, 10, 13, 12, 30))
    )
    session.refresh_from_db()
    session.save_revision()
    forms.edit(editor_client, session, starts_at="2027-11-10 14:00", ends_at="2027-11-10 15:00")
    session.refresh_from_db()
    assert timezone.make_naive(session.ends_at) == datetime(2027, 11, 10, 15, 0)


def test_the_help_above_a_proposed_number_doesnt_contradict_it(club, session, editor_client):
    names = ("clubs", "sessionpage", club.pk)
    page = editor_client.get(reverse("wagtailadmin_pages:add", args=names))
    assert proposed(editor_client, club) == "8"
    assert "Le prochain libre est proposé" in page.text
    assert "7 pour la 7" not in page.text


def test_a_draft_is_saved_with_what_only_publication_refuses(site, club, session, editor_client):
    other = page_types.session(site.home, parent=club, edition=8)
    values = {
        "edition": 7,
        "starts_at": "2027-12-01 09:00",
        "ends_at": "2027-12-01 08:00",
        "introduction": "Une heure de travail.",
    }
    assert forms.edit(editor_client, other, publish=False, **values).status_code == 302
    draft = fresh(other).get_latest_revision_as_object()
    assert (draft.edition, draft.introduction) == (7, "Une heure de travail.")
    answer = forms.edit(editor_client, fresh(other), **values)
    assert beside(answer, "edition")
    answer = forms.edit(editor_client, fresh(other), **values | {"edition": 9})
    assert beside(answer, "ends_at")
    with pytest.raises(Refusal):  # on its day, or by another button
        fresh(other).latest_revision.publish()
