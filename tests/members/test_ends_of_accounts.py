"""Accounts that are closed or deleted, by whomever: what follows, who is told, and that nothing names the owner."""

from functools import cache

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tasks_db.models import DBTaskResult
from wagtail.log_actions import log
from wagtail.users.models import UserProfile

from clubs.models import Registration
from members.access import revoke_access
from members.models import Invitation, Member, User
from members.signals import account_closed
from tests import factories, page_types
from tests.conftest import logged_in

COLLEAGUES = "/espace-adherents/collegues/"
ADDRESS = "ana.tracee@valmire.example.org"
CLUB = "club@example.org"


@pytest.fixture
def ana(valmire):
    return factories.member(ADDRESS, first_name="Anaëlle", last_name="Tracée")


@pytest.fixture
def correspondent(valmire):
    return logged_in(factories.member("chef@valmire.example.org", is_correspondent=True))


@pytest.fixture
def as_role(site):
    @cache
    def client_of(role: str):
        person = factories.user(f"{len(role)}@example.org")
        person.groups.add(Group.objects.get(name=role))
        return logged_in(person)

    return client_of


@pytest.fixture
def sessions(site):
    """One to come and one that is over."""
    fields = {"registration_email": CLUB}
    coming = page_types.session(site.home, title="Visite à venir", **fields)
    over = page_types.session(site.home, title="Visite passée", **fields)
    type(over).objects.filter(pk=over.pk).update(starts_at="2020-01-01 10:00Z", ends_at=None)
    return coming, over


# Closed


def remove_colleague(ana, as_role, correspondent):
    return correspondent.post(f"{COLLEAGUES}{ana.pk}/retrait/")


def untick_member(ana, as_role, correspondent):
    data = {
        "first_name": "A",
        "last_name": "T",
        "organisation": ana.organisation_id,
        "language": "fr",
    }
    return as_role("Adhésions").post(reverse("member_accounts:edit", args=[ana.pk]), data)


def untick_user(ana, as_role, correspondent):
    data = {
        "email": ana.email,
        "first_name": "A",
        "last_name": "T",
        "password1": "",
        "password2": "",
    }
    return as_role("Administration").post(reverse("wagtailusers_users:edit", args=[ana.pk]), data)


def untick_many(ana, as_role, correspondent):
    address = reverse("wagtail_bulk_action", args=["members", "user", "set_active_state"])
    client = as_role("Administration")
    return client.post(f"{address}?id={ana.pk}", {"mark_as_active": "False"})


@pytest.mark.parametrize("close", [remove_colleague, untick_member, untick_user, untick_many])
def test_whoever_is_closed_is_out_told_and_registered_no_more(
    close, ana, as_role, correspondent, sessions, mailbox
):
    session = logged_in(ana)
    for one in sessions:
        Registration.objects.create(page=one, person=ana)
    Invitation.objects.create(email="x@a.example", organisation=ana.organisation, invited_by=ana)
    assert close(ana, as_role, correspondent).status_code == 302
    assert session.get("/espace-adherents/").status_code == 302
    assert [row.page.title for row in Registration.objects.all()] == ["Visite passée"]
    assert not Invitation.objects.exists()
    told = {message.recipients[0]: message for message in mailbox.messages}
    assert set(told) == {ADDRESS, CLUB}
    assert len(mailbox.messages) == 2
    assert told[ADDRESS]["Subject"] == "Votre compte est fermé"
    text = told[ADDRESS].get_body(("plain",)).get_content()
    by = "Valmire Habitat a fermé" if close is remove_colleague else "L’association a fermé"
    assert by in text
    assert ("correspondant" in text) is (close is remove_colleague)
    assert "Désistement" in told[CLUB]["Subject"]


def test_an_account_is_closed_with_all_that_follows_or_not_at_all(ana, sessions):
    Registration.objects.create(page=sessions[0], person=ana)

    def die(**kwargs):
        raise ConnectionError

    account_closed.connect(die)
    try:
        with pytest.raises(ConnectionError):
            revoke_access(ana, ana)
    finally:
        account_closed.disconnect(die)
    ana.refresh_from_db()
    assert ana.is_active
    assert Registration.objects.filter(person=ana).exists()


def test_removing_a_colleague_asks_first(ana, correspondent, read):
    page = read(COLLEAGUES, client=correspondent)
    question = read(page.main.select_one("a[href$='/retrait/']")["href"], client=correspondent)
    assert "Retirer Anaëlle Tracée" in question.main.text
    assert "inscriptions" in question.main.text
    ana.refresh_from_db()
    assert ana.is_active, "looking at the question removes nobody"
    assert len(page.main.select("a[href$='/retrait/']")) == 1, "nobody removes herself"


def test_saving_a_closed_account_again_tells_nobody_twice(ana, as_role, correspondent, mailbox):
    untick_member(ana, as_role, correspondent)
    before = len(mailbox.messages)
    person = User.objects.get(pk=ana.pk)
    person.first_name = "B"
    person.save()
    assert len(mailbox.messages) == before == 1


# Deleted


def rows_that_name(*words: str) -> list[str]:
    """Every row of the database, sessions read as what they hold."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found += [f"{table}: {row}" for row in cursor.fetchall()]
    found += [f"session: {session.get_decoded()}" for session in Session.objects.all()]
    return [row for row in found if any(word.lower() in row.lower() for word in words)]


@pytest.fixture
def lived_in(
    ana, sessions, as_role, correspondent, settings, site, django_capture_on_commit_callbacks
):
    """All that an account leaves behind, with background work stored as on a server."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    coming, _over = sessions
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(3):
            data = {"email": ADDRESS, "link": "1"}
            Client().post("/espace-adherents/connexion/", data, REMOTE_ADDR=f"10.0.0.{number}")
        Client().post("/espace-adherents/connexion/", {"email": ADDRESS, "password": "faux"})
        me = Client()
        me.post("/espace-adherents/connexion/", {"email": ADDRESS, "password": factories.PASSWORD})
        address = reverse("session_registration", args=[coming.pk])
        for data in ({}, {"withdraw": "1"}, {}):
            me.post(address, data)
        untick_member(ana, as_role, correspondent)
        User.objects.filter(pk=ana.pk).update(is_active=True)
        as_role("Administration").post(
            reverse("wagtailusers_users:edit", args=[ana.pk]),
            {
                "email": ADDRESS,
                "first_name": "Anaëlle",
                "last_name": "Tracée",
                "is_active": "on",
                "password1": "",
                "password2": "",
            },
        )
        invitation = Invitation.objects.create(email=ADDRESS, organisation=ana.organisation)
        log(invitation, "members.invite", user=correspondent.user, data={})
    Registration.objects.get_or_create(page=coming, person=User.objects.get(pk=ana.pk))
    TOTPDevice.objects.create(user=ana, name=f"Téléphone de {ADDRESS}", confirmed=True)
    StaticDevice.objects.create(user=ana, name="recovery").token_set.create(token="abc")
    UserProfile.objects.create(user=ana, avatar=ContentFile(b"x", f"{ADDRESS}.png"))
    DBTaskResult.objects.create(
        task_path="members.links.send_link",
        args_kwargs={"args": [ADDRESS], "kwargs": {}},
        backend_name="default",
        run_after="2020-01-01 10:00Z",
        traceback=f"SMTPRecipientsRefused: {ADDRESS}",
        status="FAILED",
    )
    page = site.home
    page.save_revision(user=ana, log_action=True)
    me.user = User.objects.get(pk=ana.pk)
    me.force_login(me.user)
    assert rows_that_name("tracee")
    return me


def by_its_owner(me, as_role):
    return me.post("/espace-adherents/mon-compte/suppression/")


def by_the_office(me, as_role):
    return as_role("Adhésions").post(reverse("member_accounts:delete", args=[me.user.pk]))


def by_administration(me, as_role):
    address = reverse("wagtailusers_users:delete", args=[me.user.pk])
    return as_role("Administration").post(address)


def with_many(me, as_role):
    address = reverse("wagtail_bulk_action", args=["members", "user", "delete"])
    return as_role("Administration").post(f"{address}?id={me.user.pk}")


@pytest.mark.parametrize("delete", [by_its_owner, by_the_office, by_administration, with_many])
def test_a_deleted_account_leaves_no_row_with_its_address_or_name(
    delete, lived_in, as_role, django_capture_on_commit_callbacks
):
    picture = UserProfile.objects.get(user=lived_in.user).avatar
    with django_capture_on_commit_callbacks(execute=True):
        assert delete(lived_in, as_role).status_code == 302
    assert not Member.objects.filter(pk=lived_in.user.pk).exists()
    assert rows_that_name("tracee", "tracée", "anaëlle", r"trac\u00e9e", r"ana\u00eblle") == []
    assert not picture.storage.exists(picture.name)


def test_the_club_hears_of_a_deletion_without_a_name(ana, sessions, mailbox):
    coming, _over = sessions
    Registration.objects.create(page=coming, person=ana)
    logged_in(ana).post("/espace-adherents/mon-compte/suppression/")
    assert [message.recipients for message in mailbox.messages] == [[CLUB]]
    assert "Désistement" in mailbox.messages[0]["Subject"]
    for words in ("compte supprimé", "Valmire Habitat", "0 personne"):
        assert words in mailbox.text()
    assert "Trac" not in mailbox.messages[0].as_string()


# A second factor that is lost


@pytest.fixture
def lost(ana):
    TOTPDevice.objects.create(user=ana, name="TOTP", confirmed=True)
    StaticDevice.objects.create(user=ana, name="recovery").token_set.create(token="abc")
    return ana


def reset_address(person) -> str:
    return reverse("members_reset_two_factor", args=[person.pk])


def has_factor(person) -> bool:
    return TOTPDevice.objects.filter(user=person).exists()


@pytest.mark.parametrize("role", ["Adhésions", "Administration"])
def test_the_association_turns_a_lost_second_factor_off(
    role, lost, as_role, mailbox, enter, django_capture_on_commit_callbacks
):
    client = as_role(role)
    session = logged_in(lost)
    screens = (
        ["member_accounts"] if role == "Adhésions" else ["member_accounts", "wagtailusers_users"]
    )
    for screen in screens:
        form = client.get(reverse(f"{screen}:edit", args=[lost.pk])).content.decode()
        assert reset_address(lost) in form
    question = client.get(reset_address(lost)).content.decode()
    assert "de vive voix" in question
    assert has_factor(lost)
    with django_capture_on_commit_callbacks(execute=True):
        for _press in range(3):
            assert client.post(reset_address(lost)).status_code == 302
    assert not has_factor(lost)
    assert not StaticDevice.objects.filter(user=lost).exists()
    assert session.get("/espace-adherents/").status_code == 302
    assert [message.recipients for message in mailbox.messages] == [[ADDRESS]]
    assert "double authentification" in mailbox.messages[0]["Subject"]
    assert "/espace-adherents/mon-compte/double-authentification/" in mailbox.text()
    assert enter(ADDRESS)["Location"] == "/espace-adherents/"
    history = client.get(reverse("wagtailadmin_reports:site_history")).content.decode()
    assert "Double authentification désactivée" in history


@pytest.mark.parametrize("role", ["Rédaction", "Publication"])
def test_those_who_write_dont(role, lost, as_role):
    client = as_role(role)
    assert client.get(reset_address(lost)).status_code in {302, 403}
    client.post(reset_address(lost))
    assert has_factor(lost)


def test_nor_do_members_and_strangers(lost, correspondent, client):
    for who in (correspondent, client, logged_in(lost)):
        assert who.post(reset_address(lost)).status_code in {302, 403}
    assert has_factor(lost)


@pytest.mark.parametrize("who", ["writer", "superuser", "herself"])
def test_an_account_with_a_role_is_for_those_above_it(who, lost, as_role):
    office, administration = as_role("Adhésions"), as_role("Administration")
    person, clients = lost, [office]
    if who == "writer":
        lost.groups.add(Group.objects.get(name="Rédaction"))
    elif who == "superuser":
        person = factories.administrator("chefe@example.org")
        clients.append(administration)
    else:
        person, clients = administration.user, [administration]
    TOTPDevice.objects.get_or_create(user=person, name="TOTP", confirmed=True)
    for client in clients:
        client.post(reset_address(person))
        assert has_factor(person)
    if who == "writer":
        administration.post(reset_address(person))
        assert not has_factor(person)
