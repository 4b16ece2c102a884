"""Correspondents, staff, the end of a membership, and what a person does with her own account."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry

from members.models import Invitation, Member, SignInLink, User
from tests import factories
from tests.background import QUEUED
from tests.conftest import logged_in
from tests.members.conftest import today

COLLEAGUES = "/espace-adherents/collegues/"


@pytest.fixture
def correspondent(valmire):
    return logged_in(factories.member("chef@valmire.example.org", is_correspondent=True))


@pytest.fixture
def office(site):
    """Somebody of the role Adhésions."""
    person = factories.user("adhesions@example.org")
    person.groups.add(Group.objects.get(name="Adhésions"))
    return logged_in(person)


def actions(person_pk: int) -> list[str]:
    entries = ModelLogEntry.objects.for_instance(Member(pk=person_pk))
    return [entry.action for entry in entries.order_by("timestamp", "pk")]


# Colleagues


def test_a_correspondent_sees_her_colleagues_and_no_one_elses(correspondent, former, read):
    factories.member(first_name="Ana", last_name="Valdour")
    factories.member("ex@brumel.example.org", of=former)
    page = read(COLLEAGUES, client=correspondent)
    assert "Ana Valdour" in page.main.text
    assert "ex@brumel.example.org" not in page.main.text


def test_others_have_no_such_page(valmire, client):
    assert client.get(COLLEAGUES).status_code == 302
    client.force_login(factories.member())
    assert client.get(COLLEAGUES).status_code == 404


def test_a_colleague_removed_is_out_at_once_and_stays_out(
    correspondent, mailbox, ask, client, valmire
):
    colleague = factories.member()
    session = logged_in(colleague)
    answer = correspondent.post(f"{COLLEAGUES}{colleague.pk}/retrait/")
    assert answer.status_code == 302
    assert session.get("/espace-adherents/").status_code == 302
    ask(colleague.email)
    assert [message["Subject"] for message in mailbox.messages] == ["Votre compte est fermé"]
    assert actions(colleague.pk) == ["members.remove"]


@pytest.mark.parametrize("who", ["herself", "somebody of another organisation", "an administrator"])
def test_a_correspondent_removes_nobody_else(who, correspondent, former):
    person = {
        "herself": lambda: correspondent.user,
        "somebody of another organisation": lambda: factories.member("x@b.example", of=former),
        "an administrator": factories.administrator,
    }[who]()
    assert correspondent.post(f"{COLLEAGUES}{person.pk}/retrait/").status_code == 404
    assert User.objects.get(pk=person.pk).is_active


def test_a_correspondent_invites_an_address_of_another_domain(
    correspondent, mailbox, valmire, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        correspondent.post(COLLEAGUES, {"email": "Ben@Ailleurs.example"})
    message = mailbox.messages[0]
    assert message.recipients == ["ben@ailleurs.example"]
    assert "vous invite" in message["Subject"]
    newcomer = Client()
    assert newcomer.post(mailbox.link()).status_code == 302
    assert newcomer.get("/espace-adherents/").status_code == 200
    person = User.objects.get(email="ben@ailleurs.example")
    assert person.organisation == valmire
    entry = ModelLogEntry.objects.for_instance(Member(pk=person.pk)).get()
    assert (entry.action, entry.user_id) == ("members.enter", correspondent.user.pk)


def test_an_invitation_says_the_same_of_an_address_that_has_an_account(
    correspondent, former, mailbox, django_capture_on_commit_callbacks
):
    factories.member("ex@ailleurs.example", of=former)
    texts = set()
    for address in ("ex@ailleurs.example", "nouvelle@ailleurs.example"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = correspondent.post(COLLEAGUES, {"email": address}, follow=True)
        notice = answer.content.decode().split('class="notices"')[1].split("</div>")[0]
        texts.add(notice)
    assert len(texts) == 1


def test_an_invitation_withdrawn_opens_nothing(
    correspondent, mailbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        correspondent.post(COLLEAGUES, {"email": "ben@ailleurs.example"})
    pk = Invitation.objects.get().pk
    correspondent.post(f"{COLLEAGUES}invitation/{pk}/retrait/")
    assert Client().post(mailbox.link()).status_code == 410


def test_somebody_removed_is_let_in_again_by_an_invitation(
    correspondent, mailbox, django_capture_on_commit_callbacks
):
    colleague = factories.member()
    correspondent.post(f"{COLLEAGUES}{colleague.pk}/retrait/")
    with django_capture_on_commit_callbacks(execute=True):
        correspondent.post(COLLEAGUES, {"email": colleague.email})
    assert Client().post(mailbox.link()).status_code == 302
    assert User.objects.get(pk=colleague.pk).is_active


def test_an_invitation_of_another_organisation_isnt_taken_over(correspondent, former):
    Invitation.objects.create(email="ben@ailleurs.example", organisation=former)
    correspondent.post(COLLEAGUES, {"email": "ben@ailleurs.example"})
    assert Invitation.objects.get().organisation == former


# Staff


def test_the_role_adhesions_sees_accounts_invitations_and_who_was_let_in(office, valmire):
    factories.member()
    for name in ("member_accounts:index", "invitations:index", "wagtailadmin_reports:site_history"):
        assert office.get(reverse(name)).status_code == 200
    listing = office.get(reverse("member_accounts:index")).content.decode()
    assert "ana@valmire.example.org" in listing
    organisations = office.get(reverse("wagtailsnippets_contacts_organisation:list"))
    assert organisations.status_code == 200


def test_the_role_adhesions_sees_who_was_let_in_by_whom(office, valmire, ask, mailbox, client):
    ask("ana@valmire.example.org")
    client.post(mailbox.link())
    history = office.get(reverse("wagtailadmin_reports:site_history")).content.decode()
    assert "ana@valmire.example.org" in history
    assert "au titre de Valmire Habitat" in history


def test_the_role_adhesions_edits_no_page_and_no_administrator(office, site):
    boss = factories.administrator()
    for address in (
        reverse("wagtailadmin_pages:edit", args=[site.news.pk]),
        reverse("wagtailusers_users:edit", args=[boss.pk]),
        reverse("member_accounts:edit", args=[boss.pk]),
    ):
        assert office.get(address).status_code in {302, 404}


def test_staff_invite_an_address(office, valmire, mailbox, django_capture_on_commit_callbacks):
    data = {"email": "ben@ailleurs.example", "organisation": valmire.pk, "language": "en"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(reverse("invitations:add"), data | {"is_correspondent": "on"})
    assert answer.status_code == 302, answer.content.decode()
    assert "invites you" in mailbox.messages[0]["Subject"]
    assert Invitation.objects.get().invited_by == office.user
    Client().post(mailbox.link())
    assert User.objects.get(email="ben@ailleurs.example").is_correspondent


def test_accounts_are_made_by_their_owners_only(admin_client, valmire):
    index = admin_client.get(reverse("member_accounts:index"))
    assert reverse("member_accounts:add") not in index.content.decode()
    assert admin_client.get(reverse("member_accounts:add")).status_code == 302
    invitation = Invitation.objects.create(email="ben@ailleurs.example", organisation=valmire)
    address = reverse("invitations:edit", args=[invitation.pk])
    assert admin_client.get(address).status_code == 302
    assert admin_client.get(reverse("invitations:index")).status_code == 200


def test_staff_change_an_account_and_give_no_role(office, valmire):
    person = factories.member()
    readers = Group.objects.create(name="Bureau")
    role = Group.objects.get(name="Administration")
    data = {
        "first_name": "Ana",
        "last_name": "Valdour",
        "organisation": valmire.pk,
        "language": "fr",
        "is_active": "on",
    }
    address = reverse("member_accounts:edit", args=[person.pk])
    assert office.post(address, data | {"groups": [role.pk]}).status_code == 200
    assert office.post(address, data | {"groups": [readers.pk]}).status_code == 302
    assert list(person.groups.all()) == [readers]


def test_an_organisation_with_accounts_isnt_deleted_by_mistake(office, valmire):
    factories.member()
    address = reverse("wagtailsnippets_contacts_organisation:delete", args=[valmire.pk])
    answer = office.post(address, follow=True)
    assert answer.status_code == 200
    assert User.objects.filter(organisation=valmire).exists()
    assert "Suppression impossible" in answer.content.decode()


@pytest.mark.parametrize("domain", ["gmail.com", "Orange.FR", "pas un domaine", "example", "a..b"])
def test_a_domain_that_would_let_everybody_in_is_refused(domain, office, site):
    organisation = factories.organisation()
    address = reverse("wagtailsnippets_contacts_organisation:edit", args=[organisation.pk])
    data = {"name": "Valmire Habitat", "email_domains": f"valmire.example.org, {domain}"}
    assert office.post(address, data).status_code == 200
    organisation.refresh_from_db()
    assert organisation.email_domains == ""


def test_two_organisations_cant_share_a_domain(office, valmire):
    other = factories.organisation("Autre")
    address = reverse("wagtailsnippets_contacts_organisation:edit", args=[other.pk])
    data = {"name": "Autre", "email_domains": "VALMIRE.example.org"}
    answer = office.post(address, data)
    assert "déjà un domaine" in answer.content.decode()


def test_the_roles_are_there_with_their_workflow(site):
    from wagtail.models import Workflow

    names = {"Rédaction", "Publication", "Adhésions", "Administration", "Adhérents"}
    assert names == set(Group.objects.values_list("name", flat=True))
    assert [workflow.name for workflow in Workflow.objects.all()] == ["Relecture avant publication"]


def test_the_role_redaction_writes_and_doesnt_publish(site):
    person = factories.user("plume@example.org")
    person.groups.add(Group.objects.get(name="Rédaction"))
    rights = site.news.permissions_for_user(person)
    assert rights.can_add_subpage()
    assert not rights.can_publish_subpage()
    client = logged_in(person)
    for name in ("wagtailimages:add", "wagtaildocs:add"):
        assert client.get(reverse(name)).status_code == 200


# The end of a membership


def told(mailbox) -> list[str]:
    call_command("look_after_members", stdout=StringIO())
    return [recipient for message in mailbox.messages for recipient in message.recipients]


def test_correspondents_are_told_a_month_before_once(valmire, mailbox):
    factories.member("chef@valmire.example.org", is_correspondent=True)
    factories.member()
    type(valmire).objects.update(membership_end=today(31))
    assert told(mailbox) == ["chef@valmire.example.org"]
    assert "prend fin le" in mailbox.messages[0]["Subject"]
    assert told(mailbox) == ["chef@valmire.example.org"], "once is enough"


def test_a_day_without_the_job_forgets_nobody(valmire, mailbox):
    factories.member("chef@valmire.example.org", is_correspondent=True)
    type(valmire).objects.update(membership_end=today(12))
    assert len(told(mailbox)) == 1


@pytest.mark.parametrize("days", [32, 400, -1])
def test_others_are_left_in_peace(days, valmire, mailbox):
    factories.member("chef@valmire.example.org", is_correspondent=True)
    type(valmire).objects.update(membership_end=today(days))
    assert not told(mailbox)


def test_a_renewed_membership_is_announced_again_at_its_next_end(valmire, mailbox):
    factories.member("chef@valmire.example.org", is_correspondent=True)
    for end in (today(20), today(25)):
        type(valmire).objects.update(membership_end=end)
        told(mailbox)
    assert len(mailbox.messages) == 2


def test_a_message_that_fails_keeps_nobody_from_hers_nor_the_job_from_its_end(
    valmire, site, settings
):
    """Tried again by the background work, for the one that failed alone."""
    settings.TASKS = QUEUED
    people = [
        factories.member(f"{name}@valmire.example.org", is_correspondent=True) for name in "ab"
    ]
    type(valmire).objects.update(membership_end=today(31))
    SignInLink.objects.create(email="x@example.org", expires_at=timezone.now() - timedelta(1))
    call_command("look_after_members", stdout=StringIO())
    tasks = DBTaskResult.objects.filter(task_path__endswith="tell_of_end")
    assert {task.args_kwargs["args"][1] for task in tasks} == {person.pk for person in people}
    assert not SignInLink.objects.exists()


def test_without_a_correspondent_the_association_itself_is_told(valmire, office, mailbox):
    type(valmire).objects.update(membership_end=today(5))
    assert told(mailbox) == ["adhesions@example.org"]


# One's own account


@pytest.fixture
def me(valmire):
    return logged_in(factories.member(first_name="Ana", last_name="Valdour"))


def test_a_member_changes_her_details(me):
    data = {"first_name": "Anaïs", "last_name": "Valdour", "language": "en"}
    assert me.post("/espace-adherents/mon-compte/", data).status_code == 302
    person = User.objects.get(pk=me.user.pk)
    assert (person.first_name, person.language) == ("Anaïs", "en")


def test_a_member_cant_change_more_than_the_form_shows(me, former):
    data = {"first_name": "A", "last_name": "B", "language": "fr", "is_superuser": "on"}
    data |= {"organisation": former.pk, "is_correspondent": "on", "email": "x@example.org"}
    me.post("/espace-adherents/mon-compte/", data)
    person = User.objects.get(pk=me.user.pk)
    assert not person.is_superuser
    assert not person.is_correspondent
    assert person.organisation.name == "Valmire Habitat"
    assert person.email == "ana@valmire.example.org"


def test_a_member_takes_her_data_along(me):
    answer = me.get("/espace-adherents/mon-compte/donnees.json")
    assert "attachment" in answer["Content-Disposition"]
    data = json.loads(answer.content)
    assert data["account"]["email"] == "ana@valmire.example.org"
    assert data["account"]["organisation"] == "Valmire Habitat"
    assert data["account"]["groups"] == ["Adhérents"]


def test_a_member_deletes_her_account_and_leaves_no_name(me, mailbox, valmire):
    pk = me.user.pk
    Client().post("/espace-adherents/connexion/", {"email": me.user.email, "link": "1"})
    assert me.get("/espace-adherents/mon-compte/suppression/").status_code == 200
    assert User.objects.filter(pk=pk).exists(), "looking at the page deletes nothing"
    answer = me.post("/espace-adherents/mon-compte/suppression/", follow=True)
    assert answer.status_code == 200
    assert not User.objects.filter(pk=pk).exists()
    assert me.get("/espace-adherents/").status_code == 302
    entries = ModelLogEntry.objects.for_instance(Member(pk=pk))
    assert {entry.label for entry in entries} == {"compte supprimé"}


def test_an_administrator_isnt_deleted_from_there(admin_client):
    assert admin_client.post("/espace-adherents/mon-compte/suppression/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "",
        "mon-compte/",
        "mon-compte/mot-de-passe/",
        "mon-compte/double-authentification/",
        "mon-compte/donnees.json",
        "mon-compte/suppression/",
        "collegues/",
    ],
)
def test_every_page_of_the_space_asks_who_comes(path, site, client):
    answer = client.get(f"/espace-adherents/{path}")
    assert answer["Location"].startswith("/espace-adherents/connexion/?next=")
