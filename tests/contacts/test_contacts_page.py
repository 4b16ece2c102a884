"""The people of the association, by field of work, and their cards for an address book."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from contacts.models import phone_uri
from tests import factories


def groups(document) -> dict[str, list[str]]:
    return {
        section.h2.get_text(strip=True): [
            name.get_text(strip=True) for name in section.select(".contact-name")
        ]
        for section in document.main.select("section")
    }


def test_people_stand_by_field_of_work_in_the_editors_order(site, read):
    second = factories.field_of_work("Patrimoine", 2)
    first = factories.field_of_work("Secrétariat", 1)
    factories.contact("Zoé Marelle", field_of_work=second)
    factories.contact("Ana Valdour", field_of_work=second)
    factories.contact("Ilan Corvec", field_of_work=first)
    found = groups(read("/contacts/"))
    assert list(found.items()) == [
        ("Secrétariat", ["Ilan Corvec"]),
        ("Patrimoine", ["Ana Valdour", "Zoé Marelle"]),
    ]


def test_people_without_a_field_of_work_come_under_a_heading_of_their_own(site, read):
    factories.contact("Ana Valdour", field_of_work=factories.field_of_work())
    factories.contact("Ilan Corvec")
    found = groups(read("/contacts/"))
    assert len(found) == 2
    assert ["Ilan Corvec"] in found.values()


@pytest.mark.both_databases
def test_names_sort_as_in_a_dictionary(site, read):
    work = factories.field_of_work()
    for name in ("Zoé", "Émile", "Eva", "Ana"):
        factories.contact(name, field_of_work=work)
    assert list(groups(read("/contacts/")).values()) == [["Ana", "Émile", "Eva", "Zoé"]]


def test_unlisted_people_and_those_who_left_are_not_there(site, read):
    here = factories.contact("Zoé Marelle")
    factories.contact("Ana Valdour", listed=False)
    factories.contact("Ilan Corvec", successor=here)
    text = read("/contacts/").main.text
    assert "Zoé Marelle" in text
    assert "Ana Valdour" not in text
    assert "Ilan Corvec" not in text


def test_an_empty_page_says_where_to_write(site, read):
    assert len(read("/contacts/").select_one(".empty").get_text(strip=True)) > 20


def test_a_mail_from_the_page_has_a_subject(site, read):
    factories.contact()
    link = read("/contacts/").main.select_one("a[href^='mailto:zoe@example.org']")
    assert "?subject=" in link["href"]
    assert link.get_text(strip=True) == "zoe@example.org"


def test_the_english_page_lists_the_people_written_in_english(site, read):
    page = factories.translate(site.contacts)
    person = factories.contact("Zoé Marelle", role="Chargée de mission")
    translation = person.copy_for_translation(factories.locale("en"))
    translation.role = "Project officer"
    translation.save()
    text = read(page.url).main.text
    assert "Project officer" in text
    assert "Chargée de mission" not in text


@pytest.mark.parametrize(
    ("typed", "uri"),
    [
        ("01 99 00 12 34", "tel:+33199001234"),
        ("01.99.00.12.34", "tel:+33199001234"),
        ("+33 1 99 00 12 34", "tel:+33199001234"),
        ("+33 (0)1 99 00 12 34", "tel:+33199001234"),
        ("0033 1 99 00 12 34", "tel:+33199001234"),
        ("+44 20 7946 0000", "tel:+442079460000"),
        ("3919", "tel:3919"),
    ],
)
def test_phone_numbers_become_addresses_that_phones_understand(typed, uri):
    assert phone_uri(typed) == uri


class TestCard:
    def lines(self, client, contact) -> list[str]:
        answer = client.get(reverse("vcard", args=[contact.pk]))
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/vcard")
        assert answer["Content-Disposition"].startswith("attachment")
        text = answer.content.decode()
        assert text.endswith("\r\n")
        assert "\n" not in text.replace("\r\n", "")
        return text.split("\r\n")[:-1]

    def test_it_is_a_vcard_4(self, site, client):
        lines = self.lines(client, factories.contact(role="Chargée de mission"))
        assert lines[0] == "BEGIN:VCARD"
        assert lines[1] == "VERSION:4.0"
        assert lines[-1] == "END:VCARD"
        assert "FN:Zoé Marelle" in lines
        assert "N:Marelle;Zoé;;;" in lines
        assert "TITLE:Chargée de mission" in lines
        assert any(line.startswith("EMAIL") and line.endswith(":zoe@example.org") for line in lines)
        assert any(line.startswith("TEL") and line.endswith(":tel:+33199001234") for line in lines)

    def test_it_names_the_association(self, site, client):
        assert "ORG:Union régionale de l’habitat des Hautes-Rives" in self.lines(
            client, factories.contact()
        )

    def test_signs_of_the_format_are_escaped(self, site, client):
        contact = factories.contact("Zoé Marelle", role="Droit, bail; suivi \\ appui")
        assert r"TITLE:Droit\, bail\; suivi \\ appui" in self.lines(client, contact)

    def test_no_line_is_longer_than_75_bytes(self, site, client):
        """RFC 6350, 3.2: a longer one is folded, and goes on after a space."""
        contact = factories.contact("Zoé Marelle", role="é" * 150)
        lines = self.lines(client, contact)
        assert all(len(line.encode()) <= 75 for line in lines)
        unfolded = "\r\n".join(lines).replace("\r\n ", "")
        assert f"TITLE:{'é' * 150}" in unfolded

    def test_empty_fields_are_left_out(self, site, client):
        lines = self.lines(client, factories.contact(role="", phone=""))
        assert not [line for line in lines if line.startswith(("TITLE", "TEL"))]


class TestOrganisation:
    def test_membership_follows_its_dates_to_the_last_day(self, db):
        today = timezone.localdate()
        day = timedelta(days=1)
        for start, end, member in (
            (today, None, True),
            (today - day, today, True),
            (today - 2 * day, today - day, False),
            (today + day, None, False),
            (None, None, False),
        ):
            organisation = factories.organisation(
                f"Bailleur {start} {end}", membership_start=start, membership_end=end
            )
            assert organisation.is_member is member

    def test_a_membership_cant_end_before_it_begins(self, db):
        today = timezone.localdate()
        organisation = factories.organisation(
            membership_start=today, membership_end=today - timedelta(days=1)
        )
        with pytest.raises(ValidationError) as error:
            organisation.full_clean()
        assert "membership_end" in error.value.message_dict


def test_people_cant_succeed_one_another_in_a_circle(db):
    first = factories.contact("Ana Valdour")
    second = factories.contact("Ilan Corvec", successor=first)
    first.successor = second
    with pytest.raises(ValidationError) as error:
        first.full_clean()
    assert "successor" in error.value.message_dict
