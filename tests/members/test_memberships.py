"""Who gives membership, email domains and seats on the board to an organisation, field by field."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from contacts.models import BoardSeat, Organisation
from members.models import User
from tests import factories
from tests.conftest import logged_in
from tests.members.conftest import today

LIST, ADD, EDIT = (
    f"wagtailsnippets_contacts_organisation:{name}" for name in ("list", "add", "edit")
)
MEMBERSHIP = {
    "membership_start": "2020-01-01",
    "membership_end": "",
    "email_domains": "evil.example",
}
WRITERS = ["Rédaction", "Publication"]
OFFICE = ["Adhésions", "Administration"]


@pytest.fixture
def as_role(site):
    def client_of(role: str):
        person = factories.user("role@example.org")
        person.groups.add(Group.objects.get(name=role))
        return logged_in(person)

    return client_of


def facts(organisation: Organisation) -> tuple:
    organisation.refresh_from_db()
    return (
        organisation.membership_start,
        organisation.membership_end,
        organisation.email_domains,
    )


@pytest.mark.parametrize("role", WRITERS)
def test_those_who_write_make_an_organisation_without_membership(role, as_role):
    client = as_role(role)
    data = {"name": "Mallory Habitat", "short_name": "", "website": ""} | MEMBERSHIP
    assert client.post(reverse(ADD), data).status_code == 302
    assert facts(Organisation.objects.get()) == (None, None, "")
    form = client.get(reverse(ADD)).content.decode()
    assert not [name for name in MEMBERSHIP if f'name="{name}"' in form]


@pytest.mark.parametrize("role", WRITERS)
def test_those_who_write_change_the_name_alone(role, as_role):
    valmire = factories.member_organisation(membership_end=today(-1))
    before = facts(valmire)
    client = as_role(role)
    data = {"name": "Valmire", "short_name": "", "website": ""}
    assert client.post(reverse(EDIT, args=[valmire.pk]), data | MEMBERSHIP).status_code == 302
    assert facts(valmire) == before
    assert valmire.name == "Valmire"


@pytest.mark.parametrize("role", WRITERS)
def test_what_others_have_left_wrong_keeps_nobody_from_correcting_a_name(role, as_role):
    factories.member_organisation("Une", membership_end=today(-9000), email_domains="gmail.com")
    pk = Organisation.objects.get().pk
    data = {"name": "Une autre", "short_name": "", "website": ""}
    assert as_role(role).post(reverse(EDIT, args=[pk]), data).status_code == 302


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize(
    "path", ["copy/{pk}/", "delete/{pk}/", "history/{pk}/", "unpublish/{pk}/", "translate/{pk}/"]
)
def test_no_other_address_of_the_admin_changes_it(path, role, as_role):
    valmire = factories.organisation()
    client = as_role(role)
    address = reverse(LIST) + path.format(pk=valmire.pk)
    data = {"name": "Valmire Habitat", "short_name": "", "website": ""} | MEMBERSHIP
    client.post(address, data)
    client.post(
        f"{reverse('wagtail_bulk_action', args=['contacts', 'organisation', 'delete'])}?id={valmire.pk}",
        data,
    )
    assert facts(valmire) == (None, None, "")
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("role", OFFICE)
def test_those_who_look_after_memberships_give_them(role, as_role, ask, mailbox):
    client = as_role(role)
    data = {"name": "Valmire Habitat", "short_name": "", "website": ""} | MEMBERSHIP
    assert client.post(reverse(ADD), data).status_code == 302
    valmire = Organisation.objects.get()
    assert valmire.is_member
    ask("ana@evil.example")
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize("role", [*WRITERS, *OFFICE])
def test_seats_on_the_board_are_given_by_those_who_look_after_memberships(role, as_role):
    valmire = factories.organisation()
    kept = factories.board_seat(valmire, person="Maud Sérane")
    client, name = as_role(role), "wagtailsnippets_contacts_boardseat"
    data = {
        "organisation": valmire.pk,
        "person": "Luc Arden",
        "role": "Trésorier",
        "role_en": "Treasurer",
    }
    client.post(reverse(f"{name}:add"), data | {"in_bureau": "on", "start": "2024-05-01"})
    client.post(reverse(f"{name}:edit", args=[kept.pk]), data)
    client.post(reverse(f"{name}:reorder", args=[kept.pk]) + "?position=1")
    seats = list(BoardSeat.objects.values_list("person", "role", "in_bureau", "translated_texts"))
    english = {"en": {"role": "Treasurer"}}
    if role in WRITERS:
        assert seats == [("Maud Sérane", "", False, {})]
        assert client.get(reverse(f"{name}:list")).status_code == 302
    else:
        assert sorted(seats, key=lambda seat: seat[2]) == [
            ("Luc Arden", "Trésorier", False, english),
            ("Luc Arden", "Trésorier", True, english),
        ]
        assert "Luc Arden" in client.get(reverse(f"{name}:list")).content.decode()


@pytest.mark.parametrize("role", OFFICE)
def test_domains_without_a_start_date_are_said_to_let_nobody_in(role, as_role):
    client = as_role(role)
    data = {"name": "Valmire Habitat", "short_name": "", "website": ""} | MEMBERSHIP
    page = client.post(reverse(ADD), data | {"membership_start": ""}, follow=True).content.decode()
    assert "personne ne peut créer de compte" in page
    assert "Sans date de début" in page
    pk = Organisation.objects.get().pk
    page = client.post(reverse(EDIT, args=[pk]), data, follow=True).content.decode()
    assert "personne ne peut créer de compte" not in page


def test_a_writers_organisation_lets_nobody_in(as_role, ask, mailbox):
    data = {"name": "Mallory Habitat", "short_name": "", "website": ""} | MEMBERSHIP
    as_role("Rédaction").post(reverse(ADD), data)
    ask("eve@evil.example")
    assert not mailbox.messages
    assert not User.objects.filter(email="eve@evil.example").exists()


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("valmire.example.org", "Valmire Habitat"),
        ("agence.valmire.example.org", "Valmire Habitat"),
        ("brumel.valmire.example.org", "Brumel"),
        ("nord.brumel.valmire.example.org", "Brumel"),
        ("example.org", None),
        ("evil-valmire.example.org", None),
    ],
)
def test_a_domain_is_of_the_organisation_that_has_it_or_the_nearest_above(domain, name, site):
    factories.member_organisation()
    factories.member_organisation("Brumel", email_domains="brumel.valmire.example.org")
    found = Organisation.objects.responsible_for(domain)
    assert (found.name if found else None) == name
