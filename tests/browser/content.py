"""The site that the browser tests visit: every page type and view, with what can stand on them."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

from django.utils import timezone

from clubs.models import ClubPage, ReportPage, SessionPage
from contacts.models import ContactsPage
from downloads.models import LibraryPage
from home.models import ContentPage, HomePage
from news.models import NewsIndexPage, NewsPage
from search.models import PromotedResult
from tests import factories, files
from tests.bodies import every_block
from tests.page_types import PAGE_TYPES, PUBLIC_FACTS, changed, make
from training.models import CoursePage, CourseSessionPage

NEWS_COUNT = 29  # three pages of the list, with those named below

# What isn't a page of the tree, and the states of those that are.
VIEWS = {
    "news list, filtered": "/actualites/?theme=renovation&annee=2024",
    "news list, second page": "/actualites/?page=2",
    "news list, nothing found": "/actualites/?theme=parc-ancien&annee=2023",
    "news list, unknown filter": "/actualites/?theme=inconnu",
    "clubs, filtered": "/clubs/?club=club-renovation",
    "clubs, nothing found": "/clubs/?theme=rien",
    "clubs, a month": "/clubs/?mois=2025-10",
    "clubs, an empty month": "/clubs/?mois=2024-10",
    "clubs, no such month": "/clubs/?mois=2025-13",
    "library, filtered": "/publications/?nature=rapport",
    "courses, filtered": "/formations/?duree=deux-jours",
    "courses, nothing found": "/formations/?duree=deux-jours&modalite=online",
    "courses, on one page": "/formations/?vue=complet",
    "search": "/recherche/",
    "search, results": "/recherche/?q=résidence",
    "search, some of the words": "/recherche/?q=résidence+zzzz",
    "search, in files": "/recherche/?q=locataires",
    "search, filtered": "/recherche/?q=résidence&type=actualite&theme=renovation",
    "search, filters without a result": "/recherche/?q=résidence&type=actualite&annee=2026",
    "search, unknown filter": "/recherche/?q=résidence&theme=inconnu",
    "search, second page": "/recherche/?q=brève&page=2",
    "search, promoted": "/recherche/?q=contact",
    "search, nothing found": "/recherche/?q=zzzz",
    "search, a correction": "/recherche/?q=rezidence",
    "search, too long": "/recherche/?q=" + "mot+" * 60,
    "search, no word": "/recherche/?q=%3F%21",
    "search in English": "/en/search/",
    "search in English, in files": "/en/search/?q=tenants",
    "search in English, filtered": "/en/search/?q=read&type=actualite",
    "search in English, nothing found": "/en/search/?q=zzzz",
    "search in English, a correction": "/en/search/?q=engglish",
    "legal notice": "/mentions-legales/",
    "sign-in": "/espace-adherents/connexion/",
    "a form to write to a contact": "/contacts/ecrire/{contact}/",
    "an application to join": "/adherer/",
    "an application in English": "/en/join/",
    "an application that has arrived": "/adherer/envoyee/",
    "accessibility statement": "/accessibilite/",
    "files that aren’t accessible": "/accessibilite/fichiers/",
    "site map": "/plan-du-site/",
    "directory, filtered": "/adherents/?famille=oph",
    "an organisation": "/adherents/habitat-lac/",
    "an organisation in English": "/en/adherents/habitat-lac/",
    "not found": "/actualites/une-page-partie/",
    "legal notice in English": "/en/legal-notice/",
    "accessibility statement in English": "/en/accessibility/",
    "sign-in in English": "/en/members/sign-in/",
    "site map in English": "/en/site-map/",
    "not found in English": "/en/news/gone/",
}
MEETINGS = [
    "a moved session",
    "a cancelled session",
    "a session that is over",
    "a reported session",
    "a long session",
    "a report without a photo",
    "a report with sixty photos",
]
ENGLISH = {f"{model.__name__} in English": model.__name__ for model in PAGE_TYPES}
PAGES = [*(model.__name__ for model in PAGE_TYPES), "a long title", *MEETINGS, *VIEWS, *ENGLISH]
LONG_TITLE = (
    "Réhabilitation énergétique des copropriétés interdépartementales : anticonstitutionnellement, "
    "les intercommunalités de la vallée et leurs vingt-trois bailleurs s’accordent enfin"
)


def build() -> SimpleNamespace:
    home = factories.site_root()
    association = factories.association(
        short_name="Habitat Hautes-Rives",
        email="contact@example.org",
        phone="01 99 00 10 00",
        postal_address="4 place des Tanneurs\n99000 Valmire",
        publication_director="Hélène Ardouin",
        host_name="Hébergement du Lac",
        host_address="1 quai Neuf\n99100 Montclar-sur-Ande",
        host_phone="01 99 00 20 00",
        data_protection_email="donnees@example.org",
        lists_untranslated=True,
    )
    themes = [
        factories.theme("Rénovation", english="Renovation"),
        factories.theme("Accueil des ménages"),
        factories.theme("Parc ancien"),
    ]
    photo = factories.photo(
        "Façade rue des Tanneurs",
        files.jpeg((1280, 854)),
        caption="La façade rouverte, rue des Tanneurs.",
    )
    association.logo = factories.photo("Logo", files.jpeg((240, 120)), description="Le logo")
    association.save()
    report = factories.kind("Rapport", "rapport")
    publications = [
        factories.published_file(
            "Habiter la vallée",
            kind=report,
            themes=themes[:2],
            date=date(2025, 11, 3),
            data=files.pdf_of("Un début.", "Ce que les locataires en disent."),
        ),
        factories.published_file("Tableau des loyers", "xlsx", kind=report, date=date(2024, 6, 1)),
        factories.published_file(
            "A Guide to Renting",
            kind=factories.kind("Guide", "guide"),
            language="en",
            data=files.pdf_of("What tenants ask first."),
        ),
    ]
    field = factories.field_of_work("Politiques sociales")
    contacts = [
        factories.contact("Zoé Marelle", field_of_work=field),
        factories.contact(
            "Anselme Courtial",
            photo=photo,
            field_of_work=factories.field_of_work("Patrimoine", 1),
        ),
    ]
    article = {
        "introduction": "Deux ans de travaux, quarante logements : que change la réouverture ?",
        "lead_photo": photo,
        "body": every_block(photo, publications[0]),
        "downloads": publications,
        "contacts": contacts,
    }
    fields = {
        HomePage: {"body": every_block(photo, publications[0])},
        NewsIndexPage: {"introduction": "Ce qui se passe dans les Hautes-Rives."},
        NewsPage: {**article, "title": "La résidence des Tanneurs rouvre", "themes": themes[:2]},
        LibraryPage: {"introduction": "Rapports et guides."},
        ContactsPage: {"introduction": "À qui écrire."},
        ContentPage: {**article, "title": "L’Union régionale", "show_in_menus": True},
    }
    organisations = [
        factories.organisation(
            f"Habitat {place}",
            kind=kind,
            membership_start=date(2019, 1, 1),
            website="https://www.habitat.example.org/",
            homes_managed=homes,
            homes_counted_in=2024 if homes else None,
            logo=logo,
        )
        for place, kind, homes, logo in (
            ("Lac", "oph", 12500, association.logo),
            ("Ande", "coop", None, None),
        )
    ]
    organisations[0].territories.add(factories.territory("Vallée de l’Ande"))
    organisations[0].photos.add(photo)
    factories.board_seat(organisations[1], person="Luc Arden", end=date(2024, 6, 1))
    factories.board_seat(organisations[1])
    factories.board_seat(organisations[0], person="Maud Sérane", role="Présidente", in_bureau=True)
    meeting = {
        **{name: article[name] for name in ("introduction", "lead_photo", "downloads", "contacts")},
        "themes": themes[:2],
        "edition": 7,
        "place": "Salle de l’ancienne halle",
        "host": organisations[0],
        "partners": organisations,
    }
    fields |= {
        ClubPage: {**article, "lead_photo": None},
        SessionPage: {
            **meeting,
            "address": "2 place de la Halle\n99210 Saint-Aubrac",
            "programme": "<h3>Le matin</h3><ul><li>9 h 30 : accueil</li></ul>",
            "programme_file": publications[0],
            "pilots": organisations,
            "price": "80 € par personne",
            "registration_url": "https://inscription.example.org/7",
            "registration_email": "inscription@example.org",
            "registration_deadline": timezone.localdate() + timedelta(days=5),
        },
        ReportPage: {**meeting, "body": article["body"]},
    }
    fields |= {
        CoursePage: {
            **article,
            **PUBLIC_FACTS,
            "domain": factories.domain("Gestion sociale"),
            "member_price": "620 €",
            "themes": themes[:2],
            "audiences": [factories.audience("Gardiens"), factories.audience("Encadrement")],
            "trainers": organisations,
        },
        CourseSessionPage: {
            "introduction": "Apportez un dossier, rendu anonyme.",
            **{name: meeting[name] for name in ("place", "host")},
            "address": "2 place de la Halle\n99210 Saint-Aubrac",
            "price": "860 €",
            "registration_email": "inscription@example.org",
            "registration_deadline": timezone.localdate() + timedelta(days=5),
        },
    }
    fields |= {model: {} for model in PAGE_TYPES if model not in fields}
    pages = {model.__name__: make(model, home, **values) for model, values in fields.items()}
    make(
        ContentPage,
        home,
        parent=pages["ContentPage"],
        title="Le bureau",
        introduction="Qui décide.",
    )
    add_news(pages["NewsIndexPage"], themes, photo)
    make(NewsPage, home, title="Un inventaire du bâti", date=date(2022, 5, 2), themes=[themes[2]])
    pages["a long title"] = make(NewsPage, home, title=LONG_TITLE, date=date(2022, 3, 1))
    pages |= add_meetings(home, pages["ClubPage"], organisations[0])
    PromotedResult.objects.create(
        searches="contact", page=pages["ContactsPage"], note="Chacun répond sous deux jours."
    )
    factories.translate(home, title="Habitat Hautes-Rives in English")
    for name, french in ENGLISH.items():
        page, fields = pages[french], {"title": f"{french}, read in English"}
        known = page.get_translation_or_none(factories.locale("en"))
        pages[name] = (
            changed(known.specific, fields) if known else factories.translate(page, **fields)
        )
    return SimpleNamespace(
        home=home,
        pages=pages,
        photo=photo,
        themes=themes,
        publications=publications,
        contact=contacts[0],
    )


def add_news(index: NewsIndexPage, themes: list, photo):
    """Briefs over several years, put there without the drafts of a real publication, which take long."""
    index.refresh_from_db()
    for number in range(1, NEWS_COUNT):
        item = NewsPage(
            title=f"Brève de la vallée n° {number}",
            date=date(2025, 2, 1) - timedelta(days=25 * number),
            introduction="Une résidence, un chantier, une date.",
            lead_photo=photo if number < 4 else None,
            locale=index.locale,
        )
        item.themes.set([themes[number % 2]])
        index.add_child(instance=item)


def add_meetings(home: HomePage, club: ClubPage, host) -> dict:
    """Sessions in each state and reports with as many photos as there can be, by their names in `MEETINGS`."""
    now = timezone.now()

    def session(title: str, days: int, **fields):
        start = now + timedelta(days=days)
        return make(SessionPage, home, parent=club, title=title, starts_at=start, **fields)

    over = {"place": "Salle de l’ancienne halle, Saint-Aubrac", "host": host}
    moved = {"status": "moved", "former_dates": [(now + timedelta(days=3)).date()]}
    pages = {
        "a moved session": session("Le chauffage collectif", 12, **moved),
        "a cancelled session": session("Les halls d’entrée", 40, status="cancelled"),
        "a session that is over": session("Les toits plats", -90, edition=6, **over),
        "a reported session": session("Les caves", -120, edition=5, **over),
        "a long session": session(LONG_TITLE, 60, ends_at=now + timedelta(days=62)),
    }
    autumn = timezone.make_aware(datetime(2025, 10, 14, 9))
    make(SessionPage, home, parent=club, title=LONG_TITLE, starts_at=autumn)
    photos = [
        factories.photo(
            f"Visite {number}", files.jpeg((480, 300 + number)), caption=f"La cour n° {number}"
        )
        for number in range(1, 61)
    ]
    pages["a report without a photo"] = make(
        ReportPage,
        home,
        parent=pages["a reported session"],
        title="Les caves",
        date=pages["a reported session"].day,
        body=[("rich_text", "<p>Ce que l’on a vu.</p>")],
    )
    pages["a report with sixty photos"] = make(
        ReportPage,
        home,
        parent=club,
        title=LONG_TITLE,
        date=date(2024, 5, 2),
        lead_photo=photos[0],
        body=[("gallery", {"title": "La visite", "photos": photos})],
    )
    return pages


def path_of(name: str, content: SimpleNamespace) -> str:
    """The path of one of `PAGES`."""
    if name in VIEWS:
        return VIEWS[name].format(contact=content.contact.pk)
    return content.pages[name].url
