"""A site with something hidden in every way a site can hide it, each under a word found nowhere else."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.utils import timezone

from clubs.models import ReportPage, SessionPage
from core.models import Teaser
from downloads.models import Document, PublicationPage, SeriesPage
from home.models import ContentPage
from news.models import NewsPage
from tests import bodies, factories, page_types
from training.models import CoursePage


@dataclass
class Plants:
    """`words` must never be read by an anonymous visitor; `pages` are the hidden pages by their word.

    Those in `for_accounts` are closed to visitors without an account only; the others open to no account, or to
    the people of `group`.
    """

    site: SimpleNamespace
    group: Group
    words: list[str] = field(default_factory=list)
    for_accounts: set[str] = field(default_factory=set)
    pages: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)

    @property
    def months(self) -> set[str]:
        """Those of the hidden sessions, in the form of `?mois=`."""
        starts = (page.starts_at for page in self.pages.values() if hasattr(page, "starts_at"))
        return {f"{start:%Y-%m}" for start in starts}

    def word(self, name: str) -> str:
        word = f"Cachette{name.capitalize()}"
        self.words.append(word)
        return word


def plant(site) -> Plants:
    plants = Plants(site, Group.objects.create(name="Bureau"))
    plants.theme = factories.theme("Rénovation", english="Renovation")
    plants.photo = factories.photo()
    _public(plants)
    _news(plants)
    _sections(plants)
    _translations(plants)
    _files(plants)
    _meetings(plants)
    _publications(plants)
    _training(plants)
    _others(plants)
    opens_to_accounts = (
        "adherents section dedans dessous francais sienneanglaise siennefrancaise"
        " anglais fichier personne reunion theme thematique alias programme publication collection"
        " seancefermee hoteseancefermee partenaireseancefermee recitferme hoterecitferme"
        " recitseul hoterecitseul seanceavenir hoteseanceavenir partenaireseanceavenir"
        " formation formateur domaine lieu"
    )
    plants.for_accounts = {f"Cachette{name.capitalize()}" for name in opens_to_accounts.split()}
    _group(plants)
    # So that the list of files that some can't read has all of them to keep silent about.
    Document.objects.update(tagged=False)
    return plants


def _texts(word: str) -> dict:
    """Everything on a page that says its word, its address included."""
    return {
        "title": f"Titre {word}",
        "introduction": f"Introduction {word}",
        "search_description": f"Description {word}",
        "seo_title": f"Référence {word}",
        "slug": f"adresse-{word.lower()}",
        "show_in_menus": True,
    }


def _hidden(plants: Plants, name: str, page, parent, **fields):
    word = plants.word(name)
    if isinstance(page, NewsPage):
        fields = {
            "themes": [plants.theme],
            "date": date(2025, 6, 15),
            "lead_photo": plants.photo,
        } | fields
    fields = _texts(word) | {"body": [("rich_text", f"<p>Corps {word}</p>")]} | fields
    plants.pages[word] = factories.publish(page, parent, **fields)
    return plants.pages[word]


def _public(plants: Plants):
    """Something to see on every list, before and after what is hidden, and enough for a second page."""
    for number in range(1, 15):
        page_types.news_page(
            plants.site.home,
            title=f"Nouvelle {number}",
            date=date(2025, 6, 2 * number),
            themes=[plants.theme],
            lead_photo=plants.photo,
        )
    plants.content = page_types.content_page(plants.site.home, show_in_menus=True)
    plants.club = page_types.club(plants.site.home)
    page_types.directory(plants.site.home)
    page_types.board(plants.site.home)
    plants.host = factories.organisation("Hôte ouvert", membership_start=date(2020, 1, 1))
    page_types.session(plants.site.home, parent=plants.club, host=plants.host)
    page_types.home_page(plants.site.home, sections=bodies.every_section())
    factories.contact(field_of_work=factories.field_of_work())
    factories.publication("Bilan public", themes=[plants.theme])
    for page in (plants.site.news, plants.content, plants.site.library, plants.site.contacts):
        factories.translate(page, title=f"{page.title} in English")


def _news(plants: Plants):
    index, now = plants.site.news, timezone.now()
    factories.restrict(_hidden(plants, "adherents", NewsPage(), index))
    factories.restrict(_hidden(plants, "groupe", NewsPage(), index), plants.group)
    _hidden(plants, "brouillon", NewsPage(), index, live=False)
    _hidden(plants, "perimee", NewsPage(), index)
    # The scheduled job that takes it down hasn't run.
    NewsPage.objects.filter(pk=plants.pages[plants.words[-1]].pk).update(
        expire_at=now - timedelta(hours=1)
    )
    _hidden(plants, "future", NewsPage(), index, go_live_at=now + timedelta(days=2))
    changed = page_types.news_page(plants.site.home, title="Bientôt changée", themes=[plants.theme])
    changed.title = changed.introduction = plants.word("changement")
    changed.save_revision()


def _sections(plants: Plants):
    """A closed section, with a page in it; and a club that is no longer out, with a session that is."""
    section = _hidden(plants, "section", ContentPage(), plants.site.home)
    factories.restrict(section)
    inside = _hidden(plants, "dedans", ContentPage(), section)
    _hidden(plants, "dessous", ContentPage(), inside)
    word = plants.word("club")
    # An address holds those of the pages above it: the club's own says nothing here.
    club = page_types.club(plants.site.home, **_texts(word) | {"slug": "club-retire"})
    page_types.session(plants.site.home, parent=club, title="Séance d’un club retiré")
    type(club).objects.filter(pk=club.pk).update(expire_at=timezone.now() - timedelta(hours=1))
    plants.pages[word] = club
    plants.alias = plants.pages["CachetteAdherents"].create_alias(
        parent=plants.site.news, update_slug="adresse-cachettealias"
    )
    plants.pages["CachetteAlias"] = plants.alias
    plants.words.append("CachetteAlias")


def _meetings(plants: Plants):
    """Between meetings that are open, others hidden in each way, with hosts, files and reports that nobody else has."""
    home, club, now = plants.site.home, plants.club, timezone.now()

    def session(days: int, title: str, **fields):
        start = now + timedelta(days=days)
        return page_types.session(home, parent=club, title=title, starts_at=start, **fields)

    def hidden_session(name: str, days: int, **fields):
        start = now + timedelta(days=days)
        host = factories.organisation(plants.word(f"hote{name}"))
        partners = [factories.organisation(plants.word(f"partenaire{name}"))]
        fields = {
            "starts_at": start,
            "host": host,
            "pilots": [plants.host],
            "partners": partners,
        } | fields
        return _hidden(plants, name, SessionPage(), club, **fields)

    def hidden_report(name: str, parent, **fields):
        host = factories.organisation(plants.word(f"hote{name}"))
        fields = {"host": host, "date": (now - timedelta(days=60)).date()} | fields
        return _hidden(plants, name, ReportPage(), parent, **fields)

    first = session(-90, "Première séance ouverte", themes=[plants.theme])
    page_types.report(home, parent=first, title="Premier compte rendu ouvert", date=first.day)
    factories.restrict(hidden_session("seancefermee", -80, themes=[plants.theme]))
    hidden_session("seancebrouillon", -75, live=False)
    factories.restrict(hidden_report("recitferme", session(-60, "Séance au compte rendu fermé")))
    hidden_report("recitbrouillon", session(-50, "Séance au brouillon"), live=False)
    factories.restrict(hidden_report("recitseul", club))
    last = session(-30, "Dernière séance ouverte")
    page_types.report(home, parent=last, title="Dernier compte rendu ouvert", date=last.day)
    moved = {"status": "moved", "former_dates": [(now + timedelta(days=9)).date()]}
    factories.restrict(hidden_session("seanceavenir", 20, **moved))
    secret = factories.collection("Programmes internes")
    factories.restrict_collection(secret)
    word = plants.word("programme")
    file = factories.document(f"Programme {word}", collection=secret, name=f"{word}.pdf")
    session(30, "Séance au programme fermé", programme_file=file)


def _translations(plants: Plants):
    """A door closed in one language is closed in the other."""
    french = _hidden(plants, "francais", ContentPage(), plants.site.home)
    word = plants.word("sienneanglaise")
    plants.pages[word] = factories.translate(french, **_texts(word))
    factories.restrict(french)
    again = _hidden(plants, "siennefrancaise", ContentPage(), plants.site.home)
    word = plants.word("anglais")
    plants.pages[word] = factories.translate(again, **_texts(word))
    factories.restrict(plants.pages[word])
    half = page_types.content_page(plants.site.home, title="Traduite à moitié")
    word = plants.word("ebauche")
    draft = factories.translate(half, **_texts(word))
    draft.unpublish()
    plants.pages[word] = draft


def _files(plants: Plants):
    """Files of a closed collection, attached wherever a file can be."""
    word = plants.word("fichier")
    closed = factories.collection()
    factories.restrict_collection(closed)
    inside = closed.add_child(name="Plus bas")
    for place in (closed, inside):
        plants.files[place.name] = factories.document(
            f"Fichier {word}", collection=place, name=f"{word}.pdf"
        )
    hidden = plants.files[closed.name]
    body = bodies.every_block(plants.photo, hidden)
    attached = {"body": body, "downloads": [hidden]}
    page_types.news_page(plants.site.home, title="Avec un fichier fermé", **attached)
    page_types.content_page(plants.site.home, title="Page au fichier fermé", **attached)


def _publications(plants: Plants):
    """Hidden publications, whose files are hidden with them, and a hidden series of an open one."""
    library = plants.site.library
    for name, live in (("publication", True), ("brouillonpublie", False)):
        word = f"Cachette{name.capitalize()}"
        file = factories.document(f"Fichier {word}", name=f"{word}.pdf")
        fields = {"files": [file], "kind": factories.kind(f"Nature {name}"), "live": live}
        page = _hidden(plants, name, PublicationPage(), library, themes=[plants.theme], **fields)
        if live:
            factories.restrict(page)
    series = _hidden(plants, "collection", SeriesPage(), library)
    factories.restrict(series)
    factories.publication("Numéro ouvert", series=series, number=4)
    page_types.news_page(
        plants.site.home,
        title="Avec deux fichiers",
        downloads=[factories.document("Note"), factories.document("Plan")],
    )


def _training(plants: Plants):
    """Beside a course that is open, one that is closed with its trainer and its date, and one that is a draft."""
    home = plants.site.home
    catalogue = page_types.catalogue(home)
    page_types.course(home, title="Formation ouverte", themes=[plants.theme])
    trainer = factories.organisation(plants.word("formateur"))
    closed = _hidden(
        plants,
        "formation",
        CoursePage(),
        catalogue,
        domain=factories.domain(plants.word("domaine")),
        trainers=[trainer],
        themes=[plants.theme],
    )
    page_types.course_session(home, parent=closed, slug="date", place=plants.word("lieu"))
    factories.restrict(closed)
    _hidden(plants, "formationbrouillon", CoursePage(), catalogue, live=False)


def _others(plants: Plants):
    """People and words that only hidden pages use."""
    word = plants.word("personne")
    somebody = factories.contact(word, role=f"Fonction {word}", listed=False)
    page = _hidden(plants, "reunion", NewsPage(), plants.site.news, contacts=[somebody])
    factories.restrict(page)
    theme = factories.theme(plants.word("theme"))
    factories.restrict(_hidden(plants, "thematique", NewsPage(), plants.site.news, themes=[theme]))
    plants.person = somebody


def _group(plants: Plants):
    """What only one group reads: a section, its translation, a file, a photo, and what is behind a teaser."""
    section = _hidden(plants, "bureau", ContentPage(), plants.site.home)
    factories.restrict(section, plants.group)
    word = plants.word("bureauanglais")
    plants.pages[word] = factories.translate(section, **_texts(word))
    closed = factories.collection("Fichiers du bureau")
    factories.restrict_collection(closed, plants.group)
    word = plants.word("fichierdubureau")
    file = factories.document(f"Fichier {word}", collection=closed, name=f"{word}.pdf")
    plants.files[closed.name] = file
    word = plants.word("photo")
    plants.private_photo = factories.photo(f"Photo {word}", description=word, credit=word)
    _hidden(plants, "image", ContentPage(), section, lead_photo=plants.private_photo)
    page_types.news_page(plants.site.home, title="Avec un fichier du bureau", downloads=[file])
    word = plants.word("derriere")
    teased = page_types.news_page(
        plants.site.home,
        title="Annoncée à tous",
        introduction="Ce que tous peuvent en lire.",
        body=[("rich_text", f"<p>{word}</p>")],
        seo_title=word,
        search_description=word,
        themes=[factories.theme(word)],
        lead_photo=plants.private_photo,
        downloads=[file],
        contacts=[factories.contact(word, listed=False)],
    )
    Teaser.objects.create(restriction=factories.restrict(teased, plants.group))
