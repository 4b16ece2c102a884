"""How each page type of the site is made for a test, and what all of them are.

A new page type is found from the models: the tests that run over every type fail until a function here
makes one.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.apps import apps
from django.utils import timezone

from clubs.models import ClubIndexPage, ClubPage, ReportPage, SessionPage
from contacts.models import ContactsPage
from core.models import BasePage
from directory.models import BoardPage, DirectoryPage
from downloads.models import LibraryPage, PublicationPage, SeriesPage
from home.models import ContentPage, HomePage
from news.models import NewsIndexPage, NewsPage
from tests import factories
from training.models import CataloguePage, CoursePage, CourseSessionPage

PAGE_TYPES = sorted(
    (model for model in apps.get_models() if issubclass(model, BasePage)),
    key=lambda model: model._meta.label,
)
_MAKERS: dict[type[BasePage], Callable] = {}


def makes(model: type[BasePage]):
    """Declares the function that makes a page of this type under a home page."""

    def declare(function):
        _MAKERS[model] = function
        return function

    return declare


def make(model: type[BasePage], home: HomePage, **fields) -> BasePage:
    """A published page of the type, under `home` or under the page that its type asks for."""
    if model not in _MAKERS:
        raise AssertionError(
            f"{model._meta.label} is new: say in tests/page_types.py how to make one."
        )
    return _MAKERS[model](home, **fields)


def only(model: type[BasePage], home: HomePage, **fields) -> BasePage:
    """The page of a type of which a home page has one; made when it isn't there, else changed."""
    page = model.objects.child_of(home).first()
    return changed(page, fields) if page else factories.publish(model(), home, **fields)


def changed(page: BasePage, fields: dict) -> BasePage:
    # A page kept by a fixture doesn't know of its children, and would publish its old number of them.
    page = type(page).objects.get(pk=page.pk)
    different = {name: value for name, value in fields.items() if getattr(page, name) != value}
    if different:
        for name, value in different.items():
            setattr(page, name, value)
        page.save_revision().publish()
    return page


@makes(HomePage)
def home_page(home, **fields):
    return changed(home, fields)


@makes(NewsIndexPage)
def news_index(home, **fields):
    return only(
        NewsIndexPage,
        home,
        **{"title": "Actualités", "slug": "actualites", "show_in_menus": True} | fields,
    )


@makes(NewsPage)
def news_page(home, **fields):
    parent = fields.pop("parent", None) or news_index(home)
    fields = {"title": "Une résidence rouvre à Valmire", "date": date(2025, 3, 12)} | fields
    return factories.publish(NewsPage(), parent, **fields)


@makes(LibraryPage)
def library(home, **fields):
    return only(
        LibraryPage,
        home,
        **{"title": "Publications", "slug": "publications", "show_in_menus": True} | fields,
    )


@makes(PublicationPage)
def publication(home, **fields):
    fields = {"parent": library(home), "title": "Bilan des rénovations"} | fields
    return factories.publication(**fields)


@makes(SeriesPage)
def series(home, **fields):
    parent = fields.pop("parent", None) or library(home)
    return factories.publish(SeriesPage(), parent, **{"title": "Cahiers de l’habitat"} | fields)


@makes(ContactsPage)
def contacts_page(home, **fields):
    return only(
        ContactsPage,
        home,
        **{"title": "Contacts", "slug": "contacts", "show_in_menus": True} | fields,
    )


@makes(DirectoryPage)
def directory(home, **fields):
    return only(
        DirectoryPage,
        home,
        **{"title": "Adhérents", "slug": "adherents", "show_in_menus": True} | fields,
    )


@makes(BoardPage)
def board(home, **fields):
    fields = {"title": "Le conseil d’administration", "slug": "conseil"} | fields
    return only(BoardPage, fields.pop("parent", None) or home, **fields)


@makes(ContentPage)
def content_page(home, **fields):
    parent = fields.pop("parent", None) or home
    return factories.publish(ContentPage(), parent, **{"title": "L’Union régionale"} | fields)


@makes(ClubIndexPage)
def club_index(home, **fields):
    return only(
        ClubIndexPage, home, **{"title": "Clubs", "slug": "clubs", "show_in_menus": True} | fields
    )


@makes(ClubPage)
def club(home, **fields):
    return factories.publish(ClubPage(), club_index(home), **{"title": "Club rénovation"} | fields)


@makes(SessionPage)
def session(home, **fields):
    """A session in ten days, unless `starts_at` says otherwise."""
    parent = fields.pop("parent", None) or club(home)
    fields = {
        "title": "Visite de la résidence des Tilleuls",
        "starts_at": timezone.now() + timedelta(days=10),
    } | fields
    return factories.publish(SessionPage(), parent, **fields)


@makes(ReportPage)
def report(home, **fields):
    """The report of a session of last month, unless `parent` is another session or a club."""
    parent = fields.pop("parent", None) or session(
        home, starts_at=timezone.now() - timedelta(days=30)
    )
    fields = {"title": "Ce qui s’est dit aux Tilleuls", "date": date(2025, 4, 3)} | fields
    return factories.publish(ReportPage(), parent, **fields)


@makes(CataloguePage)
def catalogue(home, **fields):
    return only(
        CataloguePage,
        home,
        **{"title": "Formations", "slug": "formations", "show_in_menus": True} | fields,
    )


# The public facts of a course, but for the people to write to.
PUBLIC_FACTS = {
    "days": 2,
    "hours": 14,
    "price": "860 €",
    "objectives": "<ul><li>Repérer les premiers signes</li></ul>",
    "prerequisites": "<p>Aucun.</p>",
    "methods": "<p>Des cas réels, travaillés à plusieurs.</p>",
    "assessment": "<p>Une étude de cas corrigée.</p>",
    "access": "<p>Sur inscription, trois semaines avant la date.</p>",
    "accessibility": "<p>La référente handicap répond sous deux jours.</p>",
}


@makes(CoursePage)
def course(home, **fields):
    parent = fields.pop("parent", None) or catalogue(home)
    domain = fields.pop("domain", None) or factories.domain()
    fields = {"title": "Prévenir l’impayé de loyer", "domain": domain} | fields
    return factories.publish(CoursePage(), parent, **fields)


@makes(CourseSessionPage)
def course_session(home, **fields):
    """A date in twenty days, unless `starts_at` says otherwise."""
    parent = fields.pop("parent", None) or course(home)
    fields = {
        "title": parent.title,
        "starts_at": timezone.now() + timedelta(days=20),
    } | fields
    return factories.publish(CourseSessionPage(), parent, **fields)
