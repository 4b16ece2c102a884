"""What keeps a page from being published and what is advised: in its form as it is written, and in the report."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page
from wagtail.test.utils.form_data import rich_text

from clubs.models import SessionPage
from core.blocks.text import TEXT_FEATURES
from news.models import NewsPage
from tests import factories, files, page_types
from tests.admin import forms
from tests.conftest import logged_in
from tests.queries import queries
from tests.queries import report as queries_of

ADDRESS = reverse_lazy("before_publication")
REPORT = reverse_lazy("before_publication_report")

LONG = "Le club a parlé de " + "travaux " * 62 + "puis de loyers."


def told(client, address: str, data) -> dict:
    """By heading, the lines of the panel: (label, anchor, sentence)."""
    answer = client.post(f"{ADDRESS}?form={address}", data)
    assert answer.status_code == 200
    groups: dict[str, list] = {}
    soup = BeautifulSoup(plain(answer.json()["html"]), "html.parser")
    for heading in soup.find_all("h3"):
        for line in heading.find_next_sibling("ul").find_all("li"):
            link = line.find("a", href=lambda href: href.startswith("#"))
            label, anchor = (link.text, link["href"][1:]) if link else ("", "")
            groups.setdefault(heading.text, []).append((label, anchor, line.text))
    return groups


def in_preview(client, address: str, data) -> dict:
    """What Wagtail's checks are told of the page that its preview shows."""
    preview = f"{address}preview/"
    client.post(preview, data)
    answer = client.get(f"{preview}?in_preview_panel=true").content.decode()
    soup = BeautifulSoup(answer, "html.parser")
    return json.loads(soup.find(id="checker-axe-configuration").string)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def labels(lines) -> list[str]:
    return [label for label, _anchor, _sentence in lines]


def test_a_form_says_what_it_will_be_refused_for_and_what_is_advised(site, editor_client):
    bare = factories.photo("Sans crédit", credit="")
    scan = factories.document("Scan", tagged=False, own_language="")
    index = page_types.news_index(site.home)
    text = (
        '<p>Le bilan est <a href="https://example.org/">ici</a>, et '
        f'<a linktype="document" id="{scan.pk}">là</a>.</p><p>{LONG}</p>'
    )
    address, data = forms.filled_in(
        editor_client,
        NewsPage,
        index,
        title="T" * 91,
        lead_photo=bare.pk,
        body=forms.body(
            ("heading", {"text": "Une sous-partie", "level": "h3"}),
            ("quote", {"text": "Bien dit.", "speaker": "", "role": ""}),
            ("rich_text", rich_text(text, features=TEXT_FEATURES)),
        ),
    )
    found = told(editor_client, address, data)
    page = editor_client.get(address).content.decode()
    assert '"check-image-alt-text"' in page  # Wagtail's checks
    checks = in_preview(editor_client, address, data)
    assert "empty-meta-description" not in checks["options"]["runOnly"]
    remarked = {check["id"]: check["options"]["words"] for check in checks["spec"]["checks"][2:]}
    assert {name: words for name, words in remarked.items() if words} == {
        "check-remarks-remark-photos-blocks": [""],
        "check-remarks-remark-titles-advised": [""],
        "check-remarks-remark-introductions-advised": [""],
        "check-remarks-remark-contacts-advised": [""],
        "check-remarks-remark-headings-advised": ["Une sous-partie"],
        "check-remarks-remark-links-advised": ["ici", "là"],
        "check-remarks-remark-sentences-advised": ["Le club a parlé de travaux"],
        "check-remarks-remark-themes-advised": [""],
        "check-remarks-remark-file_languages-advised": [""],
    }
    assert set(found) == {"Empêche la publication", "Conseillé"}
    assert sorted(labels(found["Empêche la publication"])) == [
        "Citation – auteur des propos",
        "Photo principale",
    ]
    assert "crédit" in str(found["Empêche la publication"])
    advised = found["Conseillé"]
    assert {"Titre", "Introduction", "Contacts", "Thèmes"} <= set(labels(advised))
    said = " ".join(sentence for *_place, sentence in advised)
    for words in (
        "91 caractères",
        "« ici »",
        "« là »",
        "70 mots",
        "« Une sous-partie »",
        "« Scan »",
    ):
        assert words in said, words
    for _label, anchor, _sentence in found["Empêche la publication"] + advised:
        assert anchor.startswith("block-") or f'id="{anchor}"' in page
    # The same is refused when it is sent.
    assert not NewsPage.objects.filter(title="T" * 91).exists()
    assert editor_client.post(address, data | {"action-publish": "1"}).status_code == 200
    assert not NewsPage.objects.filter(title="T" * 91).exists()


def test_what_a_form_says_is_for_who_may_send_it(site, editor_client):
    session = page_types.make(SessionPage, site.home)
    address, data = forms.filled_in_again(editor_client, session)
    start = timezone.localtime(session.starts_at)
    data = data | {"ends_at": (start - timedelta(hours=1)).strftime("%Y-%m-%d %H:%M")}
    [line] = told(editor_client, address, data)["Empêche la publication"]
    assert line[1].endswith("quand-section")
    assert "finit avant" in line[2]
    elsewhere = reverse("wagtailadmin_pages:add", args=["home", "homepage", site.news.pk])
    for form, status in (
        ("/admin/", 404),
        ("", 404),
        ("/admin/pages/add/auth/group/1/", 404),
        (elsewhere, 404),
        (reverse("wagtailadmin_pages:edit", args=[10**9]), 404),
    ):
        assert ask(editor_client, form, data) == status, form
    assert ask(editor_client, address, {}) == 400
    assert editor_client.get(f"{ADDRESS}?form={address}").status_code == 405
    factories.restrict(session)
    member = logged_in(factories.member())
    assert ask(member, address, data) == 403
    stranger = factories.user("sans-droit@example.org")
    give_admin(stranger)
    assert ask(logged_in(stranger), address, data) == 403


def ask(client, form: str, data) -> int:
    return client.post(
        f"{ADDRESS}?form={form}", data, headers={"x-requested-with": "XMLHttpRequest"}
    ).status_code


def give_admin(user) -> None:
    group = Group.objects.create(name="Porte")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)


def report(client) -> dict[str, list]:
    answer = client.get(REPORT)
    assert answer.status_code == 200
    return {read.page.title: read.lines for read in answer.context["table"].data}


@pytest.mark.both_databases
def test_the_report_reads_each_page_by_the_same_rules_and_asks_no_more_for_many(site):
    client = logged_in(factories.editor())

    def news(number: int):
        page_types.news_page(site.home, title=f"Nouvelle {number}, déjà")
        photo = factories.photo(f"Photo {number}", files.jpeg((40, 40 + number)), credit="")
        page = page_types.news_page(site.home, title=f"Nouvelle {number}")
        page.lead_photo = photo
        page.body = [("rich_text", f"<p>{LONG}</p>")]
        page.save_revision()

    session = page_types.make(SessionPage, site.home, title="Séance à l’envers")
    session.ends_at = session.starts_at - timedelta(hours=1)
    session.save_revision(clean=False)
    plain = page_types.content_page(site.home, title="Sans révision")
    Page.objects.filter(pk=plain.pk).update(latest_revision=None)
    news(0)
    sql = queries(client, REPORT)
    found = report(client)
    for number in range(1, 4):
        news(number)
    Page.objects.filter(pk=page_types.content_page(site.home, title="Une autre").pk).update(
        latest_revision=None
    )
    more = queries(client, REPORT)
    assert len(more) == len(sql), queries_of(more)
    [line] = [line for line in found["Séance à l’envers"] if line.blocks]
    assert "finit avant" in line.sentence
    first, *rest = found["Nouvelle 0"]
    assert first.blocks
    assert "crédit" in first.sentence
    assert any("70 mots" in line.sentence for line in rest)
    assert "Introduction" in [line.label for line in found["Sans révision"]]
    sheet = client.get(REPORT, {"export": "csv"})
    assert "70 mots" in b"".join(sheet.streaming_content).decode()


def test_each_role_is_told_of_what_it_may_change(site):
    mine = page_types.news_page(site.home, title="La mienne")
    for number, (name, sees) in enumerate(
        (("Rédaction", True), ("Publication", True), ("Adhésions", False))
    ):
        user = factories.user(f"role{number}@example.org")
        user.groups.add(Group.objects.get(name=name))
        answer = logged_in(user).get(REPORT)
        titles = answer.content.decode() if answer.status_code == 200 else ""
        assert (mine.title in titles) == sees, name


def twins_of(client, model, parent, **values) -> str:
    """What the form of a new page says that is told already."""
    address, data = forms.filled_in(client, model, parent, **values)
    found = client.post(f"{ADDRESS}?form={address}", data).json()["twins"]
    return plain(" ".join(found))


def test_what_is_told_already_is_said_while_it_is_written(site, editor_client):
    told = page_types.news_page(site.home, title="La charte d’attribution est signée à Montclar")
    vows = page_types.news_page(site.home, title="Vœux du président pour 2026", live=False)
    old = page_types.news_page(site.home, title="Le recensement des ascenseurs", live=False)
    Page.objects.filter(pk=old.pk).update(
        latest_revision_created_at=timezone.now() - timedelta(days=500)
    )
    index = told.get_parent()

    def twins(title: str) -> str:
        return twins_of(editor_client, NewsPage, index, title=title)

    for title in (
        "charte d'attribution signée a MONTCLAR !",
        "À Montclar, la charte d’attribution est signée, mardi 12 mars",
    ):
        said = twins(title)
        assert told.title in said, title
        assert "publié le" in said
        assert f"/admin/pages/{told.pk}/edit/" in said
        assert "Modifier celui-ci plutôt" in said
    assert "(brouillon)" in twins("Les vœux du président")
    for title in ("Vœux du président pour 2027", old.title, "La charte", "Une charte d’accueil"):
        assert twins(title) == "", title
    # It isn't a twin of itself, nor of its translation.
    _address, data = forms.filled_in_again(editor_client, vows)
    edit = reverse("wagtailadmin_pages:edit", args=[vows.pk])
    assert editor_client.post(f"{ADDRESS}?form={edit}", data).json()["twins"] == []


def test_the_same_text_under_another_title_is_told_too(site, editor_client):
    text = "Quatre bailleurs ont compté leurs ascenseurs, un par un, et comparé les pannes. " * 4
    page = page_types.news_page(site.home, title="Les pannes", live=False)
    page.body = [("heading", {"text": "Compter", "level": "h2"}), ("rich_text", f"<p>{text}</p>")]
    page.save_revision()

    def twins(text: str) -> str:
        value = rich_text(f"<p>{text}</p>", features=TEXT_FEATURES)
        body = forms.body(("rich_text", value))
        return twins_of(editor_client, NewsPage, page.get_parent(), title="Un titre", body=body)

    assert page.title in twins(text.replace("comparé", "comparé alors"))
    assert twins(text[:100] + "Un tout autre propos, sur les jardins et leurs comptes. " * 5) == ""


def test_sessions_of_one_name_are_twins_on_one_day_only(site, editor_client):
    session = page_types.make(SessionPage, site.home, title="Visite du chantier de Valmire")
    start = timezone.localtime(session.starts_at)

    def twins(day) -> str:
        return twins_of(
            editor_client,
            SessionPage,
            session.get_parent(),
            title="Visite du chantier, Valmire",
            starts_at=day.strftime("%Y-%m-%d 09:00"),
        )

    assert session.title in twins(start)
    assert twins(start + timedelta(days=30)) == ""


def test_nobody_is_told_of_a_page_that_she_may_not_know_of(site):
    secret = page_types.make(SessionPage, site.home, title="Visite du chantier de Valmire")
    club = secret.get_parent().specific
    own = factories.publish(type(club)(), club.get_parent(), title="Un autre club")
    user = factories.user("autre-club@example.org")
    group = Group.objects.create(name="Un autre club seulement")
    group.permissions.set(Group.objects.get(name="Rédaction").permissions.all())
    for codename in ("add_page", "change_page"):
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=group, page=own, permission=permission)
    user.groups.add(group)
    client = logged_in(user)
    day = timezone.localtime(secret.starts_at).strftime("%Y-%m-%d 09:00")

    def twins() -> str:
        return twins_of(client, SessionPage, own, title=secret.title, starts_at=day)

    said = twins()
    assert secret.title in said
    assert "Le lire" in said  # public, and not hers to edit
    assert "/edit/" not in said
    factories.restrict(secret, Group.objects.get(name="Adhésions"))
    assert twins() == ""
