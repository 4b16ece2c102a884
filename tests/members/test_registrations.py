"""Members register for sessions: the button, the mail, the editors' list."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from clubs.models import Registration
from tests import factories, page_types
from tests.conftest import logged_in
from tests.members.conftest import today
from tests.queries import queries

HOME = "/espace-adherents/"
CLUB = "inscription@example.org"


@pytest.fixture
def session(site):
    fields = {"price": "80 €", "member_price": "Gratuit", "registration_email": CLUB}
    return page_types.session(site.home, title="Visite", place="Valmire", **fields)


@pytest.fixture
def ana(site):
    person = factories.member(first_name="Ana", last_name="Valdour")
    return logged_in(person)


def press(client, session, **data):
    return client.post(reverse("session_registration", args=[session.pk]), data)


def section(read, client, session):
    return read(session.url, client=client).main.select_one(".registration")


class TestRegistering:
    def test_one_button_registers_and_another_withdraws(self, session, ana, read, mailbox):
        form = section(read, ana, session).form
        answer = ana.post(form["action"])
        assert answer["Location"] == f"{session.url}#registration"
        assert "Votre inscription est prise" in section(read, ana, session).text
        assert [row.person for row in session.registrations.all()] == [ana.user]
        button = section(read, ana, session).form.button
        press(ana, session, **{button["name"]: button["value"]})
        assert not session.registrations.exists()

    def test_a_member_reads_her_own_price(self, session, ana, read, client):
        def facts(client):
            return read(session.url, client=client).main.select_one(".facts").text

        assert "Gratuit" in facts(ana)
        assert "80" not in facts(ana)
        assert "80\u202f€" in facts(client)
        assert "Gratuit" not in facts(client)

    def test_the_public_keeps_its_own_ways_and_members_are_led_to_the_button(
        self, session, read, client
    ):
        shown = section(read, client, session)
        assert shown.select_one(f"a[href^='mailto:{CLUB}']")
        assert not shown.select("form")
        door = client.get(shown.select_one("a[href*='inscriptions']")["href"])
        assert door["Location"].startswith("/espace-adherents/connexion/?next=")

    def test_after_signing_in_the_page_of_the_session_is_next(self, session, ana):
        answer = ana.get(reverse("session_registration", args=[session.pk]))
        assert answer["Location"] == f"{session.url}#registration"
        assert not Registration.objects.exists()

    def test_two_presses_make_one_registration_and_one_message(self, session, ana, mailbox):
        for _press in range(2):
            press(ana, session)
        assert Registration.objects.count() == 1
        assert len(mailbox.messages) == 2  # one to her, one to the club

    def test_it_holds_in_every_language(self, session, ana, read, mailbox):
        english = factories.translate(session, title="Visit")
        press(ana, english)
        assert "Votre inscription est prise" in section(read, ana, session).text
        press(ana, session)
        assert Registration.objects.count() == 1
        assert "Visite" in read(HOME, client=ana).main.select_one("[aria-labelledby=own]").text
        press(ana, english, withdraw="1")
        assert not Registration.objects.exists()

    @pytest.mark.parametrize(
        "fields",
        [
            {"registration_deadline": today(-1)},
            {"status": "cancelled"},
            {"starts_at": timezone.now() - timedelta(days=2)},
            {"member_registration": False},
        ],
        ids=["too late", "cancelled", "over", "not here"],
    )
    def test_what_takes_no_registrations_says_so(self, fields, site, ana, read):
        session = page_types.session(site.home, registration_email=CLUB, **fields)
        shown = section(read, ana, session)
        assert not shown or not shown.select("form")
        press(ana, session, next=HOME)
        assert "ne sont plus ouvertes" in read(HOME, client=ana).main.text
        assert not Registration.objects.exists()

    def test_after_the_last_day_one_can_still_withdraw(self, session, ana, read, mailbox):
        press(ana, session)
        type(session).objects.filter(pk=session.pk).update(registration_deadline=today(-1))
        assert section(read, ana, session).form.button["name"] == "withdraw"
        press(ana, session, withdraw="1")
        assert not Registration.objects.exists()

    def test_a_session_kept_for_others_takes_nobody_and_says_nothing(self, session, ana, client):
        factories.restrict(session, Group.objects.create(name="Bureau"))
        address = reverse("session_registration", args=[session.pk])
        assert ana.get(address).status_code == ana.post(address).status_code == 404
        known, unknown = client.post(address), client.post("/espace-adherents/inscriptions/9999/")
        assert known.status_code == unknown.status_code == 302
        assert not Registration.objects.exists()

    @pytest.mark.parametrize("path", ["https://evil.example.org/", "//evil.example.org"])
    def test_the_way_back_stays_on_the_site(self, path, session, ana, mailbox):
        assert press(ana, session, next=path)["Location"] == HOME


class TestTheSpace:
    def test_own_registrations_come_first_with_the_button_to_withdraw(
        self, site, session, ana, read, mailbox
    ):
        other = page_types.session(site.home, title="Autre séance")
        press(ana, session, next=HOME)
        main = read(HOME, client=ana).main
        own, announced = (
            main.select_one(f"[aria-labelledby={name}]") for name in ("own", "sessions")
        )
        assert own.select_one(f"a[href='{session.url}']")
        assert own.select_one("button[name=withdraw]")
        assert announced.select_one(f"a[href='{other.url}']")
        assert not announced.select_one(f"a[href='{session.url}']")
        assert "Un message vous confirme votre inscription" in main.text

    def test_those_of_others_and_those_that_are_over_arent_there(self, site, session, ana, read):
        past = page_types.session(site.home, starts_at=timezone.now() - timedelta(days=3))
        Registration.objects.create(page=past, person=ana.user)
        Registration.objects.create(
            page=session, person=factories.member("ben@valmire.example.org")
        )
        assert not read(HOME, client=ana).main.select_one("[aria-labelledby=own]")

    def test_more_registrations_take_no_more_queries(self, site, session, ana):
        counts = []
        for number in range(3):
            other = page_types.session(site.home, title=f"Séance {number}")
            Registration.objects.create(page=other, person=ana.user)
            counts.append(len(queries(ana, HOME)))
        assert counts[1] == counts[2]


class TestMail:
    def test_the_person_and_the_club_are_told(self, session, ana, mailbox):
        press(ana, session)
        own, notice = mailbox.messages
        assert own.recipients == [ana.user.email]
        assert own["Subject"] == "Inscription confirmée : Visite".replace(" :", "\u202f:")
        for words in ("Valmire", "Gratuit", f"http://testserver{session.url}"):
            assert words in mailbox.text(0)
        assert notice.recipients == [CLUB]
        for words in ("Ana Valdour", "Valmire Habitat", ana.user.email, "1 personne est inscrite"):
            assert words in mailbox.text(1)
        for message in (own, notice):
            assert "Visite" in message.get_body(("html",)).get_content()

    def test_so_are_they_of_a_withdrawal(self, session, ana, mailbox):
        press(ana, session)
        press(ana, session, withdraw="1")
        assert mailbox.messages[2]["Subject"].startswith("Désinscription")
        assert mailbox.messages[3]["Subject"].startswith("Désistement")
        assert "0 personne" in mailbox.text(3)

    def test_each_reads_her_own_language(self, session, mailbox):
        press(logged_in(factories.member(language="en")), session)
        assert mailbox.messages[0]["Subject"] == "You are registered: Visite"
        assert "Inscription" in mailbox.messages[1]["Subject"]

    def test_without_an_address_the_contacts_are_told(self, site, ana, mailbox):
        contact = factories.contact("Lise Carmont")
        press(ana, page_types.session(site.home, contacts=[contact]))
        assert mailbox.messages[1].recipients == [contact.email]

    def test_two_contacts_get_one_message(self, site, ana, mailbox):
        """A task that fails between two messages would write to the first again and again."""
        people = [factories.contact(name) for name in ("Lise Carmont", "Zoé Marelle")]
        press(ana, page_types.session(site.home, contacts=people))
        assert mailbox.messages[1].recipients == [contact.email for contact in people]
        assert len(mailbox.messages) == 2

    def test_a_name_that_looks_like_a_header_stays_a_name(self, session, mailbox):
        person = factories.member(first_name="Ana\nBcc: eve@example.org", last_name="<b>V</b>")
        press(logged_in(person), session)
        assert not mailbox.messages[1]["Bcc"]
        assert [message.recipients for message in mailbox.messages] == [[person.email], [CLUB]]
        assert "<b>V</b>" not in mailbox.messages[1].get_body(("html",)).get_content()


class TestPersonalData:
    def test_registrations_are_given_to_their_owner(self, session, ana, mailbox):
        press(ana, session)
        data = ana.get("/espace-adherents/mon-compte/donnees.json").json()
        assert [row["session"] for row in data["registrations"]] == ["Visite"]

    def test_a_deleted_account_comes_to_nothing_and_the_club_is_told(self, session, ana, mailbox):
        press(ana, session)
        ana.post("/espace-adherents/mon-compte/suppression/")
        assert not Registration.objects.exists()
        assert mailbox.messages[-1].recipients == [CLUB]
        assert mailbox.messages[-1]["Subject"].startswith("Désistement")

    def test_so_it_is_when_staff_delete_the_account(self, session, ana, admin_client, mailbox):
        press(ana, session)
        admin_client.post(reverse("member_accounts:delete", args=[ana.user.pk]))
        assert not Registration.objects.exists()
        assert mailbox.messages[-1]["Subject"].startswith("Désistement")


class TestEditors:
    @pytest.fixture
    def address(self, session, ana):
        Registration.objects.create(page=session, person=ana.user)
        formula = factories.member("ben@valmire.example.org", last_name="=1+1")
        Registration.objects.create(page=session, person=formula)
        return reverse("clubs_registrations", args=[session.pk])

    def test_they_see_who_comes(self, address, editor_client):
        text = editor_client.get(address).content.decode()
        for words in ("Ana Valdour", "Valmire Habitat", "ben@valmire.example.org"):
            assert words in text
        assert address in editor_client.get(reverse("sessions:index")).content.decode()

    def test_they_take_the_list_into_a_spreadsheet(self, address, editor_client):
        answer = editor_client.get(f"{address}?export=xlsx")
        rows = list(load_workbook(BytesIO(answer.getvalue())).active.values)
        assert rows[0][:4] == ("Nom", "Prénom", "Organisme", "Adresse e-mail")
        assert {row[0] for row in rows[1:]} == {"Valdour", "'=1+1"}
        assert "Valdour;" in editor_client.get(f"{address}?export=csv").getvalue().decode().replace(
            ",", ";"
        )

    def test_members_and_the_public_dont(self, address, ana, client):
        assert ana.get(address).status_code in (302, 403)
        assert client.get(address).status_code == 302
