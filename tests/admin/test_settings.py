"""The association's own settings: what they refuse, what they warn of."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from home.colours import GROUND, contrast
from home.models import AssociationSettings
from tests import factories

ADDRESS = ("wagtailsettings:edit", ["home", "associationsettings"])


@pytest.fixture
def post(site, admin_client):
    """Opens the settings (Wagtail redirects to their key) and sends the form with changes."""

    def send(**changes):
        page = admin_client.get(reverse(ADDRESS[0], args=ADDRESS[1]), follow=True)
        document = BeautifulSoup(page.content, "html.parser")
        form = document.select_one("form:has([name=primary_colour])")
        data = querydict_from_html(str(form)).copy()
        data.update(changes)
        return admin_client.post(page.request["PATH_INFO"], data)

    return send


def sentences(response) -> str:
    assert response.status_code == 200
    document = BeautifulSoup(response.content, "html.parser")
    return " ".join(error.text for error in document.select(".error-message"))


def test_the_name_is_changed_there(post, read):
    assert post(name="Habitat des Deux-Lacs").status_code == 302
    assert "Habitat des Deux-Lacs" in read("/").footer.text


@pytest.mark.parametrize("name", ["primary_colour", "accent_colour"])
@pytest.mark.parametrize("colour", ["#ffff00", "#9fb8bd", "rouge", "#12345g", ""])
def test_a_colour_that_cant_be_read_or_understood_is_refused(name, colour, post):
    before = getattr(AssociationSettings.load(), name)
    assert len(sentences(post(**{name: colour}))) > 10
    assert getattr(AssociationSettings.load(), name) == before


@pytest.mark.parametrize("colour", ["#1f5560", "#000000", "#7A2E1E"])
def test_a_dark_enough_colour_is_taken(colour, post):
    assert post(primary_colour=colour).status_code == 302


def test_the_default_colours_can_be_read_on_the_ground_and_under_white():
    defaults = AssociationSettings()
    for colour in (defaults.primary_colour, defaults.accent_colour):
        assert contrast(colour, GROUND) >= 4.5
        assert contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_measured_as_wcag_does(first, second, ratio):
    assert contrast(first, second) == pytest.approx(ratio, abs=0.005)
    assert contrast(first, second) == contrast(second, first)


class TestAccessibilityState:
    @pytest.mark.parametrize("state", ["partial", "full"])
    def test_no_state_is_claimed_without_an_audit(self, state, post):
        assert "audit" in sentences(post(accessibility_state=state))
        assert AssociationSettings.load().accessibility_state == "none"

    @pytest.mark.parametrize(
        ("state", "rate", "taken"),
        [
            ("partial", "49", False),
            ("partial", "50", True),
            ("full", "99", False),
            ("full", "100", True),
            ("partial", "101", False),
        ],
    )
    def test_the_rate_of_the_audit_decides(self, state, rate, taken, post):
        answer = post(
            accessibility_state=state,
            accessibility_rate=rate,
            accessibility_audit_date="2026-03-01",
        )
        assert (answer.status_code == 302) is taken


class TestWarning:
    def warning(self, client) -> str:
        page = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
        return " ".join(page.main.text.split())

    def test_editors_are_told_which_legal_details_are_missing(self, site, admin_client):
        factories.association(publication_director="", host_phone="", email="a@example.org")
        text = self.warning(admin_client)
        labels = AssociationSettings.load().missing_legal_fields
        assert labels
        for label in labels:
            assert label in text

    def test_nothing_is_said_when_all_is_filled_in(self, site, admin_client):
        fields = AssociationSettings.legally_required
        factories.association(**dict.fromkeys(fields, "contact@example.org"))
        director = AssociationSettings._meta.get_field("publication_director").verbose_name
        assert str(director) not in self.warning(admin_client)

    def test_photos_that_wait_for_their_credit_are_named(self, site, editor_client):
        factories.photo("Cour des Tilleuls", credit="")
        factories.photo("Façade complète")
        text = self.warning(editor_client)
        assert "Cour des Tilleuls" in text
        assert "Façade complète" not in text


@pytest.mark.parametrize(
    ("siren", "taken"),
    [("123 456 789", True), ("123456789", True), ("12345678", False), ("abc", False)],
)
def test_a_siren_number_has_nine_digits(siren, taken, post):
    assert (post(siren=siren).status_code == 302) is taken


def test_every_field_stands_on_the_form(post):
    """A setting without a panel could never be filled in."""
    assert post(host_name="Hébergeur du lac", rna="W123456789").status_code == 302
    found = AssociationSettings.load()
    assert (found.host_name, found.rna) == ("Hébergeur du lac", "W123456789")
    assert found.accessibility_audit_date is None or isinstance(
        found.accessibility_audit_date, date
    )
