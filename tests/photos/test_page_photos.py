"""Rights are never asserted by default, and all photos of a page are completed on one screen."""

from importlib import import_module

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from news.models import NewsPage
from photos.forms import names_in
from photos.models import Photo, photos_to_complete
from tests import factories, files, page_types
from tests.admin import forms
from tests.conftest import logged_in


@pytest.fixture
def draft(site):
    photos = [
        factories.photo(f"Vue {n}", credit="", licence="to-check", consent="to-check")
        for n in range(3)
    ]
    gallery = {"title": "", "photos": photos[1:]}
    return page_types.news_page(
        site.home,
        title="Le chantier",
        live=False,
        lead_photo=photos[0],
        body=[("gallery", gallery)],
    )


def screen(page) -> str:
    return reverse("photos:page", args=[page.pk])


def fill_in(client, page, **values):
    data = {}
    for form in BeautifulSoup(client.get(screen(page)).content, "html.parser").select("form.bulk"):
        data = querydict_from_html(f"<html><body>{form}</body></html>").copy()
    for name, value in values.items():
        data[name.replace("__", "-")] = value
    return client.post(screen(page), data, follow=True)


def test_a_new_photo_asserts_neither_rights_nor_consent(site, editor_client):
    file = SimpleUploadedFile("a.jpg", files.jpeg(), "image/jpeg")
    editor_client.post(reverse("wagtailimages:add_multiple"), {"files[]": file, "title": "Vue"})
    photo = Photo.objects.get()
    assert (photo.licence, photo.consent) == ("to-check", "to-check")
    assert len(photo.missing_for_publication) >= 2
    assert photo in photos_to_complete()


@pytest.mark.parametrize("field", ["licence", "consent"])
def test_what_nobody_has_checked_isnt_published(field, site, editor_client):
    page = page_types.news_page(site.home, title="Le chantier", live=False)
    photo = factories.photo(**{field: "to-check"})
    answer = forms.edit(editor_client, page, lead_photo=photo.pk)
    assert "ne peut pas encore être publiée" in answer.text
    assert screen(page) in answer.text
    assert not NewsPage.objects.get(pk=page.pk).live


def test_the_draft_and_its_menu_lead_to_the_screen_of_all_its_photos(draft, editor_client):
    page = editor_client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    document = BeautifulSoup(page.content, "html.parser")
    panel = document.select_one(f'.help-info a[href="{screen(draft)}"]')
    assert "3 photos de cette page" in " ".join(panel.parent.text.split())
    assert len(document.select(f'a[href="{screen(draft)}"]')) > 1


def test_all_photos_of_a_page_are_completed_at_once_and_it_is_published(draft, editor_client):
    answer = fill_in(
        editor_client,
        draft,
        all__credit="Maud Sérane",
        all__licence="assigned",
        all__consent="not-needed",
    )
    assert answer.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert not photos_to_complete().exists()
    assert {photo.credit for photo in Photo.objects.all()} == {"Maud Sérane"}
    draft.get_latest_revision().publish()


def test_a_photo_that_waits_is_marked_otherwise_than_one_that_lost_its_rights(draft, editor_client):
    Photo.objects.filter(title="Vue 1").update(consent=Photo.Consent.WITHDRAWN)
    document = BeautifulSoup(editor_client.get(screen(draft)).content, "html.parser")
    marks = {
        row.h3.text: row.select_one(".help-block")["class"] for row in document.select(".bulk-row")
    }
    assert "help-info" in marks["Vue 0"]
    assert "help-warning" in marks["Vue 1"]


@pytest.mark.parametrize("role", ["Rédaction", "Publication", "Administration"])
def test_no_collection_for_members_is_offered_to_photos(role, draft):
    factories.restrict_collection(factories.collection("Fichiers réservés"))
    factories.collection("Fonds ancien")
    user = factories.user("photos@example.org")
    user.groups.set(Group.objects.filter(name=role))
    client, photo = logged_in(user), Photo.objects.first()
    Photo.objects.update(uploaded_by_user=user)
    for address in (
        reverse("wagtailimages:index"),
        reverse("wagtailimages:add_multiple"),
        reverse("wagtailimages:edit", args=[photo.pk]),
        reverse("wagtailimages_chooser:choose"),
        reverse("photos:bulk", args=[draft.pk]),
        reverse("wagtail_bulk_action", args=["photos", "photo", "add_to_collection"])
        + f"?id={photo.pk}",
    ):
        text = client.get(address).content.decode()
        assert "Fichiers réservés" not in text, address
        assert "Fonds ancien" in text, address


def test_same_for_all_replaces_nothing_that_is_written(draft, editor_client):
    written = Photo.objects.get(title="Vue 1")
    Photo.objects.filter(pk=written.pk).update(credit="Ana", licence="cc-by", consent="given")
    fill_in(
        editor_client, draft, all__credit="Maud", all__licence="assigned", all__consent="not-needed"
    )
    written.refresh_from_db()
    assert (written.credit, written.licence, written.consent) == ("Ana", "cc-by", "given")


def test_what_is_refused_is_said_below_its_photo_and_the_rest_is_kept(draft, editor_client):
    first, second = Photo.objects.order_by("pk")[:2]
    answer = fill_in(
        editor_client,
        draft,
        **{f"image__{first.pk}__licence": "limited", f"image__{second.pk}__credit": "Ana"},
    )
    assert "Une licence limitée" in answer.text
    assert Photo.objects.get(pk=second.pk).credit == "Ana"
    assert Photo.objects.get(pk=first.pk).licence == "to-check"


def test_a_writer_changes_her_own_photos_and_sees_what_others_lack(draft):
    writer = factories.user("ecrit@example.org")
    writer.groups.set(Group.objects.filter(name="Rédaction"))
    mine = Photo.objects.get(title="Vue 1")
    Photo.objects.filter(pk=mine.pk).update(uploaded_by_user=writer)
    client = logged_in(writer)
    document = BeautifulSoup(client.get(screen(draft)).content, "html.parser")
    assert len(document.select("form .bulk-row")) == 1
    assert len(document.select(".bulk-row")) == 3
    fill_in(client, draft, all__credit="Ana")
    assert list(Photo.objects.filter(credit="Ana")) == [mine]


def test_the_screen_is_for_who_may_edit_the_page(draft, client):
    client.force_login(factories.member())
    assert client.get(screen(draft)).status_code in {302, 403}


@pytest.mark.parametrize(
    ("caption", "names"),
    [
        ("Maud Sérane devant la chaufferie", ["Maud Sérane"]),
        ("Jean de La Tour et Anne-Lise Morel", ["Jean de La Tour", "Anne-Lise Morel"]),
        ("Rue Haute, Valmire. Le numéro 44", []),
        ("Les Essarts-du-Lac. La rive", []),
        ("", []),
    ],
)
def test_a_name_in_the_caption_suggests_that_a_person_is_shown(caption, names, site, editor_client):
    assert names_in(caption) == names
    photo = factories.photo(caption=caption, consent="to-check")
    text = editor_client.get(reverse("wagtailimages:edit", args=[photo.pk])).text
    assert ("La légende semble nommer quelqu’un" in text) == bool(names)


def test_existing_photos_are_to_be_checked_only_where_an_import_left_the_default(
    site, editor_client
):
    user = editor_client.user
    imported = factories.photo("Importée", uploaded_by_user=user)
    kept = [
        factories.photo("Autre licence", uploaded_by_user=user, licence="cc-by"),
        factories.photo("Avec accord", uploaded_by_user=user, consent="given"),
        factories.photo("Dessinée"),
    ]
    looked_at = factories.photo("Relue", uploaded_by_user=user)
    data = {
        "title": "Relue", "description": "Une façade", "credit": "Maud", "licence": "assigned",
        "consent": "not-needed",
    }  # fmt: skip
    assert (
        editor_client.post(reverse("wagtailimages:edit", args=[looked_at.pk]), data).status_code
        == 302
    )
    before = {photo.pk: (photo.licence, photo.consent) for photo in [*kept, looked_at]}
    migration = import_module("photos.migrations.0004_rights_to_check")
    migration.check_imported(apps, None)
    imported.refresh_from_db()
    assert (imported.licence, imported.consent) == ("to-check", "to-check")
    for pk, rights in before.items():
        photo = Photo.objects.get(pk=pk)
        assert (photo.licence, photo.consent) == rights
