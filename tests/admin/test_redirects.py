"""The editors' list of redirects and of what was withdrawn, as those who publish have it."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from core.redirect_views import MAX_UNPACKED, as_csv
from core.withdrawal_models import Withdrawal
from members.models import User
from tests import factories, files, page_types
from tests.conftest import logged_in


@pytest.fixture(autouse=True)
def public_name(settings):
    """Django takes no name without a dot for an address."""
    settings.BASE_URL = "http://www.example.org"


@pytest.fixture
def page(site):
    return page_types.content_page(site.home, title="L’Union", slug="union")


def send(client, name: str, data: bytes):
    """The screens of an import, with the first two columns."""
    upload = SimpleUploadedFile(name, data)
    answer = client.post(reverse("wagtailredirects:start_import"), {"import_file": upload})
    if answer.status_code == 302:
        return client.get(answer["Location"])
    form = BeautifulSoup(answer.content, "html.parser").select_one("form[action$='process/']")
    values = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    values |= {"from_index": "0", "to_index": "1", "permanent": "on", "site": ""}
    return client.post(reverse("wagtailredirects:process_import"), values, follow=True)


def xlsx(*rows) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    output = BytesIO()
    workbook.save(output)
    return output.getvalue()


CSV = "Ancienne adresse;Mène à\n/été.html;/union/\n\n/index.php?id=3;https://example.org/x\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("liste.csv", CSV.encode("utf-8-sig")),
        ("LISTE.CSV", CSV.replace(";", ",").encode("cp1252")),
        ("liste.tsv", CSV.replace(";", "\t").encode()),
        (
            "liste.xlsx",
            xlsx(
                ["De", "À"], ["/été.html", "/union/"], ["/index.php?id=3", "https://example.org/x"]
            ),
        ),
    ],
)
def test_a_file_as_spreadsheets_write_it_is_imported(name, data, page, editor_client):
    answer = send(editor_client, name, data)
    assert "2 règles de redirection importées" in answer.content.decode()
    assert Client().get("/été.html")["Location"] == "/union/"
    assert Client().get("/index.php?id=3")["Location"] == "https://example.org/x"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("vide.csv", b""),
        ("une-colonne.csv", b"De\n/a\n"),
        ("rien.csv", b"De;A\n"),
        ("image.csv", bytes(range(256)) * 9),
        ("faux.xlsx", b"PK\x03\x04 rien"),
        ("crochets.csv", b"De;A\nhttp://[site]/page;/union/\n"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(name, data, site, editor_client):
    assert "ne peut être lu" in send(editor_client, name, data).content.decode()
    assert not Redirect.objects.exists()


def test_a_line_that_is_wrong_is_said_and_the_others_are_imported(page, editor_client):
    data = "De;À\n/a;/union/\n/b;pas une adresse\n/c\n".encode()
    text = send(editor_client, "liste.csv", data).content.decode()
    assert "pas une adresse" in text
    assert "/c" in text or Redirect.objects.filter(old_path="/c").exists()
    assert Client().get("/a")["Location"] == "/union/"


def test_what_is_exported_can_be_imported(page, editor_client):
    page = Page.objects.get(pk=page.pk).specific
    page.slug = "reseau"
    page.save_revision().publish()
    answer = editor_client.get(reverse("wagtailredirects:index"), {"export": "csv"})
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert "Ancienne adresse" in data.decode()
    assert "/union;http://www.example.org/reseau/" in data.decode()
    Redirect.objects.all().delete()
    send(editor_client, "redirections.csv", data)
    assert Client().get("/union/")["Location"] == "/reseau/"


def test_an_import_sent_twice_says_that_the_file_is_gone(page, editor_client):
    answer = editor_client.post(
        reverse("wagtailredirects:start_import"),
        {"import_file": SimpleUploadedFile("liste.csv", CSV.encode())},
    )
    form = BeautifulSoup(answer.content, "html.parser").select_one("form[action$='process/']")
    values = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    values |= {"from_index": "0", "to_index": "1", "site": ""}
    for _time in range(2):
        answer = editor_client.post(reverse("wagtailredirects:process_import"), values, follow=True)
    assert "n’est plus là" in answer.content.decode()


def test_the_editor_says_what_replaces_what_she_withdraws(site, page, editor_client):
    other = page_types.content_page(site.home, title="Le réseau")
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    answer = editor_client.post(unpublish, follow=True)
    link = BeautifulSoup(answer.content, "html.parser").find(
        "a", string=lambda text: text and "remplace" in text
    )
    form = editor_client.get(link["href"])
    assert form.status_code == 200
    values = {"replacement": other.pk, "replacement_link": ""}
    assert editor_client.post(link["href"], values).status_code == 302
    assert Withdrawal.objects.get().replacement_id == other.pk
    listed = editor_client.get(reverse("wagtailsnippets_core_withdrawal:list")).content.decode()
    assert "L’Union" in listed
    assert "Le réseau" in listed


def test_nobody_adds_or_forgets_a_withdrawal(page, editor_client, admin_client):
    Page.objects.get(pk=page.pk).specific.unpublish()
    withdrawal = Withdrawal.objects.get()
    for client in (editor_client, admin_client):
        for name, args in (("add", []), ("delete", [withdrawal.pk])):
            address = reverse(f"wagtailsnippets_core_withdrawal:{name}", args=args)
            assert client.get(address).status_code == 302


@pytest.mark.parametrize("path", ["http://[site]/page", "//[", "/a[1]/"])
def test_what_cant_be_read_as_an_address_is_said_in_the_form(path, page, editor_client):
    redirect = Redirect.objects.create(old_path="/ancienne", redirect_link="http://a.example/")
    for address in (
        reverse("wagtailredirects:add"),
        reverse("wagtailredirects:edit", args=[redirect.pk]),
    ):
        data = {"old_path": path, "redirect_link": "http://b.example/", "is_permanent": "on"}
        answer = editor_client.post(address, data | {"site": "", "redirect_page": ""})
        assert answer.status_code == (302 if path == "/a[1]/" else 200)
        if answer.status_code == 200:
            assert "par exemple /ancienne-page/" in answer.text
            assert "b.example" in answer.text
        Redirect.objects.exclude(pk=redirect.pk).delete()


def as_role(name: str) -> Client:
    person = factories.user("role@example.org")
    person.groups.add(Group.objects.get(name=name))
    return logged_in(person)


@pytest.mark.parametrize("role", ["Rédaction", "Adhésions"])
@pytest.mark.parametrize(
    "path", ["localize/api/snippets/core/withdrawal/", "snippets/choose/core/withdrawal/"]
)
def test_nor_are_the_titles_of_what_was_withdrawn_given_elsewhere(path, role, page):
    Page.objects.get(pk=page.pk).specific.unpublish()
    for end in ("", f"{Withdrawal.objects.get().pk}/"):
        answer = as_role(role).get(f"/admin/{path}{end}")
        User.objects.all().delete()
        assert "L’Union" not in answer.content.decode()


def test_the_translation_editor_is_told_of_what_its_reader_may_change(site):
    contact = factories.contact()
    address = f"/admin/localize/api/snippets/contacts/contact/{contact.pk}/"
    assert as_role("Rédaction").get(address).json()["title"] == contact.name


def test_those_who_only_write_see_neither_list(site):
    client = as_role("Rédaction")
    for name in ("wagtailredirects:index", "wagtailsnippets_core_withdrawal:list"):
        assert client.get(reverse(name)).status_code == 302


def test_a_worksheet_that_would_unpack_to_gigabytes_isnt_unpacked():
    bomb = BytesIO(files.xlsx())
    with ZipFile(bomb, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings2.xml", b"0" * (MAX_UNPACKED + 1))
    with pytest.raises(ValueError, match="unpacked"):
        as_csv(SimpleUploadedFile("adresses.xlsx", bomb.getvalue()))
