"""The journal: who came in, was given a role, took a list away, deleted something; who reads it, for how long."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.test.utils.form_data import querydict_from_html

from core.conditional import last_change
from home.models import AssociationSettings
from members.models import User
from operations.journal import BACKUP, RESTORE, note, prune
from photos.models import Photo
from tests import background, factories, page_types
from tests.conftest import logged_in

pytestmark = pytest.mark.django_db
JOURNAL = reverse("wagtailadmin_reports:site_history")


def person(email: str, *groups: str) -> User:
    found = factories.user(email)
    found.groups.set(Group.objects.filter(name__in=groups))
    return found


@pytest.fixture
def operator(site) -> Client:
    """Somebody of *Administration*."""
    return logged_in(person("operatrice@example.org", "Administration"))


def lines(client: Client, **filters) -> list[str]:
    page = BeautifulSoup(client.get(JOURNAL, filters).content, "html.parser")
    return [" ".join(row.text.split()) for row in page.select("table.listing tbody tr")]


def actions(**of) -> list[str]:
    return [entry.action for entry in ModelLogEntry.objects.filter(**of).order_by("pk")]


def enter(email: str, password: str):
    return Client().post(reverse("members:sign_in"), {"email": email, "password": password})


def test_who_of_the_staff_came_in_and_was_refused(operator):
    editor = person("redactrice@example.org", "Rédaction")
    factories.user("membre@example.org")
    with background.followed():
        for email in ("redactrice@example.org", "membre@example.org", "inconnue@example.org"):
            enter(email, "un autre mot de passe")
            enter(email, factories.PASSWORD)
    assert actions(object_id=str(editor.pk), action__in=["access.sign_in", "access.refuse"]) == [
        "access.sign_in",
        "access.refuse",
    ]
    told = " ".join(lines(operator))
    assert "Entrée" in told
    assert "Refus" in told
    assert "membre@" not in told
    assert "inconnue@" not in told


def test_a_refusal_costs_the_same_whoever_it_is(site):
    person("redactrice@example.org", "Rédaction")
    for email in ("redactrice@example.org", "inconnue@example.org"):
        background.RecordingBackend.recorded.clear()
        enter(email, "un autre mot de passe")
        [(task, args, _kwargs)] = background.RecordingBackend.recorded
        assert (task.name, len(args)) == ("write_refusal", 1)


def test_who_was_given_a_role_lost_it_and_was_closed_out(operator):
    editor = person("redactrice@example.org")
    editor.groups.set(Group.objects.filter(name="Publication"))
    editor.groups.set(Group.objects.filter(name="Adhérents"))
    editor.is_active = False
    editor.save()
    of_her = actions(object_id=str(editor.pk), action__startswith="access.")
    assert of_her == ["access.give", "access.take", "access.close"]
    assert any("Publication" in line for line in lines(operator, action="access.give"))


def test_who_took_a_list_away(operator):
    answer = operator.get(JOURNAL, {"export": "csv"})
    b"".join(answer.streaming_content)
    assert any(
        "Journal" in line and "CSV" in line for line in lines(operator, action="access.export")
    )


def test_deletions_one_by_one_and_in_bulk(operator):
    one, *many = [factories.photo(title=f"Photo {number}") for number in range(3)]
    document = factories.document()
    operator.post(reverse("wagtailimages:delete", args=[one.pk]))
    operator.post(reverse("wagtaildocs:delete", args=[document.pk]))
    bulk = reverse("wagtail_bulk_action", args=["photos", "photo", "delete"])
    operator.post(f"{bulk}?{'&'.join(f'id={photo.pk}' for photo in many)}")
    assert not Photo.objects.exists()
    deleted = ModelLogEntry.objects.filter(action="wagtail.delete", user=operator.user)
    assert deleted.count() == 4
    assert any("Photo 2" in line for line in lines(operator, action="wagtail.delete"))


def test_settings_that_were_changed(operator):
    address = reverse("wagtailsettings:edit", args=["home", "associationsettings"])
    page = operator.get(address, follow=True)
    form = BeautifulSoup(page.content, "html.parser").select_one("form:has([name=primary_colour])")
    operator.post(page.request["PATH_INFO"], querydict_from_html(str(form)))
    settings = AssociationSettings.objects.get()
    assert "wagtail.edit" in actions(object_id=str(settings.pk), user=operator.user)
    assert any("Hautes-Rives" in line for line in lines(operator, action="wagtail.edit"))


@pytest.mark.parametrize("name", ["Rédaction", "Publication", "Adhésions"])
def test_others_read_nothing_of_who_came_in(name, operator):
    enter("operatrice@example.org", factories.PASSWORD)
    told = " ".join(lines(logged_in(person("autre@example.org", name))))
    assert "operatrice@" not in told


def test_it_can_be_narrowed_to_a_person_an_action_and_a_time(operator):
    enter("operatrice@example.org", factories.PASSWORD)
    page_types.news_page(factories.site_root()).save_revision(user=operator.user, log_action=True)
    assert len(lines(operator, action="access.sign_in")) == 2  # at the fixture's too
    assert len(lines(operator, user=operator.user.pk)) >= 2
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert lines(operator, timestamp_to=yesterday) == []


def test_backups_and_restores_are_told_to_administration_alone(operator):
    before = last_change()
    note(BACKUP)
    assert last_change() == before
    note(RESTORE)
    assert last_change() > before
    assert any("sauvegardé" in line for line in lines(operator, action=BACKUP))
    assert any("sauvegarde" in line for line in lines(operator, action=RESTORE))
    other = lines(logged_in(person("autre@example.org", "Publication")))
    assert not any("sauvegard" in line for line in other)


def test_lines_go_after_their_time(operator, settings):
    enter("operatrice@example.org", factories.PASSWORD)
    page_types.news_page(factories.site_root()).save_revision(user=operator.user, log_action=True)
    written = timezone.now() - timedelta(days=settings.ACCESS_KEPT_DAYS + 1)
    ModelLogEntry.objects.update(timestamp=written)
    PageLogEntry.objects.update(timestamp=written)
    prune()
    assert not ModelLogEntry.objects.filter(action="access.sign_in")
    assert PageLogEntry.objects.exists()
    PageLogEntry.objects.update(
        timestamp=timezone.now() - timedelta(days=settings.JOURNAL_KEPT_DAYS + 1)
    )
    prune()
    assert not PageLogEntry.objects.exists()


def test_coming_in_is_no_change_of_the_content(operator):
    """What feeds answer must not tell when the staff works."""
    before = last_change()
    enter("operatrice@example.org", factories.PASSWORD)
    assert ModelLogEntry.objects.filter(action="access.sign_in")
    assert last_change() == before
