"""A permanent link of a file, or of a theme's feed, answers for ever."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from core.withdrawal_models import Withdrawal
from tests import factories, page_types
from tests.conftest import logged_in


@pytest.fixture
def publication(site):
    return factories.publication("Bilan", themes=[factories.theme("Cœur de ville")])


@pytest.fixture
def file(publication):
    return publication.files.get().document


def again(page):
    return Page.objects.get(pk=page.pk).specific


def links(file) -> list[str]:
    return [file.url, f"/en/files/{file.pk}/autre.pdf", f"/documents/{file.pk}/bilan.pdf"]


def answers(addresses, client=None) -> set[int]:
    return {(client or Client()).get(address).status_code for address in addresses}


def test_a_deleted_file_says_that_it_was_withdrawn(file):
    addresses = links(file)
    file.delete()
    assert answers(addresses) == {410}


def test_the_file_of_a_withdrawn_publication_says_so_and_what_replaces_it(site, publication, file):
    other = page_types.content_page(site.home, title="Le nouveau bilan")
    archive = reverse("files_archive", args=[publication.pk, "bilan.zip"])
    again(publication).unpublish()
    Withdrawal.objects.update(replacement=other)
    for address in (file.url, archive):
        answer = Client().get(address)
        assert answer.status_code == 410
        assert "Le nouveau bilan" in answer.content.decode()


def test_a_file_gone_private_asks_to_sign_in(publication, file):
    factories.restrict(publication)
    assert answers(links(file)) == {302}


def test_a_file_that_another_private_page_gives_out_asks_to_sign_in(site, publication, file):
    private = page_types.content_page(site.home, title="Réservé", downloads=[file])
    factories.restrict(private)
    again(publication).unpublish()
    assert answers([file.url]) == {302}
    member = logged_in(factories.user("membre@example.org"))
    assert answers([file.url], member) == {200}


def test_the_file_of_a_draft_never_was(site):
    draft = factories.publication("Projet", live=False)
    file = draft.files.get().document
    address = file.url
    assert answers([address]) == {302}  # as for a private one: nothing is said
    file.delete()
    assert answers([address]) == {404}


def test_the_feeds_of_a_renamed_theme_are_found(publication, client):
    theme = publication.themes.get()
    theme.slug = "centres"
    theme.save()
    theme.slug = "centres-villes"
    theme.save()
    for former in ("coeur-de-ville", "centres"):
        for format_ in ("rss", "atom"):
            answer = client.get(f"/flux/{former}/{format_}.xml")
            assert answer["Location"] == f"/flux/centres-villes/{format_}.xml"
            assert client.get(answer["Location"]).status_code == 200
    assert client.get("/en/feeds/coeur-de-ville/rss.xml").status_code == 301
    theme.slug = "coeur-de-ville"
    theme.save()
    assert answers(["/flux/coeur-de-ville/rss.xml"]) == {200}
    theme.delete()
    assert answers(["/flux/coeur-de-ville/rss.xml", "/flux/centres/atom.xml"]) == {410}
