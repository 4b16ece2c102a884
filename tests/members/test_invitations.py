"""Whom an invitation admits: never more than its inviter may, never past a role, a domain or a closed account."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from members.models import Invitation, User
from tests import factories
from tests.conftest import logged_in
from tests.members.conftest import today

COLLEAGUES = "/espace-adherents/collegues/"
FRIEND = "ben@ailleurs.example"


@pytest.fixture
def correspondent(valmire):
    return logged_in(factories.member("chef@valmire.example.org", is_correspondent=True))


@pytest.fixture
def office(site):
    """Somebody of the role Adhésions."""
    person = factories.user("adhesions@example.org")
    person.groups.add(Group.objects.get(name="Adhésions"))
    return logged_in(person)


@pytest.fixture
def invites(django_capture_on_commit_callbacks):
    """What a correspondent's form answers, once the background work is done."""

    def invite(client, address: str):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(COLLEAGUES, {"email": address})

    return invite


@pytest.fixture
def office_invites(office, django_capture_on_commit_callbacks):
    def invite(address: str, organisation, **fields):
        data = {"email": address, "organisation": organisation.pk, "language": "fr"} | fields
        with django_capture_on_commit_callbacks(execute=True):
            return office.post(reverse("invitations:add"), data)

    return invite


def close(person):
    """By the association."""
    User.objects.filter(pk=person.pk).update(is_active=False)
    return person


def superuser(valmire):
    return factories.administrator("chefe@ailleurs.example")


def writer(valmire):
    person = factories.member(FRIEND)
    person.groups.add(Group.objects.get(name="Rédaction"))
    return person


def former_writer(valmire):
    person = writer(valmire)
    person.groups.set([])
    return person


def former_writer_of_a_deleted_group(valmire):
    group = Group.objects.create(name="Plumes")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    person = factories.member(FRIEND)
    group.user_set.add(person)
    group.delete()
    return person


def former_superuser(valmire):
    person = factories.administrator("chefe@ailleurs.example")
    person.is_superuser = person.is_staff = False
    person.organisation = valmire
    person.save()
    return person


def with_a_permission_of_her_own(valmire):
    person = factories.member(FRIEND)
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return person


ROLES = [
    superuser,
    writer,
    former_writer,
    former_writer_of_a_deleted_group,
    former_superuser,
    with_a_permission_of_her_own,
]


@pytest.mark.parametrize("make", ROLES)
@pytest.mark.parametrize("closed_by", ["association", "organisation"])
def test_an_account_that_has_or_had_a_role_stays_closed(
    make, closed_by, correspondent, valmire, mailbox, invites, ask
):
    person = close(make(valmire))
    if closed_by == "organisation":
        User.objects.filter(pk=person.pk).update(closed_by_organisation=True)
    assert invites(correspondent, person.email).status_code == 302
    assert not mailbox.messages
    ask(person.email)
    assert not mailbox.messages
    person.refresh_from_db()
    assert not person.is_active


@pytest.mark.parametrize("make", ROLES)
def test_a_link_sent_before_opens_no_such_account(
    make, correspondent, valmire, mailbox, ask, invites
):
    person = make(valmire)
    ask(person.email)
    close(person)
    invites(correspondent, person.email)
    assert Client().post(mailbox.link(0)).status_code == 410
    person.refresh_from_db()
    assert not person.is_active


@pytest.mark.parametrize("make", ROLES)
def test_the_association_isnt_offered_it_either(make, office, office_invites, valmire):
    """An administrator opens it, under Users."""
    person = close(make(valmire))
    answer = office_invites(person.email, valmire)
    assert "demandez à un administrateur" in answer.content.decode()
    assert not Invitation.objects.exists()
    address = reverse("member_accounts:edit", args=[person.pk])
    assert office.get(address).status_code in {302, 404}
    assert person.email not in office.get(reverse("member_accounts:index")).content.decode()


def test_a_correspondent_removes_no_colleague_with_a_role(correspondent, valmire, read):
    person = writer(valmire)
    assert correspondent.post(f"{COLLEAGUES}{person.pk}/retrait/").status_code == 404
    person.refresh_from_db()
    assert person.is_active


# Accounts that were closed


def test_what_the_association_closed_isnt_opened_by_a_correspondent(
    correspondent, valmire, mailbox, invites
):
    person = close(factories.member(FRIEND))
    invites(correspondent, person.email)
    assert not mailbox.messages


def test_closed_by_the_association_after_the_organisation_stays_its_own(
    correspondent, office, valmire, mailbox, invites
):
    """Opened again by the association, then closed by it: the organisation's removal is past."""
    person = factories.member(FRIEND)
    correspondent.post(f"{COLLEAGUES}{person.pk}/retrait/")
    data = {"first_name": "A", "last_name": "B", "organisation": valmire.pk, "language": "fr"}
    address = reverse("member_accounts:edit", args=[person.pk])
    assert office.post(address, data | {"is_active": "on"}).status_code == 302
    assert office.post(address, data).status_code == 302
    sent = len(mailbox.messages)
    invites(correspondent, person.email)
    assert len(mailbox.messages) == sent


def test_another_organisation_doesnt_take_a_closed_account_over(
    correspondent, former, mailbox, invites
):
    person = factories.member(FRIEND, of=former)
    User.objects.filter(pk=person.pk).update(is_active=False, closed_by_organisation=True)
    invites(correspondent, person.email)
    assert not mailbox.messages
    person.refresh_from_db()
    assert person.organisation == former


def test_the_association_opens_it_with_the_groups_that_it_gave(
    office_invites, valmire, former, mailbox
):
    bureau = Group.objects.create(name="Bureau")
    person = factories.member(FRIEND, of=former, is_correspondent=True)
    person.groups.add(bureau)
    close(person)
    assert office_invites(FRIEND, valmire).status_code == 302
    assert Client().post(mailbox.link()).status_code == 302
    person.refresh_from_db()
    assert (person.is_active, person.organisation, person.is_correspondent) == (
        True,
        valmire,
        False,
    )
    assert bureau in person.groups.all()


def test_a_correspondent_gives_members_access_and_nothing_more(
    correspondent, valmire, mailbox, invites
):
    bureau = Group.objects.create(name="Bureau")
    person = factories.member(FRIEND, is_correspondent=True)
    person.groups.add(bureau)
    correspondent.post(f"{COLLEAGUES}{person.pk}/retrait/")
    invites(correspondent, FRIEND)
    assert Client().post(mailbox.link()).status_code == 302
    person.refresh_from_db()
    assert person.is_active
    assert not person.is_correspondent
    assert [group.name for group in person.groups.all()] == ["Adhérents"]


@pytest.mark.parametrize(
    ("closed", "other"),
    [("ana", "ana+2"), ("ana+2", "ana"), ("ana+2", "ana+3")],
)
def test_a_mark_after_a_plus_sign_is_no_way_back_in(closed, other, valmire, ask, mailbox):
    close(factories.member(f"{closed}@valmire.example.org"))
    ask(f"{other}@valmire.example.org")
    assert not mailbox.messages
    ask("anabelle@valmire.example.org")
    assert len(mailbox.messages) == 1


def test_a_quoted_name_is_no_other_way_to_a_mailbox(valmire, ask, mailbox):
    close(factories.member("ana@valmire.example.org"))
    for local in ('"ana"', r'"\a\na"', '"ana+1"'):
        assert ask(f"{local}@valmire.example.org").status_code == 422
    assert not mailbox.messages


@pytest.mark.parametrize("other", ["ana+2", "ana"])
def test_nor_is_an_invitation_to_another_address_of_the_mailbox(
    other, correspondent, valmire, mailbox, invites
):
    """What the association closed, it alone opens again."""
    close(factories.member("ana+1@valmire.example.org"))
    invites(correspondent, f"{other}@valmire.example.org")
    assert not mailbox.messages


@pytest.mark.parametrize("address", ["ana@valmire.example.org", "ana+2@valmire.example.org"])
@pytest.mark.parametrize("by", ["organisation", "association"])
def test_an_invitation_that_waits_ends_with_the_account(
    by, address, correspondent, office, valmire, mailbox, invites, office_invites, ask
):
    """Sent to her before her account was closed, or while it was open."""
    person = factories.member("ana@valmire.example.org")
    invites(correspondent, address)
    if by == "organisation":
        correspondent.post(f"{COLLEAGUES}{person.pk}/retrait/")
    else:
        data = {"first_name": "A", "last_name": "B", "organisation": valmire.pk, "language": "fr"}
        office.post(reverse("member_accounts:edit", args=[person.pk]), data)
    sent = len(mailbox.messages)
    ask(address)
    assert len(mailbox.messages) == sent
    assert Client().post(mailbox.link(0)).status_code == 410
    assert not User.objects.filter(email__startswith="ana", is_active=True).exists()


# Domains


@pytest.mark.parametrize(
    "address",
    ["eve@brumel.example.org", "EVE@Agence.Brumel.example.org", "eve@brumel.example.org "],
)
@pytest.mark.parametrize("membership_end", [None, today(-1)], ids=["member", "former member"])
def test_the_domain_decides_whose_person_it_is(
    address, membership_end, correspondent, valmire, mailbox, invites
):
    factories.member_organisation(
        "Brumel", email_domains="brumel.example.org", membership_end=membership_end
    )
    answer = invites(correspondent, address)
    assert answer.status_code == 422
    assert "domaine d’un autre organisme" in answer.content.decode()
    assert not mailbox.messages
    assert not Invitation.objects.exists()


def test_her_own_domain_and_free_ones_are_invited(correspondent, mailbox, invites):
    for address in ("ana@valmire.example.org", "ana@nord.valmire.example.org", "ana@gmail.com"):
        assert invites(correspondent, address).status_code == 302
    assert len(mailbox.messages) == 3


def test_a_domain_given_to_another_meanwhile_decides(correspondent, valmire, mailbox, invites):
    invites(correspondent, FRIEND)
    brumel = factories.member_organisation("Brumel", email_domains="ailleurs.example")
    assert Client().post(mailbox.link()).status_code == 302
    assert User.objects.get(email=FRIEND).organisation == brumel


# The inviter, when the link is pressed


@pytest.mark.parametrize(
    "what", ["removed", "no correspondent", "moved", "deleted", "membership over"]
)
def test_an_invitation_ends_with_what_its_inviter_may_do(
    what, correspondent, valmire, former, mailbox, invites
):
    invites(correspondent, FRIEND)
    person = User.objects.get(pk=correspondent.user.pk)
    if what == "removed":
        person.is_active = False
    elif what == "no correspondent":
        person.is_correspondent = False
    elif what == "moved":
        person.organisation = factories.member_organisation("Autre", email_domains="")
    person.save()
    if what == "deleted":
        person.delete()
    if what == "membership over":
        type(valmire).objects.update(membership_end=today(-1))
    assert Client().post(mailbox.link(0)).status_code == 410
    assert not User.objects.filter(email=FRIEND).exists()


def test_an_organisation_that_isnt_a_member_is_refused_at_once(office_invites, former):
    answer = office_invites(FRIEND, former)
    assert answer.status_code == 200
    assert "n’est pas en cours" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_an_address_with_an_account_is_said_to_have_one(office_invites, valmire, former):
    factories.member(FRIEND, of=former)
    assert "déjà un compte" in office_invites(FRIEND, valmire).content.decode()


def test_the_association_invites_whom_it_likes(office_invites, valmire, former, mailbox):
    """Somebody of one organisation who works for another, and names her correspondent."""
    address = "eve@brumel.example.org"
    assert office_invites(address, valmire, is_correspondent="on").status_code == 302
    Client().post(mailbox.link())
    person = User.objects.get(email=address)
    assert (person.organisation, person.is_correspondent) == (valmire, True)


# Other ways to become more than one is


@pytest.fixture
def administration(site):
    person = factories.user("administration@example.org")
    person.groups.add(Group.objects.get(name="Administration"))
    return logged_in(person)


def fields_of(person, **changed) -> dict:
    fields = {
        "email": person.email,
        "first_name": "Zoé",
        "last_name": "Marelle",
        "is_active": "on",
        "password1": "",
        "password2": "",
    }
    return fields | changed


def test_only_a_superuser_changes_a_superuser(administration, admin_client):
    boss = factories.administrator("chefe@example.org")
    address = reverse("wagtailusers_users:edit", args=[boss.pk])
    for client in (administration, admin_client):
        client.post(address, fields_of(boss, email="eve@example.org"))
        boss.refresh_from_db()
        assert (boss.email == "eve@example.org") is (client is admin_client)
        boss.email = "chefe@example.org"
        boss.save()


@pytest.mark.parametrize("action", ["set_active_state", "assign_role", "delete"])
def test_nor_with_many_others_at_once(action, administration):
    boss = factories.administrator("chefe@example.org")
    address = reverse("wagtail_bulk_action", args=["members", "user", action])
    role = Group.objects.get(name="Adhésions")
    data = {"mark_as_active": "False", "role": role.pk}
    administration.post(f"{address}?id={boss.pk}", data)
    boss.refresh_from_db()
    assert boss.is_active
    assert not boss.groups.exists()


def test_only_a_superuser_makes_one(administration, admin_client):
    for client, expected in ((administration, False), (admin_client, True)):
        person = factories.user(f"plume-{expected}@example.org")
        address = reverse("wagtailusers_users:edit", args=[person.pk])
        client.post(address, fields_of(person, is_superuser="on"))
        person.refresh_from_db()
        assert (person.is_superuser, person.first_name) == (expected, "Zoé")
    words = {"password1": "trois tuiles et un chat", "password2": "trois tuiles et un chat"}
    new = fields_of(User(email="neuve@example.org"), is_superuser="on", **words)
    assert administration.post(reverse("wagtailusers_users:add"), new).status_code == 302
    assert not User.objects.get(email="neuve@example.org").is_superuser


def test_a_new_address_ends_the_sessions_and_links_of_the_former(
    administration, valmire, ask, mailbox
):
    person = factories.member(FRIEND)
    session = logged_in(person)
    ask(FRIEND)
    address = reverse("wagtailusers_users:edit", args=[person.pk])
    assert (
        administration.post(address, fields_of(person, email="neuve@ailleurs.example")).status_code
        == 302
    )
    assert session.get("/espace-adherents/").status_code == 302
    assert Client().post(mailbox.link()).status_code == 410


def test_an_account_closed_while_its_owner_saves_her_name_stays_closed(valmire):
    person = factories.member()
    seen = User.objects.get(pk=person.pk)
    User.objects.filter(pk=person.pk).update(is_active=False, is_correspondent=False)
    seen.first_name = "Ana"
    seen.save()
    person.refresh_from_db()
    assert (person.first_name, person.is_active) == ("Ana", False)
