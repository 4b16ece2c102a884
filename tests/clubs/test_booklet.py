"""A published report becomes a numbered booklet of a series, as a draft publication."""

import pytest
from django.urls import reverse

from clubs.models import ReportPage, ReportPDF
from downloads.models import PublicationPage
from tests import factories, page_types
from tests.background import followed

pytestmark = pytest.mark.usefixtures("printing")


@pytest.fixture(scope="module")
def published(module_site) -> ReportPage:
    """With its PDF, which takes long to make."""
    with followed():
        return page_types.report(
            module_site.home,
            title="Réhabiliter en site occupé",
            introduction="Trente participants.",
            host=factories.organisation("Valmire Habitat"),
            partners=[factories.organisation("Le Relais")],
            themes=[factories.theme("Rénovation")],
        )


@pytest.fixture
def report(published, site) -> ReportPage:
    return ReportPage.objects.get(pk=published.pk)


@pytest.fixture
def series(site):
    """A series of which number 6 is published."""
    found = page_types.series(site.home, title="Cahiers des Hautes-Rives")
    page_types.publication(site.home, series=found, number=6, kind=factories.kind("Cahier"))
    return found


def address(report) -> str:
    return reverse("clubs_add_to_series", args=[report.pk])


def test_the_action_stands_on_a_report_that_is_published(report, editor_client):
    edit = editor_client.get(reverse("wagtailadmin_pages:edit", args=[report.pk]))
    assert address(report) in edit.content.decode()
    report.unpublish()
    edit = editor_client.get(reverse("wagtailadmin_pages:edit", args=[report.pk]))
    assert address(report) not in edit.content.decode()


def test_the_next_number_is_proposed(report, series, editor_client):
    form = editor_client.get(address(report)).content.decode()
    assert "Cahiers des Hautes-Rives" in form
    assert "7)" in form


def test_the_draft_has_the_pdf_and_what_the_report_says(report, series, editor_client, client):
    answer = editor_client.post(address(report), {"series": series.pk, "number": ""})
    draft = PublicationPage.objects.get(title=report.title)
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert not draft.live
    assert (draft.series_id, draft.number, draft.kind.name) == (series.pk, 7, "Cahier")
    assert draft.introduction == "Trente participants."
    assert [theme.name for theme in draft.themes.all()] == ["Rénovation"]
    assert [line.organisation.name for line in draft.organisations.all()] == [
        "Valmire Habitat",
        "Le Relais",
    ]
    assert [line.related_id for line in draft.related_pages.all()] == [report.pk]
    [file] = draft.files.all()
    assert file.document.file.read() == report.pdf.file.read()
    assert file.document.file.name.endswith(".pdf")
    assert client.get(file.document.url).status_code != 200, "a draft’s file isn't public"
    assert editor_client.get(answer["Location"]).status_code == 200
    draft.get_latest_revision().publish()
    assert client.get(file.document.url).status_code == 200


@pytest.mark.parametrize("number", ["6", "0", "-1", "abc", "9" * 30])
def test_a_number_that_is_taken_or_is_none_is_refused(number, report, series, editor_client):
    answer = editor_client.post(address(report), {"series": series.pk, "number": number})
    assert answer.status_code == 200
    assert PublicationPage.objects.count() == 1


def test_another_free_number_is_taken(report, series, editor_client):
    editor_client.post(address(report), {"series": series.pk, "number": "12"})
    assert PublicationPage.objects.get(title=report.title).number == 12


@pytest.mark.parametrize("missing", ["series", "pdf", "openness"])
def test_what_is_missing_is_said(missing, report, series, editor_client):
    if missing == "series":
        series.unpublish()
    elif missing == "pdf":
        ReportPDF.objects.all().delete()
    else:
        factories.restrict(report)
    answer = editor_client.post(address(report), {"series": series.pk}, follow=True)
    assert answer.redirect_chain
    assert len([str(message) for message in answer.context["messages"]]) == 1
    assert PublicationPage.objects.count() == 1


def test_it_is_for_those_who_write_publications(report, series, client):
    client.force_login(factories.user("membre@example.org"))
    assert client.post(address(report), {"series": series.pk}).status_code in {302, 403}
    assert PublicationPage.objects.count() == 1


def test_the_booklet_stays_when_the_report_changes(report, series, editor_client):
    """Last of the module's tests: the file of the PDF that they share is deleted."""
    editor_client.post(address(report), {"series": series.pk})
    with followed():
        report.unpublish()
    [file] = PublicationPage.objects.get(title=report.title).files.all()
    assert file.document.file.read().startswith(b"%PDF")
