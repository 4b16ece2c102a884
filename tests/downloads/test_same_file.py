"""The same file twice: the editor is told, whichever way it came, and decides."""

import pytest
from django.urls import reverse

from downloads.models import PublicationPage
from tests import factories, files
from tests.admin import forms

pytestmark = pytest.mark.both_databases

SAME = files.pdf(text="Le même")


@pytest.fixture
def twice(site):
    """Two publications, each with its own copy of the same file."""
    return [factories.publication(title, data=SAME) for title in ("Bilan", "Bilan définitif")]


def test_the_form_of_a_publication_says_so_and_saves_it(twice, editor_client):
    page = PublicationPage.objects.get(title="Bilan définitif")
    answer = forms.edit(editor_client, page, introduction="Relu")
    text = editor_client.get(answer["Location"]).content.decode()
    assert "est le même que «\u202fBilan\u202f», déjà présent" in text
    page.refresh_from_db()
    assert page.introduction == "Relu"


def test_a_file_alone_of_its_kind_is_saved_in_silence(site, editor_client):
    factories.publication("Bilan", data=SAME)
    page = factories.publication("Autre", data=files.pdf(text="Autre"))
    answer = forms.edit(editor_client, page, introduction="Relu")
    assert "est le même que" not in editor_client.get(answer["Location"]).content.decode()


def test_the_form_of_a_file_leads_to_the_other(twice, editor_client):
    first, second = (page.files.get().document for page in twice)
    form = editor_client.get(reverse("wagtaildocs:edit", args=[second.pk])).content.decode()
    assert reverse("wagtaildocs:edit", args=[first.pk]) in form
