"""What leaves the site in English: feeds, calendars, cards, tables, archives, printed reports, messages."""

import re
from datetime import date, datetime

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from clubs.models import ReportPage, ReportPDF
from clubs.pdf.tasks import make
from tests import factories, page_types
from tests.conftest import fresh, logged_in
from tests.members.conftest import mailbox  # noqa: F401

pytestmark = pytest.mark.usefixtures("printing")

FRENCH = re.compile(
    r"\b(janvier|février|mars|avril|juin|juillet|octobre|lundi|mardi|mercredi|jeudi|vendredi|séance|"
    r"compte|fichier|annulée|lieu|bonjour|rapport|espace)\b|[«»]| h \d|\d\s?Mo\b",
    re.IGNORECASE,
)
WEB_ADDRESS = re.compile(r"https?://[^\s<\"]+")


def french_in(text):
    """The French fragments of a text; addresses are left out, since the random key of a link may hold any letters."""
    return FRENCH.findall(WEB_ADDRESS.sub("", text))


@pytest.fixture(scope="module")
def english_pages(printing, module_site):
    factories.association(
        translated_texts={"en": {"name": "Housing union", "short_name": "Housing"}},
        name="Union de la vallée",
    )
    theme = factories.theme("Rénovation", english="Renovation")
    kind = factories.kind("Rapport")
    factories.Kind.objects.create(
        name="Report", slug="report", locale=factories.locale("en"), translation_key=kind.translation_key
    )  # fmt: skip
    club = page_types.club(module_site.home)
    starts = timezone.make_aware(datetime(2027, 4, 13, 9, 30))
    session = page_types.session(
        module_site.home, parent=club, starts_at=starts, themes=[theme], status="moved",
        former_dates=[date(2027, 3, 1)], member_registration=True,
    )  # fmt: skip
    report = page_types.report(module_site.home, date=date(2026, 3, 1), themes=[theme])
    publication = factories.publication(
        "Bilan", kind=kind, themes=[theme], date=date(2026, 3, 1), files=[factories.document("A", language="en")]
    )  # fmt: skip
    news = page_types.news_page(module_site.home, date=date(2026, 3, 1), themes=[theme])
    pages = {
        "club": club,
        "session": session,
        "report": report,
        "publication": publication,
        "news": news,
    }
    return {
        name: factories.translate(page, title=f"An English {name}", introduction="In a word.")
        for name, page in pages.items()
    }


@pytest.fixture
def english(english_pages, db):
    """Pages of each kind in English, and the words that French ones share with them."""
    return {name: fresh(page) for name, page in english_pages.items()}


def url(name: str, *args) -> str:
    with override("en"):
        return reverse(name, args=args)


def said(answer) -> str:
    assert answer.status_code == 200
    content = answer.getvalue() if answer.streaming else answer.content
    return content.decode("utf-8-sig")


@pytest.mark.parametrize("name", ["feed_rss", "feed_atom"])
def test_feeds(name, english, client):
    for address in (url(name), url(f"{name}_theme", "renovation")):
        text = said(client.get(address))
        assert "Housing union" in text
        assert "An English news" in text
        assert "Renovation" in text
        assert not french_in(text)


def test_the_calendar(english, client):
    text = said(client.get(f"{english['club'].url}calendar.ics")).replace("\r\n ", "")
    assert "X-WR-CALNAME:An English club – Housing union" in text
    assert "An English session" in text
    assert "Tuesday 13 April 2027" in text
    assert "instead of 1 March" in text
    assert not french_in(text)


def test_a_contact_card(site, client):
    factories.association(translated_texts={"en": {"name": "Housing union"}})
    person = factories.contact(role="Chargée de mission", listed=True)
    english = person.copy_for_translation(factories.locale("en"))
    english.role = "Project officer"
    english.save()
    text = said(client.get(url("vcard", english.pk)))
    assert "ORG:Housing union" in text
    assert "TITLE:Project officer" in text


def test_the_table_of_publications_opens_in_english_spreadsheets(english, client):
    library = english["publication"].get_parent().url
    head, row = said(client.get(f"{library}?format=csv")).splitlines()
    assert head.startswith("Title,Kind,Series,")
    assert row.startswith("An English publication,Report,,,2026-03,fr,,Renovation,In a word.,")
    assert not french_in(head)


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_the_feed_of_the_library(name, english, client):
    text = said(client.get(f"{english['publication'].get_parent().url}?format={name}"))
    assert "An English publication" in text
    assert "Housing union" in text
    assert not french_in(text)


def test_the_printed_report(english):
    page = ReportPage.objects.get(pk=english["report"].pk)
    make(page)
    pdf = pypdfium2.PdfDocument(ReportPDF.objects.get(page=page).file.read())
    text = " ".join(sheet.get_textpage().get_text_range() for sheet in pdf)
    assert "An English report" in text
    assert "1 March 2026" in text
    assert "Housing union" in text
    assert not french_in(text)


def test_messages_are_in_the_reader_s_language(english, site, client, mailbox):  # noqa: F811
    factories.member_organisation()
    data = {"email": "ana@valmire.example.org", "password": "", "link": "1"}
    client.post(url("members:sign_in"), data)
    assert "Your sign-in link for “Housing union”" in mailbox.messages[-1]["Subject"]
    assert "/en/" in mailbox.text()
    assert not french_in(mailbox.text())


def test_who_registers_on_the_french_page_gets_the_page_in_her_language(english, site, mailbox):  # noqa: F811
    reader = factories.member(language="en")
    french = english["session"].get_translation(factories.locale("fr"))
    logged_in(reader).post(reverse("session_registration", args=[french.pk]))
    message = next(m for m in mailbox.messages if reader.email in m.recipients)
    assert message["Subject"] == "You are registered: An English session"
    text = message.get_body(("plain",)).get_content()
    assert english["session"].url in text
    assert "13 April 2027" in text
    assert not french_in(text)
