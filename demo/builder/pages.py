"""The page tree."""

import json
from datetime import date, timedelta

from django.conf import settings
from wagtail.models import Page, PageLogEntry, Revision

from clubs.models import ClubIndexPage
from contacts.models import ContactsPage
from demo.builder import Demo
from demo.builder.bodies import body
from demo.content import day_of, table
from demo.content import news as news_items
from downloads.models import LibraryPage
from home.forms import read_address
from home.models import ContentPage, HomePage
from home.site_creation import point_site_to
from news.models import NewsIndexPage, NewsPage
from training.models import CataloguePage

OPENING = 2250  # days ago: the site is a little older than its first session


def sections(demo: Demo) -> None:
    """Home, the pages of text, the indexes, in the order of the menu."""
    home = _home(demo)
    texts = {row["slug"]: row for row in table("pages")["pages"]}

    def text(slug: str) -> None:
        row = texts[slug]
        parent = demo.pages[row["parent"]] if "parent" in row else home
        article(demo, parent, ContentPage, row, demo.ago(OPENING - 30))

    text("l-association")
    index(demo, NewsIndexPage, "actualites")
    index(demo, ClubIndexPage, "clubs")
    index(demo, CataloguePage, "formations")
    index(demo, LibraryPage, "publications")
    index(demo, ContactsPage, "contacts")
    for slug in texts:
        if slug != "l-association":
            text(slug)
    demo.say(f"Pages: {len(demo.pages)} sections and texts")


def news(demo: Demo) -> None:
    items = news_items()
    for number, row in enumerate(items):
        day = day_of(row, demo.today)
        article(
            demo,
            demo.pages["actualites"],
            NewsPage,
            row,
            day,
            hour=8 + number * 5 % 10,
            date=day,
        )
    demo.say(f"News: {len(items)} items since {day.year}")


def home_body(demo: Demo) -> None:
    """Last, because it links to the others."""
    home = demo.pages["accueil"]
    if home.latest_revision_id is None:
        row = table("pages")["home"]
        home.sections = row["sections"]
        home.body = json.dumps(body(demo, row["body"], demo.today))
        home.social_image = demo.photos[row["social_image"]]
        publish(demo, home, demo.ago(OPENING))
    demo.say("Home page")


def _home(demo: Demo) -> HomePage:
    home = HomePage.objects.filter(locale=demo.locale).first()
    if home is None:
        row = table("pages")["home"]
        root = Page.get_first_root_node()
        home = HomePage(
            title="Accueil",
            slug="accueil",
            seo_title=row["title"],
            introduction=row["introduction"],
            search_description=row["search_description"],
            locale=demo.locale,
            owner=demo.editor,
        )
        root.add_child(instance=home)
        name = table("association")["name"]
        point_site_to(home, read_address(settings.BASE_URL), name)
    demo.pages["accueil"] = home
    return home


def index(demo: Demo, model: type[Page], slug: str) -> Page:
    """An index page of the first level, in the menu."""
    home = demo.pages["accueil"]
    page = model.objects.child_of(home).first()
    if page is None:
        words = table("pages")["index"][slug]
        page = model(slug=slug, locale=demo.locale, show_in_menus=True, **words)
        home.add_child(instance=page)
        publish(demo, page, demo.ago(OPENING))
    demo.pages[slug] = page
    return page


def article(
    demo: Demo, parent: Page, model: type[Page], row: dict, day: date, hour: int = 10, **fields
) -> Page:
    """A page with a body, published at that hour of that day; left as it is when its slug exists."""
    page = model.objects.child_of(parent).filter(slug=row["slug"]).first()
    if page is None:
        page = model(
            title=row["title"],
            slug=row["slug"],
            introduction=row["introduction"],
            show_in_menus=row.get("menu", False),
            lead_photo=demo.photos[row["lead_photo"]] if "lead_photo" in row else None,
            body=json.dumps(body(demo, row.get("body", []), day)),
            locale=demo.locale,
            owner=demo.editor,
            live=False,
            **fields,
        )
        for place, key in enumerate(row.get("downloads", ())):
            page.page_downloads.add(
                page.page_downloads.model(document=demo.documents[key], sort_order=place)
            )
        for place, key in enumerate(row.get("contacts", ())):
            page.page_contacts.add(
                page.page_contacts.model(contact=demo.contacts[key], sort_order=place)
            )
        if "themes" in row:
            page.themes.set([demo.themes[slug] for slug in row["themes"]])
        parent.add_child(instance=page)
        publish(demo, page, day, hour)
    demo.pages[row["slug"]] = page
    return page


def publish(demo: Demo, page: Page, day: date, hour: int = 10) -> None:
    """Published by the editor, on that day: the page, its revision and its history say so."""
    moment = demo.moment(day, hour, page.pk * 7 % 60)
    revision = page.save_revision(user=demo.editor, log_action=True)
    revision.publish(user=demo.editor)
    Page.objects.filter(pk=page.pk).update(
        first_published_at=moment, last_published_at=moment, latest_revision_created_at=moment
    )
    Revision.objects.filter(pk=revision.pk).update(created_at=moment - timedelta(minutes=3))
    PageLogEntry.objects.filter(page=page.pk).update(timestamp=moment)
    page.refresh_from_db()
