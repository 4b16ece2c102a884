"""The PDF of a report is seen by those who see the report, and by nobody else."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Page

from clubs.models import ReportPage, ReportPDF
from tests import crawler, factories, page_types
from tests.visibility.test_rule import every_way

WORD = b"Cachette"


def with_pdf(page) -> ReportPage:
    """The report with a file that stands for its PDF: what is in it is tested elsewhere."""
    pdf = ReportPDF(page=page, digest="abc", page_count=1, weight=12)
    pdf.file.save("report.pdf", ContentFile(b"%PDF " + WORD))
    return ReportPage.objects.get(pk=page.pk)


@pytest.fixture
def report(site) -> ReportPage:
    return with_pdf(page_types.report(site.home, slug="compte-rendu"))


def test_it_is_open_with_the_report(report, client):
    assert client.get(report.pdf_url).getvalue().endswith(WORD)


@every_way
def test_it_is_hidden_with_the_report(hide, report, client):
    address = report.pdf_url
    hide(report)
    answer = client.get(address)
    assert answer.status_code in {302, 404, 410}  # 410 says that it was withdrawn
    assert WORD not in answer.getvalue()


def test_it_is_hidden_with_what_stands_above(report, client):
    factories.restrict(Page.objects.get(pk=report.session.pk))
    assert client.get(report.pdf_url).status_code == 302


def test_a_private_report_gives_it_to_its_group_and_to_no_cache(report, client):
    group = Group.objects.create(name="Bureau")
    factories.restrict(report, group)
    answer = client.get(report.pdf_url)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/espace-adherents/connexion/")
    client.force_login(factories.user("autre@example.org"))
    assert client.get(report.pdf_url).status_code == 302
    member = factories.user("membre@example.org")
    member.groups.add(group)
    client.force_login(member)
    answer = client.get(report.pdf_url)
    assert answer.getvalue().endswith(WORD)
    assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(",", " ").split())


def test_a_private_report_isnt_betrayed_by_what_a_browser_has_kept(report, client):
    tag = client.get(report.pdf_url)["ETag"]
    factories.restrict(report)
    for headers in ({"if-none-match": tag}, {"range": "bytes=0-3"}):
        assert client.get(report.pdf_url, headers=headers).status_code == 302


def test_its_file_has_no_address_of_its_own(report, client):
    assert client.get(report.pdf.file.url).status_code == 404
    assert client.get(f"/media/images/../{report.pdf.file.name}").status_code == 404
    assert str(report.pk) not in report.pdf.file.name.rsplit("/", 1)[-1].split(".")[0]


@pytest.mark.parametrize(
    "name", ["report.pdf", "autre.pdf", "compte-rendu.pdf/", "x/compte-rendu.pdf"]
)
def test_a_guessed_address_leads_nowhere(name, report, client):
    assert client.get(f"{report.url}{name}", follow=True).status_code == 404


def test_other_pages_have_none(report, client):
    for page in (report.session, page_types.HomePage.objects.get()):
        assert client.get(f"{page.url}compte-rendu.pdf").status_code == 404


def test_a_report_without_pdf_says_404_and_its_translation_has_its_own(report, site):
    english = factories.translate(report, slug="report", title="What was said")
    assert Client().get(f"{english.url}report.pdf").status_code == 404
    assert Client().get(f"{english.url}compte-rendu.pdf").status_code == 404
    english = with_pdf(english)
    assert Client().get(english.pdf_url).status_code == 200


def test_the_crawl_finds_those_that_are_open_only(report, site, client):
    closed = with_pdf(page_types.report(site.home, title="Fermé", slug="compte-rendu"))
    factories.restrict(closed)
    visited = {answer.address for answer in crawler.crawl(client)}
    assert report.pdf_url in visited or report.url not in visited
    assert closed.pdf_url not in visited
