"""The first screen of the admin on an empty site, and what it says is left to do afterwards."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Page

from clubs.models import ClubIndexPage, ClubPage
from downloads.models import Kind
from home.models import AssociationSettings, ContentPage, HomePage
from home.roles import ROLES
from home.sections import SECTIONS
from news.models import NewsIndexPage
from tests import factories
from tests.conftest import logged_in
from tests.home.new_site import NAME, create

pytestmark = pytest.mark.django_db


def first_screen(client) -> BeautifulSoup:
    return BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")


def filled_in(document: BeautifulSoup, **changes) -> dict:
    """What a browser sends of the form."""
    form = document.select_one("form.set-up")
    data: dict = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        if field.get("type") == "checkbox":
            data.setdefault(field["name"], [])
            if field.has_attr("checked"):
                data[field["name"]].append(field["value"])
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            data[field["name"]] = chosen["value"] if chosen else ""
        else:
            data[field["name"]] = field.get("value", "") or field.text.strip()
    return data | changes


class TestFirstScreen:
    def test_it_is_the_form_and_makes_the_site(self, admin_client, client, worker):
        document = first_screen(admin_client)
        data = filled_in(document, name=NAME, editor_email="ana@example.org")
        response = admin_client.post(
            document.select_one("form.set-up")["action"], data, follow=True
        )
        assert response.redirect_chain == [(reverse("wagtailadmin_home"), 302)]
        done = BeautifulSoup(response.content, "html.parser")
        assert "ana@example.org" in done.text
        assert not done.select("form.set-up")
        assert client.get("/actualites/").status_code == client.get("/en/news/").status_code == 200
        assert HomePage.objects.first().owner == admin_client.user

    def test_what_was_typed_is_kept_beside_the_sentence(self, admin_client):
        logo = factories.photo("Notre logo")
        data = filled_in(
            first_screen(admin_client),
            name=NAME,
            address="www.example.org/site",
            languages=["fr"],
            sections=["news"],
            logo=str(logo.pk),
        )
        response = admin_client.post(reverse("set_up"), data)
        assert response.status_code == 422
        document = BeautifulSoup(response.content, "html.parser")
        assert "sans rien après" in document.select_one(".error-message").text
        assert document.select_one('[role="alert"]')
        kept = filled_in(document)
        del kept["csrfmiddlewaretoken"], data["csrfmiddlewaretoken"]
        assert kept == data
        assert not HomePage.objects.exists()
        assert not AssociationSettings.load().name

    @pytest.mark.parametrize("role", ROLES)
    def test_each_role_is_told_what_concerns_it(self, role):
        user = factories.user("ana@example.org")
        user.groups.add(factories.Group.objects.get(name=role))
        client = logged_in(user)
        document = first_screen(client)
        may = role == "Administration"
        assert bool(document.select("form.set-up")) is may
        assert may or "Administration" in document.select_one("main .help-info").text
        if not may:
            client.post(reverse("set_up"), {"name": NAME})
            assert not HomePage.objects.exists()


class TestChecklist:
    def lines(self, client) -> dict[str, str]:
        links = first_screen(client).select("#left-to-do-content a")
        return {link.text: link["href"] for link in links}

    def administrator(self):
        user = factories.user("ana@example.org")
        user.groups.add(factories.Group.objects.get(name="Administration"))
        return logged_in(user)

    def test_each_line_leads_to_its_screen_and_goes_when_it_is_done(self, worker):
        create()
        client = self.administrator()
        lines = self.lines(client)
        assert len(lines) >= 12
        for text, address in lines.items():
            assert client.get(address, follow=True).status_code == 200, text

        required = AssociationSettings.legally_required
        factories.association(
            **dict.fromkeys(required, "contact@example.org"), logo=factories.photo()
        )
        assert len(self.lines(client)) == len(lines) - 2
        for page in Page.objects.filter(locale__language_code="fr", depth__gt=1).specific():
            page.introduction += " Et bienvenue."
            page.save_revision().publish()
        factories.contact()
        factories.member_organisation()
        factories.administrator()
        club = factories.publish(
            ClubPage(title="Club"), ClubIndexPage.objects.get(locale__language_code="fr")
        )
        left = self.lines(client)
        assert set(left) == {
            "Publier la première actualité",
            "Annoncer la première séance",
            "Ajouter la première publication",
        }
        assert club.live

    def test_each_role_has_its_own_lines(self):
        create()
        found = {}
        for role in ROLES:
            user = factories.user(f"role-{len(found)}@example.org")
            user.groups.add(factories.Group.objects.get(name=role))
            found[role] = self.lines(logged_in(user))
        assert "Ajouter le logo" in found["Administration"]
        assert "Ajouter le logo" not in found["Publication"]
        assert "Publier la première actualité" in found["Rédaction"]
        assert set(found["Adhésions"]) == {"Ajouter les organismes adhérents"}

    def test_an_introduction_that_was_read_over_may_stay_as_it_is(self):
        create()
        client = self.administrator()
        line = "Réécrire l’introduction de «\u202fActualités\u202f»"
        assert line in self.lines(client)
        NewsIndexPage.objects.get(locale__language_code="fr").save_revision().publish()
        assert line not in self.lines(client)

    def test_a_site_without_kinds_says_where_they_are_added(self):
        create()
        Kind.objects.all().delete()
        assert "Ajouter les natures de publication" in self.lines(self.administrator())


def test_a_section_made_by_hand_is_in_the_menu(site):
    """Whoever adds one ticks nothing; a page of text asks for it."""
    for section in SECTIONS:
        assert section.model().show_in_menus
    assert not ContentPage().show_in_menus
