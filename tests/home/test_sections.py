"""The home page is composed by its editors: which parts, in which order; each fills itself for the reader."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import override
from wagtail_localize.models import StringSegment
from wagtail_localize.operations import TranslationCreator

from clubs.models import ClubPage
from contacts.models import BoardSeat
from home.blocks import SectionsBlock
from home.models import HomePage
from tests import bodies, factories, page_types
from tests.queries import queries, report

BLOCKS = SectionsBlock().child_blocks
every_part = pytest.mark.parametrize("name", BLOCKS)
TITLES = {
    "sessions": "Prochaine séance",
    "meetings": "Nos rencontres",
    "news": "À la une",
    "publications": "Dernières publications",
    "courses": "Nos formations",
    "figures": "Chiffres clés",
    "board": "Le conseil d’administration",
    "joining": "Devenir adhérent",
    "office": "Le secrétariat",
}


def compose(home: HomePage, *parts) -> None:
    """The home page with these parts, a name or a name with its value, in order."""
    home = HomePage.objects.get(pk=home.pk)
    home.sections = [part if isinstance(part, tuple) else (part, {}) for part in parts]
    home.save_revision().publish()


def fill(site) -> None:
    """Something for each part to show."""
    page_types.session(site.home, title="La cour", parent=page_types.club(site.home))
    page_types.news_page(site.home, title="Une nouvelle")
    factories.publication("Un rapport", "docx")
    page_types.course(site.home, title="Écouter")
    factories.association(email="contact@example.org", phone="01 99 00 12 34")
    BoardSeat.objects.create(
        organisation=factories.organisation("Valmire Habitat"),
        role="présidente",
        translated_texts={"en": {"role": "chair"}},
    )
    changed = page_types.changed(site.home, {})
    changed.body = [("rich_text", "<p>Ce que dit la page.</p>")]
    changed.save_revision().publish()


def titles(document) -> list[str]:
    return [" ".join(title.text.split()) for title in document.main.select("h2")]


def test_the_parts_stand_in_the_order_of_the_editor(site, read):
    fill(site)
    every = dict(bodies.every_section())
    order = ["office", "figures", "news", "courses", "sessions", "board", "meetings", "joining"]
    compose(site.home, *((name, every[name]) for name in order))
    document = read("/")
    said = [name for title in titles(document) for name, words in TITLES.items() if words == title]
    shown = [name for name in order if name != "news"]
    assert [name for name in said if name != "news"] == shown
    assert "Une nouvelle" in document.main.text
    assert "Un rapport" not in document.main.text  # switched off
    assert "Ce que dit la page." not in document.main.text


def test_sessions_that_come_first_stand_beside_the_title(site, read):
    fill(site)
    compose(site.home, "sessions")
    assert read("/").select(".opening .session")
    compose(site.home, "news", "sessions")
    document = read("/")
    assert not document.select(".opening .session")
    assert document.select(".row .session")


def test_an_editors_title_takes_the_place_of_the_usual_one(site, read):
    fill(site)
    compose(site.home, ("sessions", {"title": "À vos agendas"}), ("board", {"title": "Qui décide"}))
    assert titles(read("/")) == ["À vos agendas", "Qui décide"]


def test_a_family_of_meetings_says_whom_it_is_for(site, read):
    for title, audience in (
        ("Journées", ClubPage.Audience.PUBLIC),
        ("Ateliers", ClubPage.Audience.MEMBERS),
        ("Rencontres", ClubPage.Audience.ORGANISATIONS),
    ):
        club = page_types.club(site.home, title=title, audience=audience, introduction="Un mot.")
    page_types.session(site.home, parent=club, title="La prochaine")
    private = page_types.club(site.home, title="Secrète")
    factories.restrict(private)
    compose(site.home, "meetings")
    families = read("/").select(".families > li")
    assert [" ".join(family.select_one(".kicker").text.split()) for family in families] == [
        "Ouvert à tous",
        "Réservé aux adhérents",
        "Ouvert à tous les organismes",
    ]
    assert families[2].select_one(".club-next a")["href"].endswith("/la-prochaine/")
    assert "Secrète" not in read("/").text


def test_the_board_names_those_who_sit_today_the_bureau_first(site, read):
    for name, fields in (
        ("Lac Habitat", {}),
        ("Ande Habitat", {"in_bureau": True, "person": "Hélène Ardouin", "role": "présidente"}),
        ("Partie Habitat", {"end": timezone.localdate() - timedelta(days=1)}),
    ):
        BoardSeat.objects.create(organisation=factories.organisation(name), **fields)
    compose(site.home, "board")
    seats = [" ".join(seat.get_text(" ").split()) for seat in read("/").select(".board li")]
    assert seats == ["Ande Habitat Hélène Ardouin, présidente", "Lac Habitat"]


def test_courses_with_the_nearest_dates_come_first(site, read):
    for number, days in ((1, 60), (2, None), (3, 9), (4, 30), (5, None), (6, 20)):
        course = page_types.course(site.home, title=f"Cours {number}")
        if days:
            start = timezone.now() + timedelta(days=days)
            page_types.course_session(site.home, parent=course, starts_at=start)
    cancelled = page_types.course(site.home, title="Annulé")
    start = timezone.now() + timedelta(days=2)
    page_types.course_session(site.home, parent=cancelled, starts_at=start, status="cancelled")
    hidden = page_types.course(site.home, title="Caché")
    page_types.course_session(site.home, parent=hidden, starts_at=start)
    factories.restrict(hidden)
    compose(site.home, "courses")
    shown = read("/").select(".course .card-title")
    assert [title.text.strip() for title in shown] == ["Cours 3", "Cours 6", "Cours 4", "Cours 1"]


def test_parts_without_anything_to_show_are_out_of_sight(site, read):
    factories.association(email="", phone="", postal_address="")
    every = dict(bodies.every_section()) | {"joining": {}}
    compose(site.home, *((name, every[name]) for name in every if name not in {"figures"}))
    document = read("/")
    assert set(titles(document)) <= {TITLES["joining"]}
    assert not document.main.select("ul:empty, section:empty")


def test_a_home_page_without_a_part_has_its_title(site, read):
    compose(site.home)
    document = read("/")
    assert document.h1.text.strip() == factories.ASSOCIATION
    assert not titles(document)


def test_a_home_page_that_nobody_composed_has_the_usual_parts():
    assert [part.block_type for part in HomePage().sections] == [
        "sessions",
        "news",
        "publications",
        "text",
    ]


@pytest.mark.both_databases
def test_fuller_parts_take_no_more_queries(site, client):
    def more(start: int, count: int) -> None:
        for number in range(start, start + count):
            club = page_types.club(site.home, title=f"Club {number}")
            page_types.session(site.home, parent=club, lead_photo=photos[number % 2])
            day = date(2025, 3, number + 1)
            page_types.news_page(
                site.home, title=f"N {number}", date=day, lead_photo=photos[number % 2]
            )
            factories.publication(f"R {number}", "docx")
            BoardSeat.objects.create(organisation=factories.organisation(f"Organisme {number}"))
            course = page_types.course(site.home, title=f"Cours {number}")
            page_types.course_session(site.home, parent=course)

    photos = [factories.shown_photo(), factories.shown_photo("Autre")]
    compose(site.home, *bodies.every_section())
    more(0, 2)
    few = queries(client, "/")
    more(2, 6)
    many = queries(client, "/")
    assert len(few) == len(many), f"{report(few)}\n\n{report(many)}"


def test_words_of_parts_are_translated(site, read):
    fill(site)
    compose(
        site.home,
        ("joining", {"title": "Nous rejoindre", "text": "Six rencontres par an."}),
        ("board", {}),
        ("figures", {"figures": [{"value": "12", "label": "communes", "source": ""}]}),
    )
    home = HomePage.objects.get(pk=site.home.pk)
    TranslationCreator(user=None, target_locales=[factories.locale("en")]).create_translations(home)
    texts = StringSegment.objects.filter(context__path__startswith="sections")
    assert {segment.string.data for segment in texts} >= {
        "Nous rejoindre",
        "Six rencontres par an.",
        "communes",
    }


@every_part
def test_a_part_has_label_description_icon_and_template(name, site, editor_client):
    meta = BLOCKS[name].meta
    assert isinstance(BLOCKS[name].label, Promise)
    with override("fr"):
        assert len(str(meta.description)) > 15
    assert get_template(meta.template)
    sprite = editor_client.get(reverse("wagtailadmin_sprite")).content.decode()
    assert f'id="icon-{meta.icon}"' in sprite


@pytest.mark.parametrize("filled", [False, True])
def test_each_part_has_a_preview(filled, site, editor_client):
    if filled:
        fill(site)
    address = reverse("wagtailadmin_block_preview")
    for name, block in BLOCKS.items():
        answer = editor_client.get(address, {"id": block.definition_prefix})
        assert answer.status_code == 200, name
        body = BeautifulSoup(answer.content, "html.parser").body
        if filled and name != "text":
            assert len(body.get_text(strip=True)) > 5, name
