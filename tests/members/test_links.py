"""The employee of a member organisation makes her own account: an address, a link by mail, a button."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Attempt, Invitation, SignInLink, User
from tests import factories
from tests.members.conftest import today

ADDRESS = "ana@valmire.example.org"
HOME = "/espace-adherents/"


def is_in(client) -> bool:
    return client.get(HOME).status_code == 200


def test_an_address_of_a_member_organisation_makes_an_account(valmire, ask, mailbox, client):
    answer = ask(ADDRESS)
    assert answer.status_code == 302
    assert not User.objects.filter(email=ADDRESS).exists()
    answer = client.post(mailbox.link())
    assert answer["Location"] == HOME
    assert is_in(client)
    person = User.objects.get(email=ADDRESS)
    assert person.organisation == valmire
    assert [group.name for group in person.groups.all()] == ["Adhérents"]
    assert not person.has_usable_password()


def test_the_link_comes_back_to_the_page_asked_for(valmire, client, site, mailbox):
    factories.restrict(site.news)
    door = client.get("/actualites/?annee=2025")["Location"]
    assert door.startswith("/espace-adherents/connexion/?next=")
    client.post(door, {"email": ADDRESS, "link": "1"})
    assert client.post(mailbox.link())["Location"] == "/actualites/?annee=2025"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_nobody_is_led_to_another_site(elsewhere, valmire, ask, mailbox, client):
    ask(ADDRESS, f"/espace-adherents/connexion/?next={elsewhere}")
    assert client.post(mailbox.link())["Location"] == HOME


def test_a_scanner_that_follows_the_link_uses_nothing_up(valmire, ask, mailbox, client):
    ask(ADDRESS)
    for _visit in range(3):
        answer = Client().get(mailbox.link())
        assert answer.status_code == 200
        assert not answer.cookies.get("sessionid")
    client.head(mailbox.link())
    assert not User.objects.filter(email=ADDRESS).exists()
    assert client.post(mailbox.link()).status_code == 302
    assert is_in(client)


def test_the_message_is_text_and_html_in_the_persons_language(valmire, ask, mailbox):
    ask(ADDRESS)
    ask("ben@valmire.example.org", "/en/members/sign-in/")
    french, english = mailbox.messages
    assert french.recipients == [ADDRESS]
    assert "Votre lien de connexion" in french["Subject"]
    assert "Your sign-in link" in english["Subject"]
    assert "/en/members/" in mailbox.link()
    for message in (french, english):
        kinds = [part.get_content_type() for part in message.iter_parts()]
        assert kinds == ["text/plain", "text/html"]
        html = message.get_body(("html",)).get_content()
        link = re.search(r"http://testserver/\S+", message.get_body(("plain",)).get_content())[0]
        assert f'href="{link}"' in html


def test_a_person_who_chose_english_is_written_to_in_english(valmire, ask, mailbox):
    factories.member(language="en")
    ask(ADDRESS)
    assert "Your sign-in link" in mailbox.messages[0]["Subject"]


def test_a_used_link_opens_nothing_more(valmire, ask, mailbox, client):
    ask(ADDRESS)
    client.post(mailbox.link())
    stranger = Client()
    for answer in (stranger.get(mailbox.link()), stranger.post(mailbox.link())):
        assert answer.status_code == 410
        assert "ne peut pas servir" in answer.content.decode()
    assert not is_in(stranger)


def test_the_other_links_of_the_address_end_with_the_one_used(valmire, ask, mailbox, client):
    ask(ADDRESS)
    ask(ADDRESS)
    client.post(mailbox.link(0))
    assert Client().post(mailbox.link(1)).status_code == 410


def test_a_link_past_its_time_opens_nothing(valmire, ask, mailbox, client, settings):
    ask(ADDRESS)
    past = timezone.now() - timedelta(seconds=1)
    SignInLink.objects.update(expires_at=past)
    assert client.post(mailbox.link()).status_code == 410


def test_a_link_lasts_half_an_hour(valmire, ask, mailbox):
    ask(ADDRESS)
    lasts = SignInLink.objects.get().expires_at - timezone.now()
    assert timedelta(minutes=29) < lasts <= timedelta(minutes=30)


def test_a_forged_or_truncated_link_is_refused(valmire, ask, mailbox, client):
    ask(ADDRESS)
    link = mailbox.link().rstrip("/")
    key = SignInLink.objects.get().pk.hex
    for forged in (link[:-1], link[:-20], f"{link}a", link.replace(key, "0" * 32)):
        assert client.post(f"{forged}/").status_code == 410
    for token in (key, f"{key}:", "x", "é", "%00", f"{key}:{'A' * 43}", "a" * 5000):
        assert client.post(f"{HOME}connexion/lien/{token}/").status_code in {400, 410}
    assert not is_in(client)


def test_the_table_of_links_opens_nothing_by_itself(valmire, ask, mailbox, client, settings):
    """Whoever reads the database still lacks the secret key."""
    ask(ADDRESS)
    token = mailbox.link().rstrip("/").rpartition("/")[2]
    stored = SignInLink.objects.values_list().get()
    assert token not in map(str, stored)


def test_a_link_of_somebody_removed_meanwhile_is_refused(valmire, ask, mailbox, client):
    person = factories.member()
    ask(ADDRESS)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.post(mailbox.link()).status_code == 410


def test_a_link_of_a_membership_ended_meanwhile_is_refused(valmire, ask, mailbox, client):
    ask(ADDRESS)
    type(valmire).objects.update(membership_end=today(-1))
    assert client.post(mailbox.link()).status_code == 410
    assert not User.objects.filter(email=ADDRESS).exists()


@pytest.mark.parametrize(
    "address",
    [
        "ana@valmire.example.org.evil.example",
        "ana@evil-valmire.example.org",
        "ana@agence.valmire.example.org",
        "ana@example.org",
        "ana@vаlmire.example.org",  # a Cyrillic а
        "ana@valmire.example.org@evil.example",
        "ana@evil.example@valmire.example.org",
        '"ana@evil.example"@valmire.example.org',
        "ana@valmire.example.org, eve@evil.example",
        "ana@valmire.example.org\neve@evil.example",
        "ana@valmire.example.org.",
        "ana@[127.0.0.1]",
        "anа@valmire.example.org",  # a Cyrillic а before the @
        "@valmire.example.org",
        "ana",
        "é" * 300,
    ],
)
def test_an_address_that_only_looks_right_gets_nothing(address, valmire, ask, mailbox):
    assert ask(address).status_code in {302, 422}
    assert not mailbox.messages
    assert not SignInLink.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["ANA@Valmire.Example.ORG", "  ana@valmire.example.org ", "ana@valmire。example。org"],
)
def test_case_spaces_around_and_other_scripts_dots_dont_matter(
    address, valmire, ask, mailbox, client
):
    ask(address)
    client.post(mailbox.link())
    assert User.objects.get(email=ADDRESS).organisation == valmire


def test_an_accented_domain_is_matched_in_either_form(site, ask, mailbox):
    organisation = factories.organisation(membership_start=today(-10))
    organisation.email_domains = "Résidences.example.org"
    organisation.full_clean()
    organisation.save()
    assert organisation.email_domains == "xn--rsidences-b4a.example.org"
    ask("ana@résidences.example.org")
    ask("ana@xn--rsidences-b4a.example.org")
    assert [message.recipients for message in mailbox.messages] == [
        ["ana@xn--rsidences-b4a.example.org"]
    ] * 2


def test_the_answer_is_the_same_whoever_has_an_account(valmire, former, ask, mailbox):
    factories.member()
    User.objects.create_user("partie@valmire.example.org", organisation=valmire, is_active=False)
    asked = [
        ADDRESS,
        "nouvelle@valmire.example.org",
        "partie@valmire.example.org",
        "ana@brumel.example.org",
        "eve@evil.example",
    ]
    answers = [ask(address) for address in asked]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/espace-adherents/connexion/lien-envoye/")
    }
    assert len({answer.content for answer in answers}) == 1


def test_the_same_work_is_done_in_the_request_for_every_address(valmire, ask, settings):
    """What differs, looking the address up and writing to it, is left to the background."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    factories.member()
    counts = set()
    for address in (ADDRESS, "nouvelle@valmire.example.org", "eve@evil.example"):
        Attempt.objects.all().delete()
        with CaptureQueriesContext(connection) as counted:
            ask(address)
        counts.add(len(counted))
    assert len(counts) == 1


def test_a_person_of_an_organisation_that_left_is_told_so_by_mail(former, ask, mailbox):
    ask("ana@brumel.example.org")
    assert "n’est plus en cours" in mailbox.messages[0]["Subject"]
    assert "/connexion/lien/" not in mailbox.text()


def test_somebody_removed_gets_no_message(valmire, ask, mailbox):
    User.objects.create_user(ADDRESS, organisation=valmire, is_active=False)
    ask(ADDRESS)
    assert not mailbox.messages


def test_an_invited_address_of_another_domain_comes_in(valmire, ask, mailbox, client):
    Invitation.objects.create(email="ana@ailleurs.example", organisation=valmire)
    ask("ana@ailleurs.example")
    client.post(mailbox.link())
    assert User.objects.get(email="ana@ailleurs.example").organisation == valmire
    assert not Invitation.objects.exists()


def test_whoever_makes_her_account_is_asked_for_her_name_once(valmire, ask, mailbox, client, read):
    ask(ADDRESS)
    form = read(mailbox.link()).main.form
    assert {field["name"] for field in form.select("input[type=text]")} == {
        "first_name",
        "last_name",
    }
    answer = client.post(mailbox.link(), {"first_name": "Ana\nX", "last_name": "Valdour"})
    assert answer.status_code == 422
    assert "sur une seule ligne" in answer.content.decode()
    answer = client.post(mailbox.link(), {"first_name": "Ana", "last_name": "Valdour"})
    assert answer["Location"] == HOME
    assert User.objects.get(email=ADDRESS).get_full_name() == "Ana Valdour"


def test_she_may_leave_it_out_and_isnt_asked_again(valmire, ask, mailbox, client, read):
    ask(ADDRESS)
    data = {"first_name": "", "last_name": ""}
    assert client.post(mailbox.link(), data)["Location"] == HOME
    ask(ADDRESS)
    assert not read(mailbox.link()).main.select("input[type=text]")


def test_the_form_of_a_link_changes_no_account_that_is_there(valmire, ask, mailbox, client):
    factories.member(first_name="Ana", last_name="Valdour")
    ask(ADDRESS)
    client.post(mailbox.link(), {"first_name": "Eve", "last_name": "Mallory"})
    assert User.objects.get(email=ADDRESS).get_full_name() == "Ana Valdour"
