"""What a page asks of the database doesn’t grow with what it holds or lists."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import bodies, factories, files, page_types
from tests.background import followed
from tests.page_types import PAGE_TYPES, make
from tests.queries import queries, report


@pytest.fixture(scope="module")
def full(module_site):
    """A site in two languages with all that a page can hold, its renditions and covers made."""
    with followed():
        module_site.rich = fill(module_site)
    return module_site


def fill(site) -> dict:
    """The fields of an article that has everything, on a site that has several of them."""
    photos = [
        factories.photo(f"Photo {number}", files.jpeg((320, 240 + number))) for number in range(4)
    ]
    themes = [factories.theme(f"Thème {number}", english=f"Theme {number}") for number in range(4)]
    documents = [
        factories.published_file(f"Rapport {number}", extension, themes=themes)
        for number, extension in enumerate(("pdf", "docx", "xlsx", "docx"))
    ]
    work = [factories.field_of_work(f"Domaine {number}", number) for number in range(3)]
    people = [
        factories.contact(f"Ana {number}", photo=photos[0], field_of_work=work[number % 3])
        for number in range(5)
    ]
    left = factories.contact("Partie", successor=people[0])
    closed = factories.collection()
    factories.restrict_collection(closed)
    factories.restrict(page_types.content_page(site.home, title="Fermée", show_in_menus=True))
    rich = {
        "introduction": "Ce que la page raconte.",
        "body": [
            *bodies.every_block(photos[1], documents[0]),
            ("gallery", {"title": "", "photos": photos}),
        ],
        "lead_photo": photos[2],
        "themes": themes,
        "downloads": documents,
        "contacts": [*people[:3], left],
        "pilots": [factories.organisation(f"Pilote {number}") for number in range(3)],
        "partners": [factories.organisation(f"Partenaire {number}") for number in range(3)],
        "host": factories.organisation("Hôte"),
        "place": "Salle du Lac",
        "edition": 90,
        "programme": "<p>Visite, puis débat.</p>",
        "programme_file": documents[0],
        "registration_email": "inscription@example.org",
        "former_dates": [date(2025, 1, 7), date(2025, 1, 14)],
        "status": "moved",
    }
    fill_club(site, rich, meetings=6)
    for number in range(6):
        page_types.news_page(
            site.home,
            **fields_of(page_types.NewsPage, rich)
            | {"title": f"Nouvelle {number}", "date": date(2025, 5, number + 1)},
        )
        page_types.session(site.home, title=f"Séance {number}", parent=page_types.club(site.home))
    for page in (site.news, site.library, site.contacts, site.clubs):
        factories.translate(page)
    return rich


def fill_club(site, rich: dict, meetings: int):
    """A club with so many past sessions, each moved once and reported, and as many to come."""
    club = page_types.club(site.home, title="Club suivi")
    for number in range(meetings):
        for days in (-30 * number - 1, 30 * number + 1):
            session = page_types.session(
                site.home,
                parent=club,
                title=f"Séance {number}",
                starts_at=timezone.now() + timedelta(days=days),
                host=factories.organisation(f"Hôte {club.pk} {days}"),
                status="moved",
                former_dates=[date(2020, 1, 1)],
                themes=rich["themes"],
            )
            if days < 0:
                page_types.report(
                    site.home,
                    parent=session,
                    date=session.day,
                    lead_photo=rich["lead_photo"],
                    themes=rich["themes"],
                )
    return club


@pytest.fixture(autouse=True)
def database(full, db):
    """What a test adds is undone."""


def fields_of(model, rich: dict) -> dict:
    names = {field.name for field in model._meta.get_fields()}
    relations = {"downloads": "page_downloads", "contacts": "page_contacts"}
    return {name: value for name, value in rich.items() if relations.get(name, name) in names}


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_fuller_page_takes_no_more_queries(model, full, client):
    rich = fields_of(model, full.rich)
    lists = ("body", "downloads", "contacts", "pilots", "partners", "themes", "former_dates")
    richer = rich | {name: twice(rich[name]) for name in lists if name in rich} | {"edition": None}
    pages = [make(model, full.home, **fields_of(model, values)) for values in (rich, richer)]
    few, many = (queries(client, page.url) for page in pages)
    assert len(few) == len(many), f"{report(few)}\n\n{report(many)}"


def twice(items: list) -> list:
    """With as many others of their kind: blocks and dates may be the same again."""
    makers = {
        "Document": lambda item: factories.published_file(f"Annexe à {item.title}"),
        "Contact": lambda item: factories.contact(f"Autre {item.name}"),
        "Organisation": lambda item: factories.organisation(f"Autre {item.name}"),
        "Theme": lambda item: factories.theme(f"Autre {item.name}"),
    }
    return [*items, *(makers.get(type(item).__name__, lambda item: item)(item) for item in items)]


ADDRESSES = [
    "/actualites/?theme=theme-1&annee=2025",
    "/publications/?theme=theme-1&annee=2025",
    "/recherche/",
    "/recherche/?q=nouvelle",
    "/recherche/?q=rapport+page",
    "/recherche/?q=nouveles",
    "/recherche/?q=introuvable",
    "/en/search/?q=nouvelle",
    "/recherche/?q=nouvelle&theme=theme-1&annee=2025",
    "/recherche/suggestions/?q=nou",
    "/plan-du-site/",
    "/accessibilite/",
    "/mentions-legales/",
    "/espace-adherents/connexion/",
    "/flux/rss.xml",
    "/flux/theme-1/atom.xml",
    "/themes/theme-1/",
    "/sitemap.xml",
    "/en/",
    "/en/actualites/",
    "/clubs/?theme=theme-1",
    "/clubs/?mois=2025-05",
    "/en/clubs/",
    "/clubs/agenda.ics",
    "/clubs/club-suivi/agenda.ics",
]


def test_more_content_takes_no_more_queries(full, client):
    few = {address: queries(client, address) for address in ADDRESSES}
    with followed():
        for number in range(6):
            values = fields_of(page_types.NewsPage, full.rich)
            title = {"title": f"Nouvelle encore {number}", "date": date(2025, 6, number + 1)}
            page_types.news_page(full.home, **values | title)
            factories.published_file(f"Rapport encore {number}", themes=full.rich["themes"])
        fill_club(full, full.rich, meetings=3)
    for address, before in few.items():
        after = queries(client, address)
        assert len(before) == len(after), f"{address}\n{report(before)}\n\n{report(after)}"


@pytest.mark.parametrize("address", ["/clubs/", "/clubs/club-suivi/", "/clubs/agenda.ics"])
def test_more_meetings_take_no_more_queries(address, full, client):
    few = queries(client, address)
    fill_club(full, full.rich, meetings=6)
    assert len(queries(client, address)) == len(few)


@pytest.mark.parametrize("model", [page_types.SessionPage, page_types.ReportPage])
def test_a_long_history_takes_no_more_queries(model, full, client):
    rich = fields_of(model, full.rich) | {"edition": None}
    alone = make(model, full.home, **rich)
    club = fill_club(full, full.rich, meetings=6)
    followed = make(model, full.home, parent=club, **rich)
    few, many = queries(client, alone.url), queries(client, followed.url)
    assert len(few) == len(many), f"{report(few)}\n\n{report(many)}"


def test_sixty_photos_take_as_many_queries_as_six(full, client):
    photos = [factories.photo(data=files.jpeg((320, 200 + number))) for number in range(60)]
    rich = fields_of(page_types.ReportPage, full.rich) | {"edition": None}
    bodies_ = ([("gallery", {"title": "", "photos": photos[:count]})] for count in (6, 60))
    pages = [page_types.report(full.home, **rich | {"body": body}) for body in bodies_]
    few, many = (queries(client, page.url) for page in pages)
    assert len(few) == len(many), f"{report(few)}\n\n{report(many)}"


def test_a_page_makes_no_rendition_once_the_background_work_is_done(full, client):
    page = make(page_types.NewsPage, full.home, **fields_of(page_types.NewsPage, full.rich))
    with CaptureQueriesContext(connection) as captured:
        client.get(page.url)
    assert not [query["sql"] for query in captured if query["sql"].startswith("INSERT")]


def test_reading_writes_nothing(full, client):
    for address in ("/", "/actualites/", "/publications/", "/contacts/", "/recherche/?q=nouvelle"):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        written = [
            query["sql"]
            for query in captured
            if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}
        ]
        assert not written, address
