"""The command builds a whole site, once."""

from contextlib import AbstractContextManager
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, PageViewRestriction, Revision, Site

import demo
from clubs.models import ReportPage, SessionPage
from contacts.models import BoardSeat, Contact, Organisation
from core.blocks.content import objects_in
from core.tasks import FILES
from demo import artwork
from demo.builder import pages
from demo.content import table
from downloads.models import Document, PublicationPage, SeriesPage
from home.models import AssociationSettings, HomePage
from members.models import MEMBERS_GROUP
from news.models import NewsPage
from photos.models import Photo
from tests import factories
from tests.background import followed
from training.models import CoursePage, CourseSessionPage, Domain

pytestmark = pytest.mark.sqlite  # the database of workstations, where alone it is loaded

# Nine logos, and the sixty views of a report.
PHOTOS = len(table("photos")) + 9 + 60
# The pages that the English ones are translations of.
FRENCH = Q(locale__language_code="fr")


def load(**options) -> str:
    out = StringIO()
    with pytest.MonkeyPatch.context() as patch:
        # The same drawings, a twelfth as wide.
        patch.setattr(artwork, "scale", 12)
        call_command("load_demo", stdout=out, **options)
    return out.getvalue()


def build() -> str:
    """The demo with all that follows, in a new database; the value is what the command said.

    The load is cut short, as by a machine that stops, and goes on.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "news", lambda _demo: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            load(if_empty=True)
    return load(if_empty=True)


@pytest.fixture(scope="module")
def demo_site(django_db_setup, django_db_blocker, databases) -> str:
    """A copy of the demo site; the value is what the command said."""
    with django_db_blocker.unblock(), copy_of_demo(databases) as said:
        yield said


def copy_of_demo(databases) -> AbstractContextManager[str]:
    """A copy of the demo site; the sizes of its photos and the PDF of its reports aren't made."""
    return databases.copy_of_site("demo", build, least=FILES)


def everything() -> dict:
    """What tells whether anything was added or changed."""
    models = [*apps.get_models()]
    counts = {model._meta.label: model._base_manager.count() for model in models}
    revisions = list(Revision.objects.values_list("pk", "created_at"))
    pages = list(Page.objects.values_list("pk", "path", "numchild", "latest_revision_created_at"))
    return {"counts": counts, "revisions": revisions, "pages": sorted(pages)}


def test_each_step_is_said(demo_site):
    lines = demo_site.splitlines()
    assert any("40 items" in line for line in lines)
    assert demo.DEMO_PASSWORD in lines[-1]


def test_twice_changes_nothing(demo_site):
    before = everything()
    load()
    load(if_empty=True)
    assert everything() == before
    assert not any(Page.find_problems())


def test_it_is_whole(demo_site):
    """Though the load was cut short."""
    assert NewsPage.objects.filter(FRENCH).count() == 40
    assert Photo.objects.count() == PHOTOS


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/actualites/",
        "/actualites/vieillir-dans-le-parc-social-resultats-de-l-etude/",
        "/actualites/fermeture-des-bureaux/",
        "/publications/",
        "/clubs/",
        "/clubs/journees-regionales/habiter-avec-la-chaleur/",
        "/clubs/journees-regionales/quartiers-dix-ans-apres/compte-rendu/",
        "/clubs/patrimoine-et-energie/visite-du-chantier-ecole-de-roquefaille/",
        "/clubs/ateliers-des-adherents/loyers-des-commerces/",
        "/contacts/",
        "/l-association/notre-gouvernance/",
        "/le-logement-social-en-hautes-rives/",
        "/mentions-legales/",
    ],
)
def test_readers_see_it(demo_site, address):
    assert Client().get(address).status_code == 200


def test_the_site_shows_the_demo_home_page(demo_site):
    site = Site.objects.get()
    assert site.root_page.specific == HomePage.objects.get(locale__language_code="fr")
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    menu = site.root_page.get_children().in_menu().values_list("slug", flat=True)
    assert list(menu) == [
        *("l-association", "actualites", "clubs"),
        *("formations", "publications", "contacts", "adherents"),
    ]


def test_pages_are_published_by_the_editor_on_their_day(demo_site):
    for page in NewsPage.objects.all():
        assert page.live
        assert not page.has_unpublished_changes
        assert timezone.localdate(page.first_published_at) == page.date
        assert page.latest_revision.user.email == demo.DEMO_EDITOR_EMAIL
    assert not PageLogEntry.objects.filter(page=page.pk, timestamp__date=timezone.localdate())


def test_photos_can_be_published_and_keep_their_metadata(demo_site):
    photos = Photo.objects.all()
    assert photos.count() == PHOTOS
    assert not [photo for photo in photos if photo.missing_for_publication]
    turned = Photo.objects.get(title="Balcons de la Croix-Verte")
    seen = turned.get_rendition("width-40")
    assert seen.height > seen.width, "its orientation is minded"


def test_files_are_publications_or_not(demo_site):
    publications = PublicationPage.objects.live().filter(FRENCH)
    assert publications.count() == 150
    assert SeriesPage.objects.live().filter(FRENCH).count() == 4
    assert all(page.files.count() for page in publications)
    assert Document.objects.filter(publication_files=None).count() == 2
    assert len({page.date.year for page in publications}) >= 12
    assert {"fr", "en", "de", "es", "it"} == set(publications.values_list("language", flat=True))
    assert len(set(publications.values_list("kind", flat=True))) == 8
    closed = PageViewRestriction.objects.filter(page__in=publications)
    assert closed.count() == 5
    numbers = publications.exclude(number=None).values_list("series", "number")
    assert len(numbers) == len(set(numbers))
    assert {document.format for document in Document.objects.all()} == {"PDF", "DOCX", "XLSX"}
    assert all(document.weight for document in Document.objects.all())


def test_sessions_past_to_come_moved_and_cancelled(demo_site):
    sessions = SessionPage.objects.filter(FRENCH)
    assert (sessions.upcoming().count(), sessions.past().count()) == (4, 27)
    moved = sessions.filter(status="moved")
    assert moved.count() >= 3
    assert all(session.former_date < session.starts_at.date() for session in moved)
    assert sessions.filter(status="cancelled").count() == 1


def test_reports_follow_their_sessions(demo_site):
    reports = ReportPage.objects.live().filter(FRENCH)
    assert reports.count() == 20
    below = [report for report in reports if report.session]
    assert len(below) == 19
    for report in below:
        assert report.date == report.session.day
        assert timezone.localdate(report.first_published_at) > report.date
    counts = sorted(len(list(objects_in(report.body, Photo))) for report in reports)
    assert counts[-1] == 60
    assert counts[-2] < 10


def test_one_report_is_for_members_while_its_session_is_open_to_all(demo_site):
    session = SessionPage.objects.get(FRENCH, slug="loyers-des-commerces")
    address = f"{session.url}compte-rendu/"
    assert Client().get(address).status_code == 302
    member = Client()
    person = factories.user("adherente@example.org")
    member.force_login(person)
    assert member.get(address).status_code == 302
    person.groups.add(Group.objects.get(name=MEMBERS_GROUP))
    member.force_login(person)  # a change of group ends the sessions
    assert member.get(address).status_code == 200


def test_people(demo_site):
    gone = Contact.objects.get(FRENCH, name="Bernard Quillan")
    assert gone.current.name == "Solène Pradier"
    assert BoardSeat.objects.current().count() == 19
    assert BoardSeat.objects.former().count() == 4
    assert Organisation.objects.count() == 40
    assert AssociationSettings.load().missing_legal_fields == []


def test_both_accounts_log_in(demo_site):
    for email in (demo.DEMO_EMAIL, demo.DEMO_EDITOR_EMAIL):
        client = Client()
        assert client.login(email=email, password=demo.DEMO_PASSWORD)
        assert client.get("/admin/").status_code == 200


def test_the_site_of_somebody_else_is_left_alone(demo_site, db):
    factories.association(name="Union des bailleurs du Val")
    before = everything()
    with pytest.raises(CommandError, match="Union des bailleurs du Val"):
        load()
    assert "already" in load(if_empty=True)
    assert everything() == before


def test_as_many_items_as_asked(demo_site):
    """Last of the module's tests on the demo site: it adds to it."""
    with followed():
        load(size=640)
    news = NewsPage.objects.live().filter(FRENCH)
    assert news.count() == 640
    assert PublicationPage.objects.live().filter(FRENCH).count() == 160
    assert not any(Page.find_problems())
    slugs = list(news.values_list("slug", flat=True))
    load(size=640)
    assert list(NewsPage.objects.filter(FRENCH).values_list("slug", flat=True)) == slugs
    assert Client().get("/actualites/", {"page": "10"}).status_code == 200
    extra = news.order_by("-pk").first()
    assert Client().get(extra.url).status_code == 200
    assert extra in list(NewsPage.objects.search(extra.title.split(" : ")[0]))
    found = Client().get("/recherche/", {"q": f'"{extra.title}"', "format": "json"}).json()
    assert extra.title in [result["title"] for result in found["results"]]


def test_the_catalogue_of_training(demo_site):
    french = CoursePage.objects.filter(FRENCH)
    assert french.count() == 25
    assert Domain.objects.filter(FRENCH).count() == 3
    assert all(not course.completeness.missing for course in french)
    assert set(CourseSessionPage.objects.values_list("status", flat=True)) == {
        *("planned", "moved", "cancelled"),
    }
    assert CoursePage.objects.filter(locale__language_code="en").count() == 2
