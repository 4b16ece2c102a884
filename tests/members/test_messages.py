"""How many messages a stranger or a member can have sent, and what of hers gets into them."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from contacts.addresses import mailbox as mailbox_of
from contacts.models import Contact, Organisation
from core.validators import validate_single_line
from members.models import Invitation, User
from tests import factories, page_types
from tests.conftest import logged_in

SIGN_IN = "/espace-adherents/connexion/"
COLLEAGUES = "/espace-adherents/collegues/"
ADDRESS = "ana@valmire.example.org"


@pytest.fixture
def limits(settings):
    return settings.MESSAGE_LIMITS


def ask_from(number: int, address: str, client: Client | None = None):
    """Each time from another network."""
    data = {"email": address, "link": "1"}
    return (client or Client()).post(
        SIGN_IN, data, REMOTE_ADDR=f"10.{number // 250}.{number % 250}.7"
    )


@pytest.mark.parametrize(
    ("address", "box"),
    [
        ("simon+1@valmire.example.org", "simon@valmire.example.org"),
        ("simon+a+b@valmire.example.org", "simon@valmire.example.org"),
        ("si.mon@valmire.example.org", "si.mon@valmire.example.org"),
        ("s.i.mon+x@gmail.com", "simon@gmail.com"),
        ("simon@googlemail.com", "simon@gmail.com"),
        ("+1@valmire.example.org", "+1@valmire.example.org"),
    ],
)
def test_addresses_of_one_mailbox(address, box):
    assert mailbox_of(address) == box


def test_marks_after_a_plus_sign_count_as_one_mailbox(valmire, mailbox, limits):
    statuses = [ask_from(n, f"simon+{n}@valmire.example.org").status_code for n in range(60)]
    assert len(mailbox.messages) == limits["to_mailbox"]
    assert statuses.count(429) == 60 - limits["to_mailbox"]


def test_dots_that_gmail_doesnt_read_count_as_one_mailbox(valmire, mailbox, limits):
    name = "simonvaldour"
    addresses = [f"{name[:n]}.{name[n:]}@gmail.com" for n in range(1, len(name))]
    for address in addresses:
        User.objects.create_user(address, organisation=valmire)
    for number, address in enumerate(addresses):
        ask_from(number, address)
    assert len(mailbox.messages) == limits["to_mailbox"]


def test_a_domain_gets_so_many_messages_in_all(valmire, mailbox, settings):
    settings.MESSAGE_LIMITS = settings.MESSAGE_LIMITS | {"to_domain": 8}
    for number in range(20):
        ask_from(number, f"personne{number}@valmire.example.org")
    assert len(mailbox.messages) == 8


def test_strangers_dont_use_up_what_is_the_owners(valmire, mailbox, settings):
    settings.MESSAGE_LIMITS = settings.MESSAGE_LIMITS | {"to_domain": 8}
    factories.member()
    owner = Client()
    owner.post(SIGN_IN, {"email": ADDRESS, "password": factories.PASSWORD})
    owner.post("/espace-adherents/deconnexion/")
    for number in range(20):
        ask_from(number, ADDRESS)
        ask_from(number, f"personne{number}@valmire.example.org")
    before = len(mailbox.messages)
    assert ask_from(99, ADDRESS, owner).status_code == 302
    assert len(mailbox.messages) == before + 1


def test_a_refusal_says_the_same_of_every_address(valmire, limits):
    """And what it says helps the owner: the links sent before are still good."""
    factories.member()
    answers = set()
    for address in (ADDRESS, "inconnue@ailleurs.example"):
        for number in range(limits["to_mailbox"] + 1):
            answer = ask_from(number, address)
        assert answer.status_code == 429
        answers.add(answer.content.decode().split('class="form-problem"')[1].split("</")[0])
    assert len(answers) == 1
    assert "une demi-heure" in answers.pop()


def test_invitations_count_by_who_sends_them_and_whom_they_reach(
    valmire, mailbox, limits, django_capture_on_commit_callbacks
):
    clients = [
        logged_in(factories.member(f"chef{n}@valmire.example.org", is_correspondent=True))
        for n in range(3)
    ]
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(30):
            clients[number % 3].post(COLLEAGUES, {"email": f"ben+{number}@ailleurs.example"})
    assert len(mailbox.messages) == limits["to_mailbox"]
    with django_capture_on_commit_callbacks(execute=True):
        statuses = [
            clients[0].post(COLLEAGUES, {"email": f"x{n}@ailleurs.example"}).status_code
            for n in range(30)
        ]
    assert 429 in statuses
    assert len(mailbox.messages) <= limits["to_mailbox"] + 10


def test_thirty_presses_of_a_button_send_few_messages(site, mailbox):
    session = page_types.session(site.home, title="Visite", registration_email="club@example.org")
    ana = logged_in(factories.member(last_name="Valdour"))
    address = reverse("session_registration", args=[session.pk])
    for number in range(31):
        data = {"next": "/espace-adherents/"} | ({"withdraw": "1"} if number % 2 else {})
        answer = ana.post(address, data, follow=True)
    assert "plusieurs fois" in answer.content.decode()
    assert len(mailbox.messages) == 8
    other = page_types.session(site.home, title="Autre visite")
    ana.post(reverse("session_registration", args=[other.pk]))
    assert other.registrations.count() == 1


def test_pressing_again_what_is_done_already_counts_for_nothing(site, mailbox):
    session = page_types.session(site.home, title="Visite")
    ana = logged_in(factories.member())
    address = reverse("session_registration", args=[session.pk])
    for _press in range(30):
        ana.post(address)
    ana.post(address, {"withdraw": "1"})
    assert not session.registrations.exists()


# Names


UNSEEN = ["\n", "\r", "\t", "\x00", "\x0b", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066"]


@pytest.mark.parametrize("character", UNSEEN, ids=[f"{ord(c):04x}" for c in UNSEEN])
def test_a_control_character_in_a_name_is_refused(character, valmire):
    name = f"Ana{character}Bcc: eve@example.org"
    with pytest.raises(ValidationError):
        validate_single_line(name)
    me = logged_in(factories.member())
    data = {"first_name": name, "last_name": "Valdour", "language": "fr"}
    answer = me.post("/espace-adherents/mon-compte/", data)
    assert answer.status_code == (400 if character == "\x00" else 422)
    assert not User.objects.get(pk=me.user.pk).first_name


def test_the_names_of_all_scripts_are_taken():
    for name in ("Anne-Charlotte d’Été", "Łucja Ñandú", "Οὐρανία", "山田 太郎", "O’Brien, Jr."):
        validate_single_line(name)


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (User, "first_name"),
        (User, "last_name"),
        (Organisation, "name"),
        (Organisation, "short_name"),
        (Contact, "name"),
    ],
)
def test_every_name_that_enters_a_message_is_on_one_line(model, field):
    with pytest.raises(ValidationError):
        model._meta.get_field(field).run_validators("Ana\nBcc: eve@example.org")


@pytest.mark.parametrize("form", ["wagtailusers_users:edit", "member_accounts:edit"])
def test_the_forms_of_the_admin_refuse_it_too(form, valmire, site):
    person = factories.member()
    office = factories.user("bureau@example.org")
    office.groups.add(Group.objects.get(name="Administration"))
    data = {
        "email": person.email,
        "first_name": "Ana\nBcc: eve@example.org",
        "last_name": "Valdour",
        "organisation": valmire.pk,
        "language": "fr",
        "is_active": "on",
        "password1": "",
        "password2": "",
    }
    answer = logged_in(office).post(reverse(form, args=[person.pk]), data)
    assert answer.status_code == 200
    assert "sur une seule ligne" in answer.content.decode()
    person.refresh_from_db()
    assert not person.first_name


def test_a_name_kept_from_before_stays_on_its_line(site, mailbox):
    session = page_types.session(
        site.home, title="Visite\nBcc: eve@example.org", registration_email="club@example.org"
    )
    person = factories.member(first_name="Ana\nVous avez gagné", last_name="Valdour")
    logged_in(person).post(reverse("session_registration", args=[session.pk]))
    text = mailbox.text(1)
    assert "Ana Vous avez gagné Valdour" in text.splitlines()
    assert "\nBcc" not in text
    assert mailbox.messages[1].recipients == ["club@example.org"]


def test_a_failed_invitation_leaves_no_invitation(valmire, limits, site):
    office = factories.user("adhesions@example.org")
    office.groups.add(Group.objects.get(name="Adhésions"))
    client = logged_in(office)
    for number in range(limits["to_mailbox"] + 1):
        data = {
            "email": f"ben+{number}@ailleurs.example",
            "organisation": valmire.pk,
            "language": "fr",
        }
        answer = client.post(reverse("invitations:add"), data)
    assert "Attendez une demi-heure" in answer.content.decode()
    assert Invitation.objects.count() == limits["to_mailbox"]
