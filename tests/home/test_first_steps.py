"""A new editor is led through what she needs, by role, until she has been there or skips it."""

import pytest
from bs4 import BeautifulSoup

from tests import factories
from tests.conftest import logged_in

DESK, STEPS = "/admin/", "/admin/first-steps/"
OF_EVERYBODY = ["account", "guide"]
WRITING = ["lists", "news", "checks", "publishing", "bin"]
MEMBERS = ["organisations", "applications"]
NAMES = {
    "Rédaction": [*WRITING, *OF_EVERYBODY],
    "Publication": [*WRITING, *OF_EVERYBODY],
    "Adhésions": [*MEMBERS, *OF_EVERYBODY],
    "Administration": [*WRITING, *MEMBERS, "association", "colleagues", *OF_EVERYBODY],
}


@pytest.fixture
def newcomer(site):
    """`newcomer("Rédaction")`: somebody of that role who has never been here."""
    return lambda role: logged_in(factories.user("lea@example.org", role))


def shown(client, address: str) -> dict[str, bool]:
    """The steps that a screen offers, each with whether it is ticked."""
    screen = BeautifulSoup(client.get(address).content, "html.parser")
    return {
        button["value"]: "Ouvert" in button.find_parent("li").get_text()
        for button in screen.select(".first-steps [name=step]")
    }


@pytest.mark.parametrize("role", NAMES)
def test_each_role_is_led_to_places_that_open_and_are_ticked(role, newcomer):
    client = newcomer(role)
    assert shown(client, DESK) == dict.fromkeys(NAMES[role], False)
    for name in NAMES[role][:-1]:
        place = client.post(STEPS, {"step": name}, follow=True)
        assert place.status_code == 200
        assert place.redirect_chain[-1][0] != DESK  # where Wagtail sends those who may not
    # On another computer too.
    client = logged_in(client.user)
    assert [name for name, is_ticked in shown(client, DESK).items() if not is_ticked] == ["guide"]
    client.post(STEPS, {"step": "guide"})
    assert not shown(client, DESK)


def test_they_can_be_skipped_and_taken_up_again_from_the_help(newcomer):
    client = newcomer("Rédaction")
    client.post(STEPS, {"step": "bin"})
    desk = client.post(STEPS, {"skipped": ""}, follow=True).content.decode()
    assert "sont dans le menu, sous Aide" in desk
    assert STEPS in desk  # the entry of the menu
    assert not shown(client, DESK)
    assert shown(client, STEPS) == {name: name == "bin" for name in NAMES["Rédaction"]}


def test_a_step_that_isn_t_offered_leads_nowhere_and_isn_t_kept(newcomer):
    client = newcomer("Rédaction")
    assert client.post(STEPS, {"step": "colleagues"})["Location"] == STEPS
    assert not any(shown(client, STEPS).values())


def test_how_pages_go_out_is_told_as_the_role_does_it(newcomer):
    told = newcomer("Rédaction").get(STEPS).content.decode()
    assert "est soumise" in told
    assert "est publiée" not in told
    guide = logged_in(factories.user("ana@example.org", "Publication")).get("/admin/guide/")
    assert 'id="soumettre-approuver"' in guide.content.decode()
