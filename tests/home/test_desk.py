"""The admin's first screen: to each what waits for her, each line with its place, at no cost for what is many."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page

from clubs.models import SessionPage
from home import desk
from photos.models import Photo
from search.models import AskedQuery
from tests import factories, files, page_types
from tests.conftest import logged_in
from tests.queries import queries, report

HOME = "/admin/"


def role(name: str):
    user = factories.user(f"{slugify(name)}@example.org")
    user.groups.add(Group.objects.get(name=name))
    return logged_in(user)


def groups(client) -> dict[str, list[str]]:
    """By the id of each group, the text of its lines."""
    soup = BeautifulSoup(client.get(HOME).content, "html.parser")
    return {
        panel["id"].removeprefix("panel-").removesuffix("-section"): [
            " ".join(line.text.replace("\u202f", " ").split()) for line in panel.select("li")
        ]
        for panel in soup.select(".today .w-panel")
    }


def fill(site, number: int) -> None:
    """Something more of all that waits."""
    today = timezone.localdate()
    photo = factories.photo(f"Photo {number}", files.jpeg((40, 40 + number)), credit="")
    Photo.objects.filter(pk=photo.pk).update(licence_end=today + timedelta(days=30))
    factories.document(f"Scan {number}", tagged=False)
    draft = page_types.news_page(site.home, title=f"Brouillon {number}")
    draft.introduction = "Une suite."
    draft.save_revision()
    later = page_types.news_page(site.home, title=f"Demain {number}", live=False)
    later.go_live_at = timezone.now() + timedelta(days=1)
    later.save_revision().publish()
    page_types.make(
        SessionPage,
        site.home,
        title=f"Séance {number}",
        starts_at=timezone.now() - timedelta(days=20),
    )
    old = page_types.content_page(site.home, title=f"Ancienne {number}")
    Page.objects.filter(pk=old.pk).update(last_published_at=timezone.now() - timedelta(days=400))
    AskedQuery.objects.create(
        day=today, language="fr", words=f"ascenseur {number}", asked=2, found_nothing=2
    )


@pytest.mark.both_databases
def test_each_is_shown_what_waits_for_her_at_the_cost_of_one(site):
    clients = {name: role(name) for name in ("Rédaction", "Publication", "Adhésions")}
    fill(site, 0)
    cost = {name: len(queries(client, HOME)) for name, client in clients.items()}
    shown = groups(clients["Publication"])
    assert list(shown) == [
        "reports-to-write",
        "drafts-waiting",
        "scheduled",
        "photos-to-complete",
        "to-look-after",
    ]
    for group, words in (
        ("reports-to-write", "Séance 0"),
        ("drafts-waiting", "Brouillon 0 — publiée, modifiée le"),
        ("scheduled", "Demain 0 — "),
        ("photos-to-complete", "crédit"),
    ):
        assert len(shown[group]) == 1
        assert words in shown[group][0]
    told = " ".join(shown["to-look-after"])
    for words in (
        "La licence de 1 photo finit",
        "1 fichier n’est pas lisible",
        "en anglais",
        "1 page n’a pas été relue",
        "« ascenseur 0 »",
    ):
        assert words in told, words
    assert groups(clients["Adhésions"]) == {}
    for number in range(1, 4):
        fill(site, number)
    for name, client in clients.items():
        more = queries(client, HOME)
        assert len(more) == cost[name], f"{name}: {report(more)}"


def test_every_line_leads_to_what_it_tells_of(site):
    fill(site, 0)
    client = role("Publication")
    soup = BeautifulSoup(client.get(HOME).content, "html.parser")
    links = [link["href"] for link in soup.select(".today li a")]
    assert len(links) == 9
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200, link
        if table := answer.context.get("table"):
            assert len(list(table.data)) >= 1, link


def test_when_nothing_waits_a_sentence_says_so(site, monkeypatch):
    monkeypatch.setattr(desk, "other_languages", list)  # nothing is to be translated
    for name, is_told in (("Publication", True), ("Adhésions", False)):
        page = role(name).get(HOME).content.decode()
        assert ("rien ne vous attend" in page) == is_told
