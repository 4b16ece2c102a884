"""What readers see of clubs: the page of a session before and after it, reports, and how they lead to one another."""

import json
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from tests import bodies, factories, files, page_types


@pytest.fixture
def club(site):
    return page_types.club(site.home, title="Club rénovation", audience="organisations")


@pytest.fixture
def session(site, club):
    """Makes a session so many days from now: `session("Visite", 3)`."""

    def make(title: str, days: float, **fields):
        start = timezone.now() + timedelta(days=days)
        return page_types.session(site.home, parent=club, title=title, starts_at=start, **fields)

    return make


@pytest.fixture
def report(site):
    def make(parent, title: str = "Ce qui s’est dit", **fields):
        day = parent.day if hasattr(parent, "day") else date(2024, 5, 2)
        return page_types.report(
            site.home, **{"parent": parent, "title": title, "date": day} | fields
        )

    return make


def facts(main) -> dict[str, str]:
    return {
        row.dt.get_text(" ", strip=True): " ".join(row.dd.get_text(" ", strip=True).split())
        for row in main.select(".facts > div")
    }


def titles(part) -> list[str]:
    return [title.get_text(strip=True) for title in part.select("h3")]


def data_of(document) -> dict:
    return json.loads(document.select_one("script[type='application/ld+json']").string)


class TestSession:
    def test_its_facts_are_told(self, session, read):
        page = session(
            "Visite",
            20,
            edition=7,
            place="Salle du Lac",
            address="3 rue des Tilleuls\n99120 Valmire",
            host=factories.organisation("Valmire Habitat"),
            pilots=[factories.organisation("Lac Habitat"), factories.organisation("Ande Habitat")],
            partners=[factories.organisation("La Poste de Valmire")],
            price="80 € pour tous",
        )
        found = facts(read(page.url).main)
        assert found["Lieu"].startswith("Salle du Lac 3 rue des Tilleuls 99120 Valmire")
        assert found["Organisme hôte"] == "Valmire Habitat"
        assert found["Organismes pilotes"] == "Lac Habitat, Ande Habitat"
        assert found["Partenaire"] == "La Poste de Valmire"
        assert found["Séance n°"] == "7"
        assert found["Club"] == "Club rénovation"
        assert found["Public"] == "Ouvert à tous les organismes"
        assert found["Tarif"] == "80 € pour tous"

    def test_its_own_audience_comes_before_the_clubs(self, session, read):
        page = session("Visite", 20, audience="members")
        assert facts(read(page.url).main)["Public"] == "Réservé aux adhérents"

    def test_the_map_is_a_link_to_another_site_that_says_so(self, session, read):
        page = session("Visite", 20, place="Salle", address="3 rue des Tilleuls\n99120 Valmire")
        link = read(page.url).main.select_one("a[href*='openstreetmap.org']")
        assert "un autre site" in link.text
        assert "query=3+rue+des+Tilleuls%2C+99120+Valmire" in link["href"]

    def test_a_session_without_a_place_has_no_map(self, session, read):
        assert not read(session("Visite", 20).url).main.select("a[href*='openstreetmap']")

    def test_its_programme_is_a_text_and_a_file(self, session, read):
        file = factories.document("Programme complet")
        page = session(
            "Visite", 20, programme="<h3>Le matin</h3><p>Accueil</p>", programme_file=file
        )
        section = read(page.url).main.select_one(".programme")
        assert section.h3.text == "Le matin"
        assert "PDF, 2,3\u00a0ko" in section.select_one(f"a[href='{file.url}']").text

    def test_a_programme_of_a_closed_collection_isnt_named(self, session, read):
        closed = factories.collection()
        factories.restrict_collection(closed)
        file = factories.document("Programme secret", collection=closed)
        document = read(session("Visite", 20, programme_file=file).url)
        assert "Programme secret" not in document.text
        assert not document.select(".programme")

    def test_its_themes_lead_to_the_list_of_meetings(self, session, read):
        page = session("Visite", 20, themes=[factories.theme("Rénovation")])
        link = read(page.url).main.select_one(".themes a")
        assert (link.text, link["href"]) == ("Rénovation", "/themes/renovation/")
        assert titles(read(link["href"]).main) == ["Visite"]

    def test_once_it_has_a_report_that_is_what_the_list_holds(self, session, report, read):
        page = session("Visite", -20, themes=[factories.theme("Rénovation")])
        report(page)
        themes = read(page.url).main.select_one(".themes")
        assert themes.get_text(strip=True) == "Rénovation"
        assert not themes.select("a")

    def test_machines_and_networks_are_told_too(self, session, read):
        page = session(
            "Visite",
            20,
            place="Salle du Lac",
            status="moved",
            former_dates=[date(2026, 10, 13)],
            introduction="Ce que l’on voit.",
        )
        document = read(page.url)
        data = data_of(document)
        assert data["@type"] == "Event"
        assert data["startDate"] == timezone.localtime(page.starts_at).isoformat()
        assert data["previousStartDate"] == "2026-10-13"
        assert data["eventStatus"] == "https://schema.org/EventRescheduled"
        assert data["location"] == {"@type": "Place", "name": "Salle du Lac"}
        assert data["organizer"]["name"] == factories.ASSOCIATION
        description = document.select_one("meta[property='og:description']")["content"]
        assert "au lieu du 13 octobre" in description
        assert "Ce que l’on voit." in description

    @pytest.mark.parametrize(
        ("status", "word"), [("planned", "Scheduled"), ("cancelled", "Cancelled")]
    )
    def test_its_state_is_told_to_machines(self, status, word, session, read):
        page = session("Visite", 20, status=status)
        assert data_of(read(page.url))["eventStatus"] == f"https://schema.org/Event{word}"

    def test_a_cancelled_one_says_so_in_a_sentence(self, session, read):
        main = read(session("Visite", 20, status="cancelled").url).main
        assert main.select_one(".notice").get_text(strip=True) == "Cette séance est annulée."

    def test_moved_twice_the_last_date_announced_is_the_one_it_replaces(
        self, session, site, club, read
    ):
        page = session(
            "Visite", 20, status="moved", former_dates=[date(2026, 10, 6), date(2026, 10, 13)]
        )
        for address in ("/", "/clubs/", club.url, page.url):
            former = {mark.text for mark in read(address).main.select("del")}
            assert former == {"13 octobre 2026"} or former == {"13 octobre"}, address


class TestRegistration:
    def shown(self, page, read):
        return read(page.url).main.select_one(".registration")

    def test_it_leads_to_the_form_and_to_the_address(self, session, read):
        page = session(
            "Visite",
            20,
            registration_url="https://inscription.example.org/7",
            registration_email="inscription@example.org",
            registration_deadline=timezone.localdate() + timedelta(days=1),
        )
        section = self.shown(page, read)
        assert section.select_one("a.button")["href"] == "https://inscription.example.org/7"
        mail = section.select_one("a[href^='mailto:inscription@example.org']")
        assert "inscription@example.org" in mail.text
        assert "Visite" in mail["href"]
        assert "inclus" in section.text

    def test_the_last_day_is_still_in_time(self, session, read):
        today = timezone.localdate()
        page = session("V", 2, registration_email="a@example.org", registration_deadline=today)
        assert self.shown(page, read).select("a")

    def test_after_it_the_page_says_that_it_is_too_late(self, session, read):
        page = session(
            "Visite",
            20,
            registration_url="https://inscription.example.org/7",
            registration_deadline=timezone.localdate() - timedelta(days=1),
        )
        section = self.shown(page, read)
        assert "closes" in section.text
        assert not section.select("a")

    @pytest.mark.parametrize(("days", "status"), [(-2, "planned"), (20, "cancelled")])
    def test_nobody_registers_for_what_is_over_or_cancelled(self, days, status, session, read):
        page = session("Visite", days, status=status, registration_email="a@example.org")
        assert self.shown(page, read) is None

    def test_without_a_way_to_register_nothing_is_said(self, session, read):
        assert self.shown(session("Visite", 20, member_registration=False), read) is None


class TestAfterwards:
    def note(self, page, read) -> str:
        note = read(page.url).main.select_one(".notice")
        return " ".join(note.text.split()) if note else ""

    def test_it_leads_to_its_report(self, session, report, read):
        page = session("Visite", -20)
        told = report(page)
        link = read(page.url).main.select_one(".notice a")
        assert link["href"] == told.url
        assert "Ce qui s’est dit" in link.text

    def test_until_there_is_one_the_page_says_when(self, session, read):
        expected = timezone.localdate() + timedelta(days=10)
        page = session("Visite", -3, report_expected_on=expected)
        assert self.note(page, read).startswith("Le compte rendu est attendu le ")
        assert str(expected.year) in self.note(page, read)

    @pytest.mark.parametrize("late", [None, -1])
    def test_or_that_it_is_being_prepared(self, late, session, read):
        expected = timezone.localdate() + timedelta(days=late) if late else None
        page = session("Visite", -3, report_expected_on=expected)
        assert self.note(page, read) == "Le compte rendu est en préparation."

    def test_nothing_is_promised_before_nor_years_later_nor_of_what_was_cancelled(
        self, session, read
    ):
        assert not self.note(session("Demain", 1), read)
        assert not self.note(session("Il y a longtemps", -800), read)
        assert "compte rendu" not in self.note(session("Annulée", -5, status="cancelled"), read)

    def test_a_private_report_isnt_named_where_the_session_is_public(
        self, session, report, club, read
    ):
        page = session("Visite", -20)
        factories.restrict(report(page, "Titre réservé"))
        for address in (page.url, club.url, "/clubs/"):
            assert "Titre réservé" not in read(address).text
            assert "Visite" in read(address).main.text

    def test_a_member_is_led_to_it(self, session, report, client, read):
        page = session("Visite", -20)
        factories.restrict(report(page, "Titre réservé"))
        client.force_login(factories.user("membre@example.org"))
        assert "Titre réservé" in read(page.url).main.select_one(".notice").text


class TestReport:
    def test_its_facts_are_told_and_lead_to_its_session(self, session, report, read):
        page = session("Visite", -20)
        told = report(
            page,
            place="Salle du Lac",
            edition=7,
            host=factories.organisation("Valmire Habitat"),
            partners=[factories.organisation("La Poste"), factories.organisation("Ande Habitat")],
        )
        main = read(told.url).main
        found = facts(main)
        assert found["Partenaires"] == "La Poste, Ande Habitat"
        assert found["Organisme hôte"] == "Valmire Habitat"
        assert found["Lieu"] == "Salle du Lac"
        assert found["Séance n°"] == "7"
        assert main.select_one(f".facts a[href='{page.url}']").text == "Visite"

    def test_without_an_announced_session_it_stands_below_its_club(self, club, report, read):
        main = read(report(club).url).main
        assert "Annonce de la séance" not in facts(main)
        assert facts(main)["Club"] == "Club rénovation"
        assert facts(main)["Date"] == "jeudi 2 mai 2024"

    def test_earlier_hosts_are_named_once_in_their_order(self, session, report, club, read):
        first, second, third = (
            factories.organisation(f"Hôte {name}") for name in ("un", "deux", "trois")
        )
        session("Une", -400, host=first)
        report(club, date=timezone.localdate() - timedelta(days=300), host=second)
        session("Annulée", -250, host=factories.organisation("Jamais venu"), status="cancelled")
        session("De nouveau", -200, host=first)
        told = report(session("Celle-ci", -100, host=third), host=third)
        session("Après", -50, host=factories.organisation("Plus tard"))
        assert facts(read(told.url).main)["Hôtes précédents"] == "Hôte un, Hôte deux"

    def test_a_host_of_a_meeting_that_cant_be_seen_isnt_named(self, session, report, read):
        factories.restrict(session("Privée", -400, host=factories.organisation("Hôte secret")))
        told = report(session("Celle-ci", -100))
        assert "Hôte secret" not in read(told.url).text

    def test_previous_and_next_are_the_reports_of_the_club(self, session, report, site, read):
        told = [report(session(f"Séance {days}", days)) for days in (-90, -60, -30)]
        session("Sans compte rendu", -45)
        other = page_types.club(site.home, title="Autre club")
        report(other, date=timezone.localdate() - timedelta(days=50))
        main = read(told[1].url).main
        assert main.select_one("a[rel=prev]")["href"] == told[0].url
        assert main.select_one("a[rel=next]")["href"] == told[2].url

    def test_a_private_one_is_passed_over(self, session, report, read):
        told = [report(session(f"Séance {days}", days)) for days in (-90, -60, -30)]
        factories.restrict(told[1])
        assert read(told[2].url).main.select_one("a[rel=prev]")["href"] == told[0].url

    @pytest.mark.parametrize("count", [0, 1, 60])
    def test_it_shows_each_photo_with_its_credit(self, count, session, report, read):
        photo = factories.shown_photo(data=files.jpeg((480, 320)), caption="La cour")
        body = [("gallery", {"title": "", "photos": [photo] * count})] if count else []
        fields = {"lead_photo": photo} if count else {}
        main = read(report(session("Visite", -20), body=body, **fields).url).main
        assert len(main.select("figure img")) == (count + 1 if count else 0)
        assert main.text.count("Maud Sérane") == len(main.select("figure img"))

    def test_quotes_files_and_contacts_are_there(self, session, report, read):
        file, person = factories.document("Les supports"), factories.contact("Zoé Marelle")
        told = report(
            session("Visite", -20),
            body=bodies.every_block(factories.photo(), file),
            downloads=[file],
            contacts=[person],
        )
        main = read(told.url).main
        assert "gardien" in main.select_one(".quote").text
        for words in ("Les supports", "Zoé Marelle"):
            assert words in main.text

    def test_machines_read_an_article_and_titles_differ_from_the_sessions(
        self, session, report, read
    ):
        page = session("Visite", -20)
        told = report(page, "Visite")
        document = read(told.url)
        assert data_of(document)["@type"] == "Report"
        assert document.title.text.startswith("Compte rendu\u202f: Visite")
        crumbs = [crumb.get_text(strip=True) for crumb in document.select(".breadcrumb li")]
        assert crumbs[-2:] == ["Visite", "Compte rendu"]


class TestClub:
    def test_it_tells_its_sessions_with_their_hosts_and_its_reports(
        self, session, report, club, read
    ):
        report(session("Visite", -20, host=factories.organisation("Valmire Habitat")), "Le récit")
        report(club, "Sans annonce", date=date(2024, 5, 2))
        session("À venir", 20)
        main = read(club.url).main
        assert "Valmire Habitat" in main.text
        past = main.find(id="past").find_parent("section")
        assert titles(past) == ["Le récit", "Sans annonce"]
        assert past.find("a", href=lambda href: href.endswith("/visite/"))
        reports = main.find(id="reports").find_parent("section")
        assert titles(reports) == ["Le récit", "Sans annonce"]

    def test_what_is_private_is_in_no_count_and_no_list(self, session, report, club, read):
        factories.restrict(session("Privée", -20))
        factories.restrict(report(club, "Réservé"))
        text = read(club.url).main.text
        assert "Privée" not in text
        assert "Réservé" not in text

    def test_a_clubs_page_in_english_has_its_own_words(self, session, report, read):
        told = report(session("Visite", -20))
        english = factories.translate(told, title="What was said")
        main = read(english.url).main
        assert facts(main)["Date"].split()[0] in {
            "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
        }  # fmt: skip


@pytest.mark.both_databases
class TestList:
    """The meetings of all clubs: each once, as its report or as its session."""

    def test_each_meeting_is_there_once_the_nearest_first_then_the_latest(
        self, session, report, club, read
    ):
        report(session("Annoncée", -30), "Racontée")
        session("Sans récit", -20)
        report(club, "Sans annonce", date=date(2024, 5, 2))
        session("Plus tard", 30)
        session("À venir", 20)
        listed = read("/clubs/").main.select_one(".row-list")
        held = ["Sans récit", "Racontée", "Sans annonce"]
        assert titles(listed) == ["À venir", "Plus tard", *held]
        assert titles(listed.select_one("[aria-labelledby=past]")) == held
        assert listed.select_one(".total").text.split()[0] == "5"

    def test_each_club_says_its_next_session_that_is_held_and_open_to_the_reader(
        self, session, site, read
    ):
        session("Annulée", 5, status="cancelled")
        factories.restrict(session("Réservée", 8))
        coming = session("À venir", 20)
        session("Plus tard", 30)
        page_types.club(site.home, title="Sans date")
        said = [club.select_one(".club-next a") for club in read("/clubs/").select(".clubs > li")]
        assert [link and link["href"] for link in said] == [coming.url, None]
        assert coming.when.short in said[0].text

    def test_without_a_session_to_come_it_says_so(self, session, read):
        session("Passée", -20)
        assert "pas encore de date" in read("/clubs/").main.select_one(".empty").text

    def test_a_session_whose_report_is_private_stays_in_the_list(self, session, report, read):
        factories.restrict(report(session("Annoncée", -30), "Racontée"))
        assert titles(read("/clubs/").main.select_one(".row-list")) == ["Annoncée"]

    def test_it_is_narrowed_by_club_theme_and_year(self, site, session, report, club, read):
        old, new = factories.theme("Ancien"), factories.theme("Nouveau")
        report(session("A", -30), "Récit", themes=[new])
        session("Séance", -20, themes=[new, old])
        session("À venir", 20, themes=[new])
        report(club, "Vieille", date=date(2020, 5, 2), themes=[old])
        other = page_types.club(site.home, title="Autre")
        report(other, "Ailleurs", date=date(2020, 6, 2))
        for query, expected in {
            "club=autre": ["Ailleurs"],
            "annee=2020": ["Ailleurs", "Vieille"],
            "theme=nouveau": ["À venir", "Séance", "Récit"],
            "theme=ancien&annee=2020": ["Vieille"],
            "club=club-renovation&annee=2020": ["Vieille"],
        }.items():
            assert titles(read(f"/clubs/?{query}").main) == expected, query

    def test_counts_are_those_of_what_can_be_seen(self, session, report, club, read):
        session("Ouverte", -20)
        session("Il y a longtemps", -800)
        factories.restrict(session("Privée", -10))
        listed = read("/clubs/").main.select_one(".row-list")
        assert {count.text.strip("()") for count in listed.select(".count")} == {"1"}

    def test_whoever_narrows_it_gets_the_list_at_once(self, session, read):
        session("Passée", -20)
        assert read("/clubs/").main.find(id="clubs")
        assert not read("/clubs/?club=club-renovation").main.find(id="clubs")

    @pytest.mark.parametrize(
        "query", ["club=inconnu", "annee=abc", "theme=rien", "page=9", "page=x"]
    )
    def test_what_doesnt_exist_gets_a_sentence(self, query, session, read):
        session("Passée", -20)
        main = read(f"/clubs/?{query}", status=404).main
        assert len(main.select_one(".empty").get_text(strip=True)) > 20

    def test_a_long_list_has_pages(self, session, read):
        for number in range(14):
            session(f"Séance {number}", -20 - number)
        assert read("/clubs/").main.select("a[rel=next]")
        assert len(titles(read("/clubs/?page=2").main)) == 2


class TestMonth:
    @pytest.fixture
    def october(self, site, club):
        def at(month, day, hour=9):
            return timezone.make_aware(timezone.datetime(2027, month, day, hour))

        make = page_types.session
        make(site.home, parent=club, title="Visite", starts_at=at(10, 12))
        make(site.home, parent=club, title="Deux jours", starts_at=at(10, 31), ends_at=at(11, 1))
        make(site.home, parent=club, title="Avant", starts_at=at(6, 3))
        make(site.home, parent=club, title="Après", starts_at=at(12, 1), status="cancelled")

    def day(self, document: BeautifulSoup, number: str):
        return document.select_one(f"td:has(time[datetime='{number}'])").get_text(" ", strip=True)

    def test_it_is_a_table_with_a_caption_and_named_columns(self, october, read):
        table = read("/clubs/?mois=2027-10").main.table
        assert "octobre 2027" in table.caption.text
        heads = table.select("th[scope=col] abbr")
        assert [head["title"] for head in heads][::6] == ["lundi", "dimanche"]

    def test_each_session_stands_on_its_days(self, october, read):
        document = read("/clubs/?mois=2027-10").main
        assert "Visite" in self.day(document, "2027-10-12")
        assert "Club rénovation" in self.day(document, "2027-10-12")
        assert "Deux jours" in self.day(document, "2027-10-31")
        assert self.day(document, "2027-10-13") == "13"
        assert "Deux jours" in self.day(read("/clubs/?mois=2027-11").main, "2027-11-01")

    def test_a_list_says_the_same_on_a_phone(self, october, read):
        assert titles(read("/clubs/?mois=2027-10").main.select_one(".month-list")) == [
            "Visite",
            "Deux jours",
        ]

    def test_it_leads_to_the_nearest_months_that_have_sessions(self, october, read):
        main = read("/clubs/?mois=2027-10").main
        assert main.select_one("a[rel=prev]")["href"] == "?mois=2027-06"
        assert main.select_one("a[rel=next]")["href"] == "?mois=2027-12"
        assert "juin 2027" in main.select_one("a[rel=prev]").text
        assert not read("/clubs/?mois=2027-12").main.select("a[rel=next]")

    def test_a_cancelled_session_says_so(self, october, read):
        assert "séance annulée" in self.day(read("/clubs/?mois=2027-12").main, "2027-12-01")

    def test_an_empty_month_says_so(self, october, read):
        assert "Aucune séance" in read("/clubs/?mois=2027-08").main.select_one(".empty").text

    def test_a_private_session_is_neither_shown_nor_led_to(self, october, site, club, read):
        start = timezone.make_aware(timezone.datetime(2027, 9, 2, 9))
        hidden = page_types.session(site.home, parent=club, title="Privée", starts_at=start)
        factories.restrict(hidden)
        assert "Privée" not in read("/clubs/?mois=2027-09").text
        assert "2027-09" not in read("/clubs/?mois=2027-10").main.select_one("a[rel=prev]")["href"]

    @pytest.mark.parametrize(
        "month",
        [
            "",
            "2027",
            "2027-13",
            "2027-00",
            "27-10",
            "0001-01",
            "9999-12",
            "x",
            "2027-10-01",
            "²027-10",
        ],
    )
    def test_a_month_that_doesnt_exist_gets_a_sentence(self, month, october, read):
        main = read(f"/clubs/?mois={month}", status=404).main
        assert "mois" in main.select_one(".empty").text
        assert main.select_one(".empty a")["href"] == "/clubs/"

    def test_the_list_leads_to_the_month_of_the_next_session(self, october, read):
        assert read("/clubs/").main.select_one("a[href^='?mois=']")["href"] == "?mois=2027-06"
