"""Lists of names are in the order of a French dictionary, in which é stands with e and a capital with its letter."""

import inspect
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.admin.views.generic import IndexView

from clubs.models import Registration
from contacts.models import Organisation
from core.collation import AlphabeticalListing
from joining.models import Application
from search.models import Synonyms
from tests import factories, page_types
from tests.conftest import logged_in
from tests.source_rules import APPS

pytestmark = pytest.mark.both_databases

WORDS = ["abri", "Élan", "Étape", "Œuvre", "Zoé"]
# In neither order, so that none comes about by itself.
MADE = ["Étape", "Zoé", "abri", "Œuvre", "Élan"]

# Lists of the admin, what is asked of them, and the kinds of names in each: its lines, and its filters' choices.
ADMIN = [
    ("wagtailsnippets_contacts_contact:list", "", ["contact", "field_of_work"]),
    ("wagtailsnippets_contacts_contact:list", "?ordering=name", ["contact"]),
    ("wagtailsnippetchoosers_contacts_contact:choose_results", "", ["contact"]),
    ("wagtailsnippets_contacts_organisation:list", "", ["organisation", "territory"]),
    ("wagtailsnippets_contacts_organisation:list", "?ordering=name", ["organisation"]),
    ("wagtailsnippets_contacts_boardseat:list", "?ordering=organisation", ["organisation"]),
    ("wagtailsnippetchoosers_contacts_organisation:choose_results", "", ["organisation"]),
    ("wagtailsnippets_contacts_territory:list", "?ordering=name", ["territory"]),
    ("wagtailsnippets_contacts_fieldofwork:list", "", ["field_of_work"]),
    ("wagtailsnippets_downloads_theme:list", "", ["theme"]),
    ("wagtailsnippets_downloads_theme:list", "?ordering=name", ["theme"]),
    ("wagtailsnippets_downloads_kind:list", "", ["kind"]),
    ("wagtailsnippets_training_domain:list", "", ["domain"]),
    ("wagtailsnippets_training_audience:list", "", ["audience"]),
    ("wagtailsnippets_search_synonyms:list", "", ["synonym"]),
    ("news:index", "?ordering=title", ["news", "theme"]),
    ("publications:index", "", ["kind", "series"]),
    ("courses:index", "", ["domain"]),
    ("sessions:index", "?ordering=club_title", ["club"]),
    ("sessions:index", "?ordering=title", ["session"]),
    ("clubs_all_registrations", "?ordering=surname", ["registered"]),
    ("applications:index", "?ordering=organisation_name", ["applicant"]),
    ("member_accounts:index", "", ["account", "organisation"]),
    ("wagtailusers_users:index", "?ordering=name", ["account"]),
    ("wagtailusers_groups:index", "", ["group"]),
    ("wagtailimages:index", "?ordering=title", ["photo"]),
    ("photos_register", "", ["photo"]),
    ("wagtaildocs:index", "", ["document"]),
    ("file_report", "?ordering=title", ["document"]),
]


def views(patterns) -> Iterator:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        else:
            yield inspect.unwrap(pattern.callback)


def named(kind: str) -> list[str]:
    return [f"{word} {kind}" for word in MADE]


@pytest.fixture(scope="module")
def things(module_site):
    """Five of each kind, whose names end with it."""
    home = module_site.home
    words = [
        factories.contact, factories.organisation, factories.territory, factories.field_of_work,
        factories.theme, factories.kind, factories.domain, factories.audience,
    ]  # fmt: skip
    for make in words:
        for name in named(make.__name__):
            make(name)
    employer, visit = factories.member_organisation("Employeur"), page_types.session(home)
    for place, word in enumerate(MADE):
        factories.board_seat(
            Organisation.objects.get(name=f"{word} organisation"), end=date(2025, 1, 1)
        )
        factories.user(f"{place}@example.org", last_name=f"{word} account", organisation=employer)
        Group.objects.create(name=f"{word} group")
        Synonyms.objects.create(words=f"{word} synonym")
        Application.objects.create(
            key=uuid4(), organisation_name=f"{word} applicant", homes=1, consented_at=timezone.now()
        )
        Registration.objects.create(
            page=visit, last_name=f"{word} registered", email=f"{place}@example.org"
        )
        club = page_types.club(home, title=f"{word} club")
        page_types.session(home, parent=club, title=f"{word} session")
        page_types.series(home, title=f"{word} series")
        page_types.news_page(home, title=f"{word} news")
        page_types.course(home, title=word, domain=factories.domain(f"{word} domain"))
        factories.document(f"{word} document")
        factories.photo(f"{word} photo")
    page_types.board(home)
    return module_site


@pytest.fixture
def administration(things, db) -> Client:
    return logged_in(factories.user("role@example.org", "Administration"))


def listed(client: Client, kind: str, address: str) -> list[str]:
    """The words of a kind in a page, in order, each once."""
    return listed_together(client, [kind], address)[kind]


def listed_together(client: Client, kinds: list[str], address: str) -> dict[str, list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    texts = list(dict.fromkeys(BeautifulSoup(answer.content, "html.parser").stripped_strings))
    found = {}
    for kind in kinds:
        names = {f"{word} {kind}": word for word in WORDS}
        found[kind] = [names[text] for text in texts if text in names]
    return found


@pytest.mark.parametrize(("view", "query", "kinds"), ADMIN)
def test_a_list_in_the_admin(view, query, kinds, administration):
    found = listed_together(administration, kinds, reverse(view) + query)
    assert found == dict.fromkeys(kinds, WORDS)


@pytest.mark.parametrize(
    ("view", "kind"),
    [
        ("wagtailsnippets_contacts_organisation:list", "organisation"),
        ("wagtailusers_users:index", "account"),
    ],
)
def test_a_list_in_the_admin_the_other_way_round(view, kind, administration):
    assert listed(administration, kind, f"{reverse(view)}?ordering=-name") == WORDS[::-1]


def test_what_is_searched_in_a_list_is_put_in_order_as_well(administration):
    call_command("update_index", verbosity=0)
    for view, kind, ordering in (
        ("wagtailsnippets_contacts_contact:list", "contact", "name"),
        ("wagtailsnippets_contacts_contact:list", "contact", "field_of_work"),
        ("wagtailsnippets_contacts_organisation:list", "organisation", "membership_end"),
        ("news:index", "news", "title"),
        ("news:index", "news", "owner__last_name"),
        ("wagtaildocs:index", "document", "title"),
    ):
        found = listed(administration, kind, f"{reverse(view)}?q={kind}&ordering={ordering}")
        assert set(found) == set(WORDS), (view, ordering)
        assert found == WORDS or ordering not in {"name", "title"}, (view, ordering)


def test_a_list_in_the_admin_that_will_be_added():
    lists = [
        (view.view_class, view.view_initkwargs.get("model"))
        for view in views(get_resolver().url_patterns)
        if issubclass(getattr(view, "view_class", object), IndexView)
    ]
    own = [
        (view, model)
        for view, model in lists
        if getattr(model, "__module__", "").split(".")[0] in APPS
    ]
    assert Organisation in [model for _view, model in own]
    assert [model for view, model in own if not issubclass(view, AlphabeticalListing)] == []


def test_the_pages_below_a_page_in_the_admin(things, administration):
    address = reverse("wagtailadmin_explore", args=[things.clubs.pk])
    assert listed(administration, "club", f"{address}?ordering=title") == WORDS


def test_the_places_of_a_new_page(things, administration):
    address = reverse("sessions:choose_parent")
    assert listed(administration, "club", address) == WORDS


def test_the_organisations_offered_to_an_application(administration):
    address = reverse("applications:edit", args=[Application.objects.first().pk])
    assert listed(administration, "organisation", address) == WORDS


def test_the_colleagues_of_a_correspondent(things):
    person = factories.user(
        "zoe@example.org",
        organisation=Organisation.objects.get(name="Employeur"),
        is_correspondent=True,
    )
    assert listed(logged_in(person), "account", reverse("members:colleagues")) == WORDS


@pytest.mark.parametrize(
    ("kind", "address"), [("domain", "/formations/"), ("organisation", "/conseil/")]
)
def test_a_list_for_readers(kind, address, things, client):
    assert listed(client, kind, address) == WORDS
