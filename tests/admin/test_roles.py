"""Each role walks the whole admin as itself: what it is offered opens, what it needs is there, the rest is refused."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    ReferenceIndex,
)
from wagtail_localize.models import Translation, TranslationSource

from clubs.models import Registration
from downloads.models import Document, DownloadCount
from members.models import Invitation
from news.models import NewsPage
from photos.models import Photo
from search.models import PromotedResult, Synonyms
from tests import factories, page_types
from tests.admin import forms
from tests.admin.role_actions import ACTIONS, table
from tests.admin.walking import walk
from tests.conftest import logged_in, sections

GROUPS = ["Rédaction", "Publication", "Adhésions", "Administration"]
# In every title that only the whole staff of writers may read.
SECRET = "Cachette"
# A whole title of those: a screen says a word again that was looked for.
TITLE = re.compile(rf"{SECRET} (du|de|des|en) ")


def _limited_group(section) -> Group:
    """Those who write in one section and know nothing of the others."""
    group = Group.objects.create(name="Actualités seules")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    return group


@pytest.fixture(scope="module")
def content(module_db) -> SimpleNamespace:
    """One of everything that the admin shows, public and reserved."""
    site = sections()
    board = Group.objects.create(name="Bureau")
    theme = factories.theme("Rénovation", english="Renovation")
    kind = factories.kind()
    field_of_work = factories.field_of_work()
    contact = factories.contact(field_of_work=field_of_work)
    valmire = factories.member_organisation(membership_end=timezone.localdate() + timedelta(20))
    photo, bare = factories.photo(), factories.photo("Cour", credit="")
    news = page_types.news_page(site.home, lead_photo=photo, themes=[theme])
    news_draft = page_types.news_page(site.home, title="Brouillon d’actualité", live=False)
    club = page_types.club(site.home)
    session = page_types.session(site.home, parent=club, title="Visite des Tilleuls")
    past = page_types.session(
        site.home, parent=club, title="Séance passée", starts_at=timezone.now() - timedelta(20)
    )
    report = page_types.report(site.home, parent=past)
    late = page_types.session(
        site.home, parent=club, title="Sans compte rendu", starts_at=timezone.now() - timedelta(9)
    )
    series = page_types.series(site.home)
    publication = page_types.publication(site.home, kind=kind, themes=[theme])
    closed = page_types.content_page(site.home, title=f"{SECRET} du bureau")
    factories.restrict(closed, board)
    closed_club = factories.publish(type(club)(title=f"{SECRET} du club"), site.clubs)
    factories.restrict(closed_club, board)
    closed_session = page_types.session(
        site.home, parent=closed_club, title=f"{SECRET} de la séance"
    )
    closed_past = page_types.session(
        site.home,
        parent=closed_club,
        title=f"{SECRET} de la séance passée",
        starts_at=timezone.now() - timedelta(5),
    )
    closed_series = page_types.series(site.home, title=f"{SECRET} de la collection", live=False)
    closed_publication = factories.publication(
        f"{SECRET} du bilan", kind=kind, parent=site.library, live=False
    )
    closed_index = factories.publish(
        type(site.news)(title=f"{SECRET} des actualités", slug="internes"), site.home
    )
    factories.restrict(closed_index, board)
    closed_file = closed_publication.files.get().document
    elsewhere = page_types.content_page(site.home, title=f"{SECRET} en brouillon", live=False)
    english = factories.translate(site.news)
    document = publication.files.get().document
    DownloadCount.objects.create(document=document, month=date(2026, 1, 1), number=3)
    DownloadCount.objects.create(
        document=closed_publication.files.get().document, month=date(2026, 1, 1), number=3
    )
    Synonyms.objects.create(words="bailleur\norganisme Hlm")
    PromotedResult.objects.create(searches="bilan", page=closed)
    member = factories.member(of=valmire)
    correspondent = factories.member("zoe@valmire.example.org", of=valmire, is_correspondent=True)
    Registration.objects.create(page=session, person=member)
    Invitation.objects.create(email="max@example.org", organisation=valmire)
    people = {}
    for name in GROUPS:
        person = factories.user(f"{len(people)}@example.org", first_name=name)
        person.groups.add(Group.objects.get(name=name))
        people[name] = person
    limited = factories.user("limitee@example.org")
    limited.groups.add(_limited_group(site.news))
    people |= {"limitée": limited, "Adhérent": member, "Correspondant": correspondent}
    news_draft.get_workflow().start(news_draft, people["Rédaction"])
    root = Collection.objects.get(depth=1)
    for codename in ("add_image", "choose_image", "add_document", "choose_document"):
        GroupCollectionPermission.objects.create(
            group=limited.groups.get(),
            collection=root,
            permission=Permission.objects.get(
                codename=codename, content_type__app_label__startswith="wagtail"
            ),
        )
    limited.groups.get().permissions.add(Permission.objects.get(codename="submit_translation"))
    own = page_types.news_page(site.home, parent=site.news, title="Une actualité")
    closed_photo = factories.photo(f"{SECRET} de la photo")
    page_types.news_page(
        site.home, parent=closed_index, title=f"{SECRET} en photo", lead_photo=closed_photo
    )
    for page in Page.objects.specific():
        ReferenceIndex.create_or_update_for_object(page)
    source, _made = TranslationSource.update_or_create_from_instance(closed)
    Translation.objects.create(source=source, target_locale=english.locale)
    writer = logged_in(people["Rédaction"])
    form_of_new_page = forms.filled_in(writer, NewsPage, site.news, publish=False)
    form_of_page = forms.filled_in_again(writer, news)
    return SimpleNamespace(**locals())


@pytest.mark.parametrize("role", [*GROUPS, "limitée"])
def test_what_is_offered_opens(role, content, db):
    # The two roles that are offered most see each kind of screen once.
    each = 1 if role in {"Publication", "Administration"} else 2
    done = walk(logged_in(content.people[role]), each)
    offered = {address: (done.offered_by[address], why) for address, why in done.refused.items()}
    assert not offered
    if role in {"limitée", "Adhésions"}:
        named = {address for address, text in done.opened.items() if TITLE.search(text)}
        assert not named


@pytest.mark.parametrize("role", [*GROUPS, "Correspondant", "Adhérent"])
def test_each_does_what_the_guide_says_and_nothing_else(role, content, db):
    person, wrong = content.people[role], {}
    for action, roles in table().items():
        client = logged_in(person)
        with transaction.atomic():
            done = ACTIONS[action](client, content)
            transaction.set_rollback(True)
        if done != roles[role]:
            wrong[action] = "done" if done else "refused"
    assert not wrong


def test_the_guide_names_every_action_that_is_tried():
    assert list(table()) == list(ACTIONS)


def asked_for(content) -> list[str]:
    """Addresses that name something of the other sections to who types them."""
    page, photo, file = content.closed.pk, content.closed_photo.pk, content.closed_file.pk
    pages = "search/?q", "search/results/?q"
    one_page = ("edit", "usage", "history", "copy", "move", "delete", "view_draft", "privacy")
    one_page += ("unpublish", "workflow_history", "add_subpage", "results", "convert_alias")
    one_page += ("lock", "unlock", "revisions", f"move/{content.site.news.pk}/confirm")
    return [
        *(f"/admin/pages/{way}={SECRET}" for way in pages),
        *(f"/admin/pages/{page}/{screen}/" for screen in one_page),
        f"/admin/pages/{page}/",
        f"/admin/pages/{content.own.pk}/move/{page}/confirm/",
        f"/admin/pages/workflow/confirm_cancellation/{page}/",
        f"/admin/pages/add/home/contentpage/{page}/",
        f"/admin/localize/page/{page}/convert_to_alias/",
        f"/admin/choose-page/{page}/",
        f"/admin/choose-page/{content.closed_club.pk}/?page_type=clubs.sessionpage",
        f"/admin/choose-page/search/?q={SECRET}",
        f"/admin/choose-page/chosen-multiple/?id={page}&id={content.elsewhere.pk}",
        f"/admin/api/main/pages/?search={SECRET}",
        f"/admin/api/main/pages/{page}/",
        f"/admin/news/?q={SECRET}",
        f"/admin/sessions/?q={SECRET}",
        f"/admin/images/chooser/?q={SECRET}",
        f"/admin/images/chooser/results/?q={SECRET}",
        f"/admin/images/chooser/chosen/{photo}/",
        f"/admin/images/chooser/chosen-multiple/?id={photo}",
        f"/admin/images/chooser/{photo}/select_format/",
        f"/admin/images/{photo}/",
        f"/admin/api/main/images/?search={SECRET}",
        f"/admin/api/main/images/{photo}/",
        f"/admin/documents/chooser/?q={SECRET}",
        f"/admin/documents/chooser/results/?q={SECRET}",
        f"/admin/documents/chooser/chosen/{file}/",
        f"/admin/documents/chooser/chosen-multiple/?id={file}",
        f"/admin/documents/edit/{file}/",
        f"/admin/api/main/documents/{file}/",
        f"/admin/localize/submit/page/{page}/",
        f"/admin/localize/update/{content.source.pk}/",
        "/admin/localize/reports/translations/",
        "/admin/reports/translations-to-do/",
        "/admin/reports/photos/",
        "/admin/reports/files/",
        "/admin/reports/downloads/",
        "/admin/reports/site-history/",
        "/admin/reports/page-types-usage/?export=csv",
        f"/admin/clubs/{content.closed_session.pk}/registrations/",
        f"/admin/clubs/{content.closed_session.pk}/word/",
        f"/admin/publications/review/{content.site.library.pk}/",
        f"/admin/images/usage/{photo}/",
        f"/admin/images/{photo}/generate_url/",
        f"/admin/images/{photo}/preview/original/",
        f"/admin/images/multiple/{photo}/",
        f"/admin/documents/usage/{file}/",
        f"/admin/documents/{file}/delete/",
        f"/admin/files/versions/{file}/",
        "/admin/pages/usage/home/contentpage/",
        "/admin/workflows/usage/1/",
        "/admin/workflows/tasks/usage/1/",
        *many_at_once(content),
    ]


def sent_to_hidden_pages(content) -> dict[str, dict]:
    """Forms about a page of one's own that name a place in the other sections."""
    own, hidden = content.own.pk, content.closed.pk
    many = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    copy = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": hidden}
    return {
        f"/admin/pages/{own}/copy/": copy,
        f"/admin/pages/{own}/move/": {"new_parent_page": hidden},
        f"{many}?id={own}": {"chooser": hidden},
    }


def many_at_once(content) -> list[str]:
    """The question that each action on many objects asks first."""
    asked = {
        Page: ("all", "delete move publish unpublish"),
        Photo: (content.closed_photo.pk, "delete add_tags add_to_collection"),
        Document: (content.closed_file.pk, "delete add_tags add_to_collection"),
    }
    return [
        f"{reverse('wagtail_bulk_action', args=[opts.app_label, opts.model_name, name])}?id={key}"
        for model, (key, names) in asked.items()
        for opts in [model._meta]
        for name in names.split()
    ]


@pytest.mark.parametrize("role", ["limitée", "Adhésions"])
def test_nothing_of_other_sections_is_named_to_who_asks_for_it(role, content, db):
    client, named = logged_in(content.people[role]), []
    for address in asked_for(content):
        answer = client.get(address)
        assert answer.status_code < 500, address
        text = "".join(map(bytes.decode, answer)) if answer.streaming else answer.content.decode()
        if TITLE.search(text):
            named.append(address)
    typed = {"external-link-chooser-url": f"http://localhost{content.closed.url}"}
    answer = client.post("/admin/choose-external-link/", typed)
    if TITLE.search(answer.content.decode()):
        named.append("/admin/choose-external-link/")
    for address, data in sent_to_hidden_pages(content).items():
        answer = client.post(address, data, follow=True)
        if TITLE.search(answer.content.decode()):
            named.append(address)
    assert not named


def test_nobody_is_named_to_who_may_do_nothing_with_accounts(content, db):
    for role in ("Rédaction", "limitée", "Adhésions"):
        client = logged_in(content.people[role])
        for action in ("delete", "assign_role", "set_active_state"):
            address = reverse("wagtail_bulk_action", args=["members", "user", action])
            text = client.get(f"{address}?id=all").content.decode()
            assert "zoe@valmire" not in text, (role, action)
            assert ">Publication<" not in text


def test_who_may_not_publish_what_she_knows_of_is_told_so(content, db):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    text = logged_in(content.people["Rédaction"]).get(f"{address}?id={content.closed.pk}").text
    assert "vous n’avez pas" in text.lower().replace("'", "’")
    assert SECRET in text


def test_a_chooser_doesnt_begin_at_a_page_that_isnt_known(content, db):
    content.session._meta.model.objects.child_of(content.club).delete()
    for role, begins in {"Rédaction": f"{SECRET} du club", "limitée": ""}.items():
        answer = logged_in(content.people[role]).get(
            "/admin/choose-page/?page_type=clubs.sessionpage"
        )
        assert answer.status_code == 200
        found = TITLE.search(answer.content.decode())
        assert bool(found) == bool(begins), role
    assert (
        logged_in(content.people["limitée"]).get("/admin/choose-page/?page_type=x").status_code
        == 404
    )


def test_files_and_photos_open_to_those_who_may_know_of_them(content, db):
    thumbnail = content.closed_photo.get_rendition("max-165x165").url
    for role, opens in {"Rédaction": True, "limitée": False, "Adhésions": False}.items():
        client = logged_in(content.people[role])
        for item in (content.closed_file.url, thumbnail):
            assert (client.get(item).status_code == 200) == opens, (role, item)


def test_who_knows_every_page_still_chooses_among_all(content, db):
    call_command("update_index", verbosity=0)
    client = logged_in(content.people["Rédaction"])
    texts = [
        client.get(address).content.decode()
        for address in (
            f"/admin/choose-page/search/?q={SECRET}",
            f"/admin/choose-page/chosen-multiple/?id={content.closed.pk}",
            f"/admin/images/chooser/chosen/{content.closed_photo.pk}/",
            f"/admin/documents/chooser/chosen/{content.closed_file.pk}/",
        )
    ]
    assert all(SECRET in text for text in texts)
    typed = {"external-link-chooser-url": f"http://localhost{content.closed.url}"}
    assert SECRET in client.post("/admin/choose-external-link/", typed).content.decode()
