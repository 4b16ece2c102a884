"""What an editor used lately comes first in the windows where she chooses."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission
from wagtail.rich_text import RichText

from news.models import NewsPage, NewsPageContact, NewsPageDownload
from tests import factories, page_types
from tests.queries import queries

WINDOWS = {
    "photo": "wagtailimages_chooser:choose_results",
    "contact": "wagtailsnippetchoosers_contacts_contact:choose_results",
    "file": "wagtaildocs_chooser:choose_results",
    "page": "wagtailadmin_choose_page",
}


@pytest.fixture
def person(site):
    return factories.user("plume@example.org", "Rédaction")


@pytest.fixture
def writer(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def things(site):
    """Of each kind one that will be used, and others that the windows would put before it."""
    used = {
        "photo": factories.photo("Zinc", credit="Ana"),
        "contact": factories.contact("Zoé Zinc"),
        "file": factories.document("Zinc"),
        "page": page_types.publication(site.home, title="Zinc"),
    }
    factories.photo("Acier")
    factories.contact("Ana Acier")
    factories.document("Acier")
    page_types.publication(site.home, title="Acier")
    return used


@pytest.fixture
def use(person, site, things, django_capture_on_commit_callbacks):
    """Writes a draft that refers to the things."""

    def write() -> None:
        link = f'<a linktype="page" id="{things["page"].pk}">Voir</a>'
        page = NewsPage(
            title="Une brève",
            lead_photo=things["photo"],
            body=[("rich_text", RichText(link))],
            live=False,
        )
        page.page_contacts = [NewsPageContact(contact=things["contact"])]
        page.page_downloads = [NewsPageDownload(document=things["file"])]
        with django_capture_on_commit_callbacks(execute=True):
            site.news.add_child(instance=page)
            page.save_revision(user=person)

    return write


def titles(client, kind: str) -> list[str]:
    answer = client.get(reverse(WINDOWS[kind]))
    text = answer.json()["html"] if kind == "page" else answer.content.decode()
    return re.findall(r"Zinc|Acier", re.sub(r"<[^>]*>", "", text))


@pytest.mark.parametrize("kind", WINDOWS)
def test_what_one_used_lately_comes_first(kind, use, writer):
    assert "Zinc" not in titles(writer, kind)[:1]
    use()
    assert titles(writer, kind)[0] == "Zinc"
    other = Client()
    other.force_login(factories.editor("autre@example.org"))
    assert "Zinc" not in titles(other, kind)[:1]


@pytest.mark.parametrize("key", ["x", "9" * 30])
def test_a_key_that_no_program_gives_closes_no_window(
    key, site, person, writer, django_capture_on_commit_callbacks
):
    link = RichText(f'<a linktype="page" id="{key}">Voir</a>')
    page = NewsPage(title="Une brève", body=[("rich_text", link)], live=False)
    with django_capture_on_commit_callbacks(execute=True):
        site.news.add_child(instance=page)
        page.save_revision(user=person)
    assert writer.get(reverse(WINDOWS["page"])).status_code == 200


def test_a_page_that_she_may_no_longer_know_is_not_named(use, person, writer, things, site):
    use()
    factories.restrict(things["page"], Group.objects.create(name="Bureau"))
    news_only = Group.objects.create(name="Actualités")
    news_only.permissions.add(Permission.objects.get(codename="access_admin"))
    for name in ("add_page", "change_page"):
        permission = Permission.objects.get(codename=name)
        GroupPagePermission.objects.create(group=news_only, page=site.news, permission=permission)
    person.groups.set([news_only])
    writer.force_login(person)  # sessions end with a change of groups
    assert titles(writer, "page") == []


def test_as_many_queries_whatever_was_used(
    use, person, writer, site, django_capture_on_commit_callbacks
):
    use()
    address = reverse(WINDOWS["photo"])
    few = len(queries(writer, address))
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            photo = factories.photo(f"Photo {number}")
            page = factories.publish(NewsPage(), site.news, title=f"P. {number}", lead_photo=photo)
            page.save_revision(user=person)
    assert len(queries(writer, address)) == few
