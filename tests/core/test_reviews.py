"""Pages that are still true: who is asked, who says so, and what readers are told."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page, PageLogEntry, Revision

from core import generations
from core.models import BasePage
from tests import factories, page_types
from tests.background import followed
from tests.conftest import logged_in
from tests.queries import queries, report

REPORT = "/admin/reports/reviews/"


@pytest.fixture
def editor(db):
    return logged_in(factories.user("redaction@example.org", "Rédaction", language="en"))


def aged(page, days: int = 400):
    then = timezone.now() - timedelta(days=days)
    Page.objects.filter(pk=page.pk).update(first_published_at=then, last_published_at=then)
    return page


def old_page(site, title: str, days: int = 400, **fields):
    return aged(
        page_types.content_page(site.home, title=title, slug=slugify(title), **fields), days
    )


def listed(client) -> list[str]:
    client.force_login(client.user)  # sessions end while days pass
    soup = BeautifulSoup(client.get(REPORT).content, "html.parser")
    return [" ".join(link.text.split()) for link in soup.select("tbody .title a")]


def press(client, page) -> int:
    client.force_login(client.user)
    return client.post(reverse("still_true", args=[page.pk])).status_code


def told(client, page) -> str:
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    return " ".join(element.text for element in soup.select(".reviewed"))


@pytest.fixture
def days(monkeypatch):
    """So many days from now."""
    today = timezone.now()
    return lambda number: monkeypatch.setattr(timezone, "now", lambda: today + timedelta(number))


@pytest.mark.both_databases
def test_each_type_of_page_has_its_delay(site, editor):
    old_page(site, "Page d’un an")
    old_page(site, "Page de deux cents jours", 200)
    aged(site.contacts, 200)
    aged(page_types.news_page(site.home, title="Actualité"))
    aged(page_types.publication(site.home, title="Bilan"))
    aged(page_types.session(site.home, title="Séance"))
    old_page(site, "Brouillon", live=False)
    before = queries(editor, REPORT)
    assert listed(editor) == ["Page d’un an", "Contacts"]
    for number in range(3):
        old_page(site, f"Encore {number}", 500)
    after = queries(editor, REPORT)
    assert len(listed(editor)) == 5
    assert len(after) == len(before), report(after)


@pytest.mark.both_databases
def test_one_press_says_that_a_page_is_still_true(site, editor, client, days):
    page = old_page(site, "Nos missions")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    still_true = reverse("still_true", args=[page.pk])
    assert told(client, page) == ""
    form = editor.get(edit).content.decode()
    assert "Personne n’a relu cette page depuis le" in form
    assert form.count(f'data-w-action-url-value="{still_true}"') >= 2
    versions = Revision.objects.count()
    assert editor.get(still_true).status_code == 302
    assert told(client, page) == ""  # which was no press
    assert press(editor, page) == 302
    assert listed(editor) == []
    assert Revision.objects.count() == versions
    assert "Personne n’a relu" not in editor.get(edit).content.decode()
    assert PageLogEntry.objects.filter(page=page.pk, action="reviews.still_true").exists()
    today = timezone.localdate()
    assert told(client, page).startswith("Relu le ")
    assert told(client, page).endswith(str(today.year))
    # It lasts as long as the delay, and until the page is published anew.
    days(366)
    assert "Nos missions" in listed(editor)
    type(page).objects.get(pk=page.pk).save_revision().publish()
    assert "Nos missions" not in listed(editor)
    assert told(client, page) == ""


def test_readers_of_a_translation_are_told_of_their_own(site, editor, client):
    page = old_page(site, "Nos missions")
    english = factories.translate(page, title="What we do")
    press(editor, english)
    assert told(client, page) == ""
    assert told(client, english).startswith("Reviewed on ")


def test_what_tells_of_a_day_or_isnt_out_isnt_reviewed(site, editor):
    assert press(editor, page_types.news_page(site.home)) == 404
    assert press(editor, old_page(site, "Brouillon", live=False)) == 404


def test_a_press_drops_the_ready_pages_and_costs_readers_no_query(
    site, editor, client, settings, tmp_path
):
    page = old_page(site, "Nos missions")
    before = queries(client, page.url)
    settings.READY_PAGES_ROOT = str(tmp_path / "ready")
    generations.begin()
    generation = (tmp_path / "ready" / "current").readlink()
    with followed():
        press(editor, page)
    assert (tmp_path / "ready" / "current").readlink() != generation
    settings.READY_PAGES_ROOT = ""
    after = queries(client, page.url)
    assert len(after) == len(before), report(after)
    assert "review" in BasePage.select_related


def remind() -> dict[str, str]:
    """Who gets which message that night."""
    mail.outbox.clear()
    with followed():
        call_command("remind_of_reviews")
    return {message.to[0]: f"{message.subject}\n{message.body}" for message in mail.outbox}


@pytest.mark.both_databases
def test_who_is_named_on_a_page_is_reminded_once(site, editor, days):
    zoe = factories.contact("Zoé Marelle")
    gone = factories.contact("Paul Ancien", successor=zoe)
    known = factories.contact("Rédactrice", email="Redaction@example.org")
    missions = old_page(site, "Nos missions", contacts=[gone])
    old_page(site, "Nos équipes", contacts=[zoe, known])
    messages = remind()
    assert set(messages) == {"zoe@example.org", "redaction@example.org"}
    assert messages["zoe@example.org"].startswith("2 de vos pages")
    for words in ("Nos missions", "Nos équipes", missions.full_url):
        assert words in messages["zoe@example.org"]
    assert "/admin/" not in messages["zoe@example.org"]
    # She has an account, in English, and may change the page.
    assert messages["redaction@example.org"].startswith("One of your pages")
    assert "/admin/pages/" in messages["redaction@example.org"]
    assert "Nos missions" not in messages["redaction@example.org"]
    for later in (0, 1, 200, 364):
        days(later)
        assert remind() == {}
    press(editor, missions)
    days(366)
    messages = remind()
    assert "Nos missions" not in messages["zoe@example.org"]
    assert "Nos équipes" in messages["zoe@example.org"]
    days(364 + 366)
    assert "Nos missions" in remind()["zoe@example.org"]


def test_of_a_page_that_she_may_not_see_nobody_is_told(site, editor):
    zoe = factories.contact("Zoé Marelle")
    page = old_page(site, "Cachette", contacts=[zoe])
    factories.restrict(page, Group.objects.create(name="Bureau"))
    page = type(page).objects.get(pk=page.pk)
    page.save_revision(user=editor.user)
    assert set(remind()) == {"redaction@example.org"}
    # Nor is who changed it last, once she may no longer.
    other = old_page(site, "Autre")
    other.save_revision(user=editor.user)
    editor.user.groups.clear()
    assert remind() == {}


def test_what_is_looked_through_before_the_message_goes_isnt_in_it(site, editor):
    page = old_page(site, "Nos missions", contacts=[factories.contact()])
    mail.outbox.clear()
    with followed():
        call_command("remind_of_reviews")
        press(editor, page)
    assert mail.outbox == []
