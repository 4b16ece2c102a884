"""What somebody deletes in the admin goes into the bin: nothing shows it, and it comes back whole."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, Page, PageLogEntry
from wagtail_localize.models import Translation, TranslationSource

from clubs.models import Registration
from core.visibility import public_photos
from core.withdrawal_models import Withdrawal, WithdrawnAddress
from core.word.models import WordImport
from members.models import User
from photos.models import Photo
from tests import background, factories, page_types
from tests.conftest import logged_in
from trash.models import TrashFile, TrashItem, TrashRow
from trash.returning import RETURNED

# Made anew, or told of the deletion and the return.
MADE_ANEW = {
    "core.Change", "django_tasks_database.DBTaskResult", "sessions.Session", "wagtailcore.PageLogEntry",
    "wagtailcore.ModelLogEntry", "wagtailcore.ReferenceIndex", "wagtailsearch.IndexEntry",
    "wagtailsearch.SQLiteFTSIndexEntry", "search.Entry", "search.FileText", "search.KnownWord", "photos.Rendition",
    "downloads.DocumentPage", "core.Withdrawal", "core.WithdrawnAddress", "search.Entry_themes",
    "wagtailusers.UserProfile",
}  # fmt: skip


def role(name: str, email: str = "") -> User:
    return factories.user(email or f"role{User.objects.count()}@example.org", name)


@pytest.fixture
def publisher(site):
    return logged_in(role("Publication"))


@pytest.fixture
def administrator(site):
    return logged_in(role("Administration"))


def rows() -> dict[str, list]:
    """Every row of the database but those above, as JSON."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if label in MADE_ANEW or not model._meta.managed or label.startswith("trash."):
            continue
        columns = [field.attname for field in model._meta.local_concrete_fields]
        listed = [
            {name: field.value_to_string(row) for name, field in
             zip(columns, model._meta.local_concrete_fields, strict=True)}
            for row in model._base_manager.order_by("pk")
        ]  # fmt: skip
        found[label] = [json.dumps(row, default=str, sort_keys=True) for row in listed]
    return found


def delete(client, page: Page) -> None:
    with background.followed():
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not Page.objects.filter(pk=page.pk).exists()


def bring_back(client, item: TrashItem):
    with background.followed():
        return client.post(reverse("trash_restore", args=[item.pk]), follow=True)


def test_section_comes_back_whole(site, administrator, read):
    """With what was below it, its translation's data, restrictions, comments and former addresses."""
    theme, photo, contact = factories.theme(), factories.photo(), factories.contact()
    club = page_types.club(site.home)
    session = page_types.session(site.home, parent=club, themes=[theme], lead_photo=photo)
    report = page_types.report(site.home, parent=session, contacts=[contact])
    factories.restrict(report, Group.objects.create(name="Bureau"))
    source, _made = TranslationSource.update_or_create_from_instance(club)
    with background.followed():
        english = factories.translate(club)
        session.refresh_from_db()
        former = session.url
        session.slug = "visite"
        session.save_revision().publish()
    Translation.objects.create(source=source, target_locale=english.locale)
    Comment.objects.create(page=session, user=role("Rédaction"), text="Oui", contentpath="title")
    before, listed = rows(), read("/clubs/").get_text()
    addresses = [Page.objects.get(pk=page.pk).url for page in (club, session)]

    delete(administrator, club)

    assert all(read(address, 410) for address in [*addresses, former])
    bring_back(administrator, TrashItem.objects.get())

    assert rows() == before
    noted = PageLogEntry.objects.get(action=RETURNED)
    assert noted.page_id == club.pk
    assert noted.user.groups.get().name == "Administration"
    assert not TrashItem.objects.exists()
    assert not TrashRow.objects.exists()
    assert all(read(address) for address in addresses)
    assert read("/clubs/").get_text() == listed
    assert administrator.get(former).url == addresses[1]
    assert not Withdrawal.objects.exists()
    assert not WithdrawnAddress.objects.exists()


def test_what_took_its_place_stays(site, publisher):
    second = page_types.news_page(site.home, parent=site.news, title="Deuxième")
    delete(publisher, second)
    with background.followed():
        other = page_types.news_page(site.home, parent=site.news, title="Deuxième")

    bring_back(publisher, TrashItem.objects.get())

    back = Page.objects.get(pk=second.pk)
    other.refresh_from_db()
    assert (other.slug, back.slug) == ("deuxieme", "deuxieme-2")
    assert back.path != other.path
    assert back.live
    assert publisher.get(back.url).status_code == publisher.get(other.url).status_code == 200
    assert Page.find_problems() == ([], [], [], [], [])


def test_page_waits_for_the_one_above(site, administrator):
    club = page_types.club(site.home)
    session = page_types.session(site.home, parent=club)
    Page.fix_tree()
    club.refresh_from_db()
    delete(administrator, session)
    delete(administrator, club)
    above, below = TrashItem.objects.order_by("pk").reverse()

    answer = bring_back(administrator, below)

    assert "Club rénovation" in answer.content.decode()
    assert TrashItem.objects.count() == 2
    bring_back(administrator, above)
    bring_back(administrator, below)
    assert Page.objects.get(pk=session.pk).get_parent().pk == club.pk


def test_photo_and_file_come_back_to_their_pages(site, publisher):
    with background.followed():
        photo = factories.photo()
        file = factories.publication("Bilan").files.get().document
        page = page_types.news_page(site.home, lead_photo=photo, downloads=[file])
    before, data = rows(), Path(photo.file.path).read_bytes()
    folder = Path(settings.MEDIA_ROOT)
    with background.followed():
        publisher.post(reverse("wagtailimages:delete", args=[photo.pk]))
        publisher.post(reverse("wagtaildocs:delete", args=[file.pk]))
    page.refresh_from_db()
    assert page.lead_photo is None
    assert not page.page_downloads.exists()
    assert not Path(photo.file.path).exists()
    assert publisher.get(file.url).status_code == 410
    # A backup and the search for orphans find them by these rows.
    kept = [file.file.name for file in TrashFile.objects.all()]
    assert len(kept) == 2
    assert all((folder / name).exists() for name in kept)
    assert {publisher.get(f"/media/{name}").status_code for name in kept} == {404}

    for item in TrashItem.objects.all():
        bring_back(publisher, item)

    page.refresh_from_db()
    assert page.lead_photo == photo
    assert page.page_downloads.get().document == file
    assert Path(photo.file.path).read_bytes() == data
    assert publisher.get(file.url).status_code == 200
    changed = {label for label, found in rows().items() if found != before[label]}
    assert changed <= {"downloads.Document"}  # its cover is being made again
    assert not any((folder / name).exists() for name in kept)


def test_document_of_word_comes_back_with_the_page_made_from_it(site, publisher):
    page = page_types.news_page(site.home)
    file = ContentFile(b"docx", "texte.docx")
    WordImport.objects.create(parent=page, page=page, file=file, name="texte.docx")
    with background.followed():
        delete(publisher, page)

    bring_back(publisher, TrashItem.objects.get())

    found = WordImport.objects.get(page=page)
    with found.file.open() as document:
        assert document.read() == b"docx"


def test_public_page_shows_a_photo_of_its_body_again(site, publisher):
    with background.followed():
        photo = factories.photo()
        body = [("photo", {"photo": photo, "caption": ""})]
        page = page_types.news_page(site.home, body=body)
    assert public_photos(photo.pk)
    with background.followed():
        publisher.post(reverse("wagtailimages:delete", args=[photo.pk]))
    with background.followed():
        Page.objects.get(pk=page.pk).save()  # its references are read anew

    bring_back(publisher, TrashItem.objects.get())

    assert public_photos(photo.pk) == {photo.pk}


def test_translation_deleted_in_the_same_act_comes_too(site, publisher):
    page = page_types.news_page(site.home)
    english = factories.translate(page)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    publisher.post(f"{address}?id={page.pk}&id={english.pk}")
    assert TrashItem.objects.count() == 2

    bring_back(publisher, TrashItem.objects.first())

    assert Page.objects.filter(pk__in=[page.pk, english.pk], live=True).count() == 2


def test_translation_that_has_no_place_any_more_keeps_nothing_back(site, administrator):
    club = page_types.club(site.home)
    session = page_types.session(site.home, parent=club)
    english_club = factories.translate(club)
    english = factories.translate(session)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    administrator.post(f"{address}?id={session.pk}&id={english.pk}")
    delete(administrator, english_club)
    TrashItem.objects.filter(key=english_club.pk).delete()

    bring_back(administrator, TrashItem.objects.get(key=session.pk))

    assert Page.objects.filter(pk=session.pk, live=True).exists()
    assert TrashItem.objects.get().key == english.pk
    assert Page.find_problems() == ([], [], [], [], [])


def test_what_was_deleted_at_once_comes_back_at_once(site, publisher):
    photos = [factories.photo(f"Photo {number}") for number in range(3)]
    address = reverse("wagtail_bulk_action", args=["photos", "photo", "delete"])
    publisher.post(address + "?" + "&".join(f"id={photo.pk}" for photo in photos))
    alone = factories.photo("Seule")
    publisher.post(reverse("wagtailimages:delete", args=[alone.pk]))
    offered = publisher.get(reverse("trash")).content.decode()
    assert offered.count("/restore-together/") == 3

    item = TrashItem.objects.get(title="Photo 1")
    publisher.post(reverse("trash_restore_together", args=[item.pk]))

    assert Photo.objects.count() == 3
    assert TrashItem.objects.get().title == "Seule"


@pytest.fixture
def original(site):
    """A private page."""
    page = page_types.content_page(site.home, title="Comptes", slug="comptes")
    factories.restrict(page, Group.objects.create(name="Bureau"))
    return page


@pytest.mark.parametrize("is_first", [True, False])
def test_alias_of_a_private_page_comes_back_with_it(
    is_first, original, site, administrator, client
):
    above = site.home if is_first else site.news  # they are deleted in the order of the tree
    alias = original.create_alias(parent=Page.objects.get(pk=above.pk), update_slug="copie")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    administrator.post(f"{address}?id={original.pk}&id={alias.pk}")
    first, _last = TrashItem.objects.order_by("pk")
    assert (first.key == original.pk) == is_first

    administrator.post(reverse("trash_restore_together", args=[first.pk]))

    assert Page.objects.get(pk=original.pk).live
    assert Page.objects.get(pk=alias.pk).alias_of_id == original.pk
    assert client.get(alias.url).status_code != 200


def test_alias_of_a_private_page_that_is_gone_comes_back_as_a_draft(
    original, site, administrator, client
):
    alias = original.create_alias(parent=site.news, update_slug="copie")
    delete(administrator, alias)
    delete(administrator, original)

    bring_back(administrator, TrashItem.objects.get(key=alias.pk))

    assert Page.objects.get(pk=alias.pk).has_unpublished_changes
    assert client.get(alias.url).status_code != 200


def test_alias_of_a_page_that_comes_back_is_seen_again(site, publisher, read):
    page = page_types.news_page(site.home, title="Le parvis rouvre")
    alias = page.create_alias(update_slug="copie")
    delete(publisher, page)
    assert not Page.objects.get(pk=alias.pk).live

    bring_back(publisher, TrashItem.objects.get())

    alias.refresh_from_db()
    assert (alias.live, alias.alias_of_id) == (True, page.pk)
    assert "Le parvis rouvre" in read(alias.url).main.text


def test_page_whose_place_is_gone_for_good_comes_back_elsewhere_as_a_draft(
    site, administrator, publisher, client
):
    club, other = page_types.club(site.home), page_types.club(site.home, title="Un autre club")
    factories.restrict(club, Group.objects.create(name="Bureau"))
    session = page_types.session(site.home, parent=club, title="Visite réservée")
    report = page_types.report(site.home, parent=session)
    delete(administrator, session)
    item = TrashItem.objects.get()
    delete(administrator, club)
    elsewhere = reverse("trash_elsewhere", args=[item.pk])
    assert administrator.get(elsewhere).status_code == 404  # the club may come back
    TrashItem.objects.get(key=club.pk).delete()
    assert elsewhere in administrator.get(reverse("trash")).content.decode()

    form = administrator.get(elsewhere).context["form"]
    assert [page.pk for page in form.fields["place"].queryset] == [other.pk]
    refused = administrator.post(elsewhere, {"place": site.news.pk})
    assert refused.context["form"].errors
    with background.followed():
        administrator.post(elsewhere, {"place": other.pk})

    session, report = (Page.objects.get(pk=page.pk) for page in (session, report))
    assert session.get_parent().pk == other.pk
    assert report.get_parent().pk == session.pk
    assert not session.live
    assert not report.live
    assert client.get(session.get_url()).status_code in {404, 410}
    assert Page.find_problems() == ([], [], [], [], [])
    assert not TrashItem.objects.exists()


def test_lot_whose_place_is_gone_comes_back_elsewhere_in_one(site, administrator):
    """With its translation, to the translation of the place; what has its place still comes back there."""
    club, other = page_types.club(site.home), page_types.club(site.home, title="Un autre club")
    factories.translate(other, title="Another club")
    visit = page_types.session(site.home, parent=club, title="Visite")
    english = factories.translate(visit, title="Visit")
    meal = page_types.session(site.home, parent=club, title="Repas", number=2)
    news = page_types.news_page(site.home, title="Une brève")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    ticked = "&".join(f"id={page.pk}" for page in (visit, english, meal, news))
    with background.followed():
        administrator.post(f"{address}?{ticked}")
    for place in club.get_translations(inclusive=True):
        delete(administrator, place)
        TrashItem.objects.get(key=place.pk).delete()

    elsewhere = reverse("trash_elsewhere", args=[TrashItem.objects.get(key=meal.pk).pk])
    form = administrator.get(elsewhere).content.decode()
    assert "Visite" in form
    with background.followed():
        answer = administrator.post(elsewhere, {"place": other.pk, "together": "on"}, follow=True)

    said = " ".join(str(message) for message in answer.context["messages"])
    assert not TrashItem.objects.exists(), said
    back = {
        page.pk: page.get_parent().title
        for page in Page.objects.filter(pk__in=[visit.pk, meal.pk, english.pk])
    }
    assert back == {visit.pk: "Un autre club", meal.pk: "Un autre club", english.pk: "Another club"}
    assert Page.objects.get(pk=news.pk).live
    assert not Page.objects.get(pk=meal.pk).live
    assert Page.find_problems() == ([], [], [], [], [])


def test_second_press_of_the_button_says_that_it_is_done(site, publisher):
    page = page_types.news_page(site.home)
    delete(publisher, page)
    item = TrashItem.objects.get()
    bring_back(publisher, item)
    for name in ("trash_restore", "trash_restore_together", "trash_elsewhere"):
        answer = publisher.post(reverse(name, args=[item.pk]), follow=True)
        assert "entre-temps" in answer.content.decode()
    assert Page.objects.get(pk=page.pk).live


def test_nothing_is_said_to_be_back_that_is_not(site, administrator):
    collection = factories.collection("Chantier")
    photos = [factories.photo(f"Photo {number}", collection=collection) for number in range(2)]
    address = reverse("wagtail_bulk_action", args=["photos", "photo", "delete"])
    administrator.post(address + "?" + "&".join(f"id={photo.pk}" for photo in photos))
    collection.delete()

    item = TrashItem.objects.first()
    together = reverse("trash_restore_together", args=[item.pk])
    answer = administrator.post(together, follow=True)

    said = [str(message) for message in answer.context["messages"]]
    assert len([sentence for sentence in said if "n’existe plus" in sentence]) == 2
    assert not any("à sa place" in sentence for sentence in said)


def test_page_that_was_made_anew_is_in_the_way(site, publisher):
    page = page_types.news_page(site.home)
    english = factories.translate(page)
    delete(publisher, english)
    anew = factories.translate(page)

    answer = bring_back(publisher, TrashItem.objects.get())

    assert "a pris la place" in answer.content.decode()
    assert TrashItem.objects.exists()
    assert list(Page.objects.filter(translation_key=page.translation_key)) == [
        page.page_ptr,
        anew.page_ptr,
    ]


def _deletes_page(client, page):
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))


def _deletes_by_api(client, page):
    client.post(f"/admin/api/main/pages/{page.pk}/action/delete/")


def _in_bulk(client, target):
    label = target._meta.app_label, target._meta.model_name
    if isinstance(target, Page):
        label = "wagtailcore", "page"
    client.post(reverse("wagtail_bulk_action", args=[*label, "delete"]) + f"?id={target.pk}")


def _deletes_photo(client, photo):
    client.post(reverse("wagtailimages:delete", args=[photo.pk]))


def _deletes_file(client, file):
    client.post(reverse("wagtaildocs:delete", args=[file.pk]))


@pytest.mark.parametrize(
    ("make", "door"),
    [
        ("page", _deletes_page),
        ("page", _deletes_by_api),
        ("page", _in_bulk),
        ("photo", _deletes_photo),
        ("photo", _in_bulk),
        ("file", _deletes_file),
        ("file", _in_bulk),
    ],
)
def test_every_door_leads_to_the_bin(make, door, site, publisher):
    made = {
        "page": lambda: page_types.news_page(site.home),
        "photo": factories.photo,
        "file": factories.document,
    }
    target = made[make]()

    door(publisher, target)

    assert not type(target).objects.filter(pk=target.pk).exists()
    assert TrashItem.objects.get().key == target.pk


def test_without_somebody_who_asks_nothing_is_kept(site):
    page_types.news_page(site.home).delete()

    assert not TrashItem.objects.exists()


def test_each_finds_what_she_might_have_deleted(site, publisher, administrator):
    writer, other = role("Rédaction"), role("Rédaction")
    draft = page_types.news_page(site.home, title="Brouillon", live=False)
    Page.objects.filter(pk=draft.pk).update(owner=writer)
    published = page_types.news_page(site.home, parent=site.news, title="Publiée")
    photo = factories.photo("Façade", uploaded_by_user=writer)
    for address, pk in (
        ("wagtailadmin_pages:delete", draft.pk),
        ("wagtailadmin_pages:delete", published.pk),
        ("wagtailimages:delete", photo.pk),
    ):
        administrator.post(reverse(address, args=[pk]))

    def offered(client) -> set[str]:
        listed = client.get(reverse("trash")).content.decode()
        return {title for title in ("Brouillon", "Publiée", "Façade") if title in listed}

    assert offered(publisher) == offered(administrator) == {"Brouillon", "Publiée", "Façade"}
    assert offered(logged_in(writer)) == {"Brouillon", "Façade"}
    assert offered(logged_in(other)) == {"Brouillon"}
    assert offered(logged_in(role("Adhésions"))) == set()
    item = TrashItem.objects.get(title="Publiée")
    assert bring_back(logged_in(writer), item).status_code == 404
    assert publisher.post(reverse("trash_delete", args=[item.pk])).status_code in {302, 403}
    assert TrashItem.objects.filter(pk=item.pk).exists()
    administrator.post(reverse("trash_delete", args=[item.pk]))
    assert not TrashItem.objects.filter(pk=item.pk).exists()


def test_list_asks_as_much_for_one_as_for_many(site, publisher):
    def asked() -> int:
        publisher.get(reverse("trash"))
        with CaptureQueriesContext(connection) as queries:
            publisher.get(reverse("trash"))
        return len(queries)

    for number in range(2):
        _deletes_photo(publisher, factories.photo(f"Photo {number}"))
    few = asked()
    for number in range(5):
        _deletes_photo(publisher, factories.photo(f"Photo {number}"))
    assert asked() == few


def test_bin_is_emptied_after_its_time_and_keeps_no_registration(site, publisher):
    session = page_types.session(site.home)
    Registration.objects.create(page=session, person=factories.member())
    photo = factories.photo()
    assert "1 inscription" in (
        publisher.get(reverse("wagtailadmin_pages:delete", args=[session.pk])).content.decode()
    )
    with background.followed():
        _deletes_page(publisher, session)
        _deletes_photo(publisher, photo)
    assert not TrashRow.objects.filter(model="clubs.Registration").exists()
    kept = Path(TrashFile.objects.get().file.path)
    assert kept.exists()

    call_command("empty_trash")
    assert TrashItem.objects.count() == 2
    TrashItem.objects.update(deleted_at=timezone.now() - timedelta(days=30, minutes=1))
    with background.followed():
        call_command("empty_trash")

    assert not TrashItem.objects.exists()
    assert not TrashFile.objects.exists()
    assert not kept.exists()


def test_what_needs_a_closed_account_stays_out(site, publisher):
    """A comment by somebody who is gone; the page itself comes without its author."""
    author = role("Rédaction")
    page = page_types.news_page(site.home)
    Page.objects.filter(pk=page.pk).update(owner=author)
    Comment.objects.create(page=page, user=author, text="Oui", contentpath="title")
    _deletes_page(publisher, page)
    author.delete()

    bring_back(publisher, TrashItem.objects.get())

    assert Page.objects.get(pk=page.pk).owner is None
    assert not Comment.objects.exists()
