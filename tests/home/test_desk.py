"""The admin's first screen: to each what waits for her, each line with its place, at no cost for what is many."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import GroupPagePermission, Page

from clubs.models import SessionPage
from home import desk
from photos.models import Photo
from search.models import AskedQuery
from tests import factories, files, page_types
from tests.conftest import logged_in
from tests.queries import queries, report

HOME = "/admin/"
CALENDAR, LIST = "/admin/reports/schedule/", "/admin/reports/schedule/list/"


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


def dated(site, number: int, editor) -> None:
    """What goes out, changes, is withdrawn, is in moderation, is merely written: each has a day in the same month."""
    start = timezone.now() + timedelta(days=2)

    def news(title: str, **fields):
        page = page_types.news_page(site.home, title=f"{title} {number}", live=False)
        for name, value in fields.items():
            setattr(page, name, value)
        return page

    news("Programmée", go_live_at=start, expire_at=start + timedelta(1)).save_revision().publish()
    out = news("Retirée", expire_at=start)
    out.save_revision().publish()
    Page.objects.filter(pk=out.pk).update(first_published_at=timezone.now())
    out.refresh_from_db()
    out.go_live_at = start
    out.save_revision().publish()
    asked = news("Soumise", go_live_at=start)
    asked.save_revision(user=editor)
    asked.get_workflow().start(asked, editor)
    news("Écrite", go_live_at=start).save_revision()
    news("Oubliée", go_live_at=start - timedelta(days=9)).save_revision()
    # What a page that was out once had planned is of no use any more.
    past = news("Ancienne", go_live_at=start - timedelta(days=9))
    past.save_revision().publish()
    past.save_revision()
    news("Sans date").save_revision()


def entries(client, address: str) -> list[str]:
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    lines = soup.select(".schedule li") or soup.select("table.listing tbody tr")
    return [" ".join(line.text.replace("\u202f", " ").split()) for line in lines]


@pytest.mark.both_databases
def test_the_calendar_tells_what_goes_out_when_and_what_is_merely_meant_to(site):
    client = role("Publication")
    dated(site, 0, client.user)
    cost = [len(queries(client, address)) for address in (CALENDAR, LIST)]
    lines = entries(client, LIST)
    assert len(lines) == 7
    told = {line: number for number, line in enumerate(lines)}

    def place(*words: str) -> int:
        [number] = [told[line] for line in lines if all(word in line for word in words)]
        return number

    assert place("Oubliée 0", "brouillon") == 0  # its day has passed
    assert place("Programmée 0", "paraît", "programmé") > 0
    assert place("Retirée 0", "est dépublié", "programmé") > 0
    assert place("Retirée 0", "sa nouvelle version paraît", "programmé") > 0
    assert place("Soumise 0", "paraît", "en relecture") > 0
    assert place("Écrite 0", "paraît", "brouillon") > 0
    assert place("Programmée 0", "est dépublié") == len(lines) - 1
    day = timezone.localdate() + timedelta(days=2)
    month = entries(client, f"{CALENDAR}?month={day:%Y-%m}")
    assert {"Programmée", "Retirée", "Soumise", "Écrite"} <= {line.split()[0] for line in month}
    [line] = [line for line in month if line.startswith("Soumise")]
    assert line.endswith("paraît (en relecture)")
    for number in range(1, 3):
        dated(site, number, client.user)
    for address, before in zip((CALENDAR, LIST), cost, strict=True):
        more = queries(client, address)
        assert len(more) == before, report(more)


def test_the_calendar_is_for_who_writes_and_shows_what_she_may_change(site):
    editor = role("Rédaction")
    dated(site, 0, editor.user)
    assert len(entries(editor, LIST)) == 7
    elsewhere = factories.user("clubs@example.org")
    group = Group.objects.create(name="Clubs seulement")
    group.permissions.set(Group.objects.get(name="Rédaction").permissions.all())
    GroupPagePermission.objects.create(
        group=group, page=site.clubs, permission=Permission.objects.get(codename="change_page")
    )
    elsewhere.groups.add(group)
    client = logged_in(elsewhere)
    assert entries(client, LIST) == []
    assert "Rien ne doit paraître" in client.get(LIST).content.decode()
    for wrong in ("2026-13", "x", "9999-99"):
        page = client.get(CALENDAR, {"month": wrong}).content.decode()
        assert "Rien ne paraît ni n’est dépublié" in page
    assert role("Adhésions").get(LIST).status_code in {302, 403}
    assert client.get(HOME).content.decode().count(CALENDAR) == 2  # the menu leads there too
