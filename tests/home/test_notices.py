"""What stands above the pages for a time: the editors' notices, and sessions moved or cancelled of late."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from home.models import Notice
from tests import factories, page_types
from tests.conftest import logged_in
from tests.queries import queries


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def notice(title="Le secrétariat est fermé", first=0, last=0, **fields) -> Notice:
    return Notice.objects.create(
        title=title, shown_from=in_days(first), shown_until=in_days(last), **fields
    )


def session(site, days: int, former: int | None = None, status="moved", **fields):
    """A session in so many days, announced for another day before."""
    fields["former_dates"] = [] if former is None else [in_days(former)]
    start = timezone.now() + timedelta(days=days)
    return page_types.session(site.home, starts_at=start, status=status, **fields)


@pytest.fixture
def noted(read):
    """`noted("/")`: what stands above the page, in words; nothing where there is no region."""

    def words(address: str = "/", **options) -> str:
        region = read(address, **options).select_one(".site-notices")
        return " ".join(region.get_text(" ").split()) if region else ""

    return words


def test_a_notice_stands_on_every_page_from_its_first_day_to_its_last(site, read, noted):
    notice(text="Le téléphone répond le matin.", first=0, last=0)
    for address in ("/", "/actualites/", "/mentions-legales/", "/contacts/"):
        assert "Le secrétariat est fermé Le téléphone répond le matin." in noted(address)
    region = read("/").select_one(".site-notices")
    assert region.name == "section"
    assert region["aria-label"] == "À noter"
    for first, last in ((1, 3), (-3, -1)):
        Notice.objects.update(shown_from=in_days(first), shown_until=in_days(last))
        assert noted("/") == noted("/actualites/") == ""


def test_a_notice_of_the_home_page_stands_there_alone(site, noted):
    notice(on_every_page=False)
    assert "Le secrétariat est fermé" in noted("/")
    assert not noted("/actualites/")


def test_a_notice_is_read_in_the_readers_language_or_marked(site, read, noted):
    factories.translate(site.home)
    notice("Fermé vendredi", text="Pont", translated_texts={"en": {"title": "Closed on Friday"}})
    assert noted("/en/").startswith("Closed on Friday")
    region = read("/en/").select_one(".site-notices")
    assert region.select_one("[lang=fr]").text == "Pont"
    assert region["aria-label"] == "To be noted"


def test_a_notice_leads_to_its_page_in_the_language_in_use_if_one_may_know_of_it(site, read):
    page = page_types.content_page(site.home, title="Déménagement")
    english = factories.translate(page, title="Moving")
    notice(page=page)

    def links(address):
        return [link["href"] for link in read(address).select(".site-notices a")]

    assert links("/") == [page.url]
    assert links("/en/") == [english.url]
    factories.restrict(page)
    assert links("/") == links("/en/") == []


def test_a_session_moved_within_a_month_makes_its_own_notice(site, read, noted):
    moved = session(site, 12, former=5, title="Le chauffage collectif")
    assert "Séance déplacée Le chauffage collectif" in noted()
    assert "au lieu du" in noted()
    assert read("/").select(f".site-notices a[href='{moved.url}']")
    assert not noted("/actualites/")


def test_a_date_of_a_course_does_the_same(site, noted):
    course = page_types.course(site.home, title="Écouter les locataires")
    start = timezone.now() + timedelta(days=8)
    page_types.course_session(site.home, parent=course, starts_at=start, status="cancelled")
    assert "Séance annulée" in noted()


def test_a_cancelled_session_says_so_in_words(site, noted):
    session(site, 0, status="cancelled", title="Les halls")
    assert "Séance annulée Les halls" in noted()


@pytest.mark.parametrize(
    ("days", "former", "told"),
    [
        (31, 10, True),
        (40, None, False),
        (40, 10, True),  # who noted the former day has to know
        (40, -2, False),
        (40, 35, False),
        (-1, -8, False),  # it is over
        (0, -8, True),
    ],
)
def test_it_is_said_while_one_of_the_days_is_near(site, noted, days, former, told):
    session(site, days, former)
    assert bool(noted()) == told


def test_a_planned_or_reserved_session_makes_none(site, noted, client):
    session(site, 9, status="planned")
    reserved = session(site, 9, 3, title="Réservée")
    factories.restrict(reserved.get_parent())
    assert not noted()
    assert "Réservée" in noted(client=logged_in(factories.member()))


def test_the_english_home_tells_of_its_own_sessions(site, noted):
    moved = session(site, 9, 3, title="La cour")
    factories.translate(site.home)
    assert not noted("/en/")
    factories.translate(moved, title="The yard")
    assert "Session moved The yard" in noted("/en/")


@pytest.mark.both_databases
def test_nothing_is_asked_where_nothing_stands_and_little_otherwise(site, client):
    page = page_types.content_page(site.home)
    none = queries(client, "/actualites/")
    assert not [sql for sql in none if sql.startswith('SELECT "home_notice"')]
    for number in range(2):
        notice(f"Avis {number}", page=page)
        session(site, 9, 3)
    few = {address: len(queries(client, address)) for address in ("/", "/actualites/")}
    assert few["/actualites/"] <= len(none) + 2
    for number in range(4):
        notice(f"Autre {number}", page=page_types.content_page(site.home, title=f"Page {number}"))
        session(site, 9, 3)
    assert few == {address: len(queries(client, address)) for address in few}


def test_a_notice_that_ends_before_it_begins_is_refused(admin_client):
    data = {"title": "À l’envers", "shown_from": "2030-05-02", "shown_until": "2030-05-01"}
    answer = admin_client.post(reverse("wagtailsnippets_home_notice:add"), data)
    assert "finit avant de commencer" in answer.content.decode()
    assert not Notice.objects.exists()


def test_the_list_of_notices_tells_the_days_that_are_to_come(admin_client):
    notice(first=3, last=9)
    listed = admin_client.get(reverse("wagtailsnippets_home_notice:list")).content.decode()
    assert all(date_format(in_days(days)) in listed for days in (3, 9))
