"""A report written in Word becomes a draft, for who may write it, once."""

from datetime import date

from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission

from clubs.models import ReportPage
from core.word.models import WordImport
from tests import factories, page_types, word
from tests.clubs.word_reports import blocks, draft, said


class TestBelow:
    def test_a_session_gives_its_number_date_and_place(self, imported, session):
        report = imported(word.text("Bonjour."))
        assert ReportPage.objects.get().session == session
        assert (report.edition, report.date, report.place) == (7, session.day, "Valmire")
        assert not report.live

    def test_a_club_gives_the_next_number(self, imported, session, site):
        club = session.get_parent()
        report = imported(word.text("Bonjour."), club)
        assert report.edition == 8
        assert report.date == date.today()
        assert ReportPage.objects.child_of(club).exists()

    def test_the_empty_draft_of_a_session_takes_the_text(self, imported, session, editor_client):
        editor_client.post(reverse("clubs_write_report", args=[session.pk]))
        report = imported(word.text("Bonjour."))
        assert blocks(report) == [("text", "<p>Bonjour.</p>")]

    def test_a_text_already_written_is_never_replaced(self, send, imported, session):
        imported(word.text("Ce qui fut dit."))
        answer = send(word.text("Autre chose."), session)
        assert "Ce qui fut dit." in draft().body[0].value.source
        assert "compte rendu" in said(answer)

    def test_the_editor_ends_up_in_the_draft(self, send, session):
        answer = send(word.text("Bonjour."), session)
        assert answer.redirect_chain[-1][0] == reverse(
            "wagtailadmin_pages:edit", args=[ReportPage.objects.get().pk]
        )


class TestTwice:
    def test_the_same_document_is_told_and_imported_when_asked(
        self, send, session, site, editor_client, django_capture_on_commit_callbacks
    ):
        data = word.text("Bonjour.")
        send(data, session)
        club = session.get_parent()
        answer = send(data, club)
        assert "a déjà été importé" in answer.content.decode()
        assert ReportPage.objects.count() == 1
        with django_capture_on_commit_callbacks(execute=True):
            editor_client.post(answer.request["PATH_INFO"])
        assert ReportPage.objects.child_of(club).count() == 1

    def test_not_of_a_page_that_she_may_not_edit(self, send, session, site, editor_client):
        data = word.text("Bonjour.")
        send(data, session)
        club = page_types.club(site.home, title="Club chauffage", slug="club-chauffage")
        group = Group.objects.create(name="Chauffage")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for name in ("add_page", "change_page"):
            permission = Permission.objects.get(codename=name)
            GroupPagePermission.objects.create(group=group, page=club, permission=permission)
        editor_client.user.groups.set([group])
        editor_client.user.is_superuser = False
        editor_client.user.save()
        editor_client.force_login(editor_client.user)
        send(data, club)
        assert ReportPage.objects.child_of(club).count() == 1

    def test_not_once_its_report_is_deleted(self, send, session):
        data = word.text("Bonjour.")
        send(data, session)
        name = WordImport.objects.get().file.name
        storage = WordImport.objects.get().file.storage
        ReportPage.objects.get().delete()
        assert not WordImport.objects.exists()
        assert not storage.exists(name)
        session.refresh_from_db()
        send(data, session)
        assert ReportPage.objects.count() == 1


class TestRights:
    def test_nobody_reads_the_document_from_outside(self, send, session, client):
        send(word.text("Bonjour."), session)
        found = WordImport.objects.get()
        assert client.get(found.file.url).status_code == 404
        address = reverse("word_document", args=[found.pk])
        assert client.get(address).status_code == 302

    def test_who_may_not_write_there_may_not_import(self, session, client, site):
        person = factories.user("lecture@example.org")
        client.force_login(person)
        answer = client.get(reverse("clubs_import_word", args=[session.pk]))
        assert answer.status_code in {302, 403}

    def test_only_sessions_and_clubs_have_the_screen(self, site, editor_client):
        answer = editor_client.get(reverse("clubs_import_word", args=[site.news.pk]))
        assert answer.status_code == 404
