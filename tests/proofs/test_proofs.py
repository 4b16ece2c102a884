"""A draft read by a link: what it opens and to whom, what it never opens, and what becomes of the remarks."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageLogEntry

from members.models import User
from proofs.models import Proof, Remark
from tests import factories, page_types
from tests.background import followed
from tests.conftest import logged_in, sections
from tests.members.conftest import mailbox

__all__ = ["mailbox"]


def draft_with_photo_and_file(site, title: str):
    photo = factories.photo(f"Photo de {title}")
    body = [("photo", {"photo": photo, "caption": "La cour"})]
    page = factories.publication(title, parent=site.library, live=False, body=body)
    return SimpleNamespace(
        page=page, pk=page.pk, url=page.url, photo=photo, file=page.files.get().document
    )


@pytest.fixture(scope="module")
def content(module_db) -> SimpleNamespace:
    site = sections()
    with followed():
        return SimpleNamespace(
            site=site,
            editor=factories.editor(),
            draft=draft_with_photo_and_file(site, "Bilan à relire"),
            other=draft_with_photo_and_file(site, "Cachette du bureau"),
        )


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.FORM_MIN_SECONDS = -1


@pytest.fixture
def proof(content, db) -> Proof:
    return Proof.objects.create(page_id=content.draft.pk, name="Jeanne", made_by=content.editor)


def signed_in(content) -> Client:
    return logged_in(User.objects.get(pk=content.editor.pk))


def parsed(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def had_by(page: BeautifulSoup, proof: Proof) -> dict[str, str]:
    """The addresses of the link's own photos and files that stand on the page."""
    found = [element.get("src") or element.get("href") for element in page.select("[src], [href]")]
    own = [address for address in found if address.startswith(proof.path)]
    return {
        "photo": next(address for address in own if "/media/images/" in address),
        "file": next(address for address in own if "/fichiers/" in address),
    }


def is_guarded(answer) -> bool:
    return (
        answer["Cache-Control"] == "private, no-store"
        and answer["Referrer-Policy"] == "no-referrer"
        and "noindex" in answer["X-Robots-Tag"]
    )


def test_a_reader_without_an_account_reads_the_draft_with_its_photo_and_file(
    content, proof, client
):
    draft = content.draft.page.specific_class.objects.get(pk=content.draft.pk)
    draft.title = "Bilan presque fini"
    draft.save_revision()
    answer = client.get(proof.path)
    page = parsed(answer)
    assert answer.status_code == 200
    assert is_guarded(answer)
    assert int(answer["Content-Length"]) == len(answer.content)
    assert not answer.cookies
    assert page.h1.text == "Bilan presque fini"  # as it was saved last
    assert "Cachette" not in answer.content.decode()
    for address in had_by(page, proof).values():
        served = client.get(address)
        assert served.status_code == 200, address
        assert is_guarded(served)
        assert client.get(address.removeprefix(f"{proof.path.rstrip('/')}")).status_code == 404
        # At its own address it stays closed.
        plain = re.sub(r"^.*?(?=/media/|/fichiers/)", "", address)
        assert client.get(plain).status_code in {302, 404}
    assert client.get(content.draft.url).status_code == 404


def test_whoever_is_signed_in_is_shown_the_same(content, proof):
    answer = signed_in(content).get(proof.path)
    assert is_guarded(answer)
    assert "userbar" not in answer.content.decode()


def test_its_marks_open_nothing_else(content, proof, client):
    own = had_by(parsed(client.get(proof.path)), proof)
    second = Proof.objects.create(page_id=content.other.pk, name="Luc", made_by=content.editor)
    others = had_by(parsed(client.get(second.path)), second)
    for kind, address in own.items():
        mark = address.removeprefix(proof.path).partition("/")[0]
        _mark, _slash, path = others[kind].removeprefix(second.path).partition("/")
        for guessed in (mark, "0" * 32, others[kind].removeprefix(second.path).partition("/")[0]):
            answer = client.get(f"{proof.path}{guessed}/{path}")
            assert answer.status_code == 404
            assert is_guarded(answer)


def test_an_address_typed_into_the_text_opens_no_file_that_its_writer_doesnt_know_of(
    content, client
):
    """A mark is made for each address on the page: whoever writes the page may write any."""
    limited = factories.user("limitee@example.org")
    group = Group.objects.create(name="Actualités seules")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=content.site.news, permission=change)
    limited.groups.add(group)
    page = page_types.news_page(content.site.home, live=False)
    proof = Proof.objects.create(page_id=page.pk, name="Luc", made_by=limited)
    hidden = content.other.file
    size = content.other.photo.get_rendition("format-webp|width-480")
    for path in (hidden.url, size.url):
        address = f"{proof.path}{proof.mark(path[1:])}{path}"
        assert client.get(address).status_code == 404
        Proof.objects.filter(pk=proof.pk).update(made_by=content.editor)
        assert client.get(address).status_code == 200
        Proof.objects.filter(pk=proof.pk).update(made_by=limited)


def _revoke(proof, content):
    signed_in(content).post(reverse("proofs", args=[proof.page_id]), {"revoke": proof.pk})


def _let_expire(proof, content):
    Proof.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def _take_the_role(proof, content):
    User.objects.get(pk=content.editor.pk).groups.clear()


def _close_the_account(proof, content):
    User.objects.filter(pk=content.editor.pk).update(is_active=False)


@pytest.mark.parametrize("end", [_revoke, _let_expire, _take_the_role, _close_the_account])
def test_once_it_has_ended_it_opens_nothing(end, content, proof, client):
    addresses = [proof.path, *had_by(parsed(client.get(proof.path)), proof).values()]
    end(proof, content)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 410
        assert is_guarded(answer)
        assert "Ce lien n’est plus ouvert" in parsed(answer).h1.text
        assert "Bilan" not in answer.content.decode()
    assert client.post(proof.path, {"text": "Trop tard"}).status_code == 410
    assert not Remark.objects.exists()


def test_a_guessed_link_says_so_in_the_readers_language(proof, client):
    key, _dot, signature = proof.token.partition(".")
    for token in ("x", f"{'0' * 32}.{signature}", f"{key}.{signature[::-1]}", key, "é" * 300):
        for address, sentence in (
            (f"/relecture/{token}/", "Ce lien n’ouvre rien"),
            (f"/en/proof/{token}/", "This link opens nothing"),
        ):
            answer = client.get(address)
            assert answer.status_code == 404
            assert parsed(answer).h1.text == sentence


def test_a_draft_that_cant_be_shown_is_no_error_of_the_site(content, client):
    session = page_types.session(content.site.home, live=False)
    session.starts_at = None
    session.save_revision(clean=False)
    proof = Proof.objects.create(page_id=session.pk, name="Luc", made_by=content.editor)
    answer = Client(raise_request_exception=False).get(proof.path)
    assert answer.status_code == 503
    assert is_guarded(answer)


def test_a_draft_is_never_kept_as_the_page_that_is_ready_for_all(
    content, client, settings, tmp_path
):
    settings.READY_PAGES_ROOT = str(tmp_path)
    page = page_types.news_page(content.site.home, title="Paru")
    page.title = "Encore un brouillon"
    page.save_revision()
    proof = Proof.objects.create(page_id=page.pk, name="Luc", made_by=content.editor)
    generations = set()
    for _time in range(2):
        assert parsed(client.get(page.url)).h1.text == "Paru"
        generations.add((tmp_path / "current").readlink())
        assert parsed(client.get(proof.path)).h1.text == "Encore un brouillon"
    assert len(generations) == 1  # a preview makes the others no older
    kept = list(tmp_path.rglob("index.html"))
    assert not any("Encore un brouillon" in path.read_text() for path in kept)
    assert not list(tmp_path.rglob("relecture"))


def send(client, proof: Proof, **fields):
    page = parsed(client.get(proof.path))
    data = {"key": page.select_one("[name=key]")["value"], "website": "", "quote": "", "text": ""}
    return data | fields, client.post(proof.path, data | fields)


def test_remarks_reach_the_maker_and_stand_over_the_form_until_they_are_seen_to(
    content, proof, client, mailbox
):
    data, answer = send(client, proof, quote="le <b>logement</b>", text="Trente-deux, non quarante")
    assert answer.status_code == 302
    client.post(proof.path, data)  # the way back, and again
    assert Remark.objects.count() == 1
    (message,) = mailbox.messages
    assert message.recipients == [content.editor.email]
    assert "Trente-deux, non quarante" in mailbox.text()
    assert "Trente-deux, non quarante" in parsed(client.get(proof.path)).select_one("#proof").text

    editor = signed_in(content)
    edit = reverse("wagtailadmin_pages:edit", args=[content.draft.pk])
    screen = reverse("proofs", args=[content.draft.pk])
    shown = editor.get(edit).content.decode()
    assert "Trente-deux, non quarante" in shown
    assert f'href="{screen}"' in shown
    listed = editor.get(screen).content.decode()
    assert "le &lt;b&gt;logement&lt;/b&gt;" in listed
    editor.post(screen, {"done": Remark.objects.get().pk})
    shown = editor.get(edit).content.decode()
    assert "Trente-deux" not in shown
    assert f'href="{screen}"' in shown  # among the actions


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": "x" * 5000}, {"quote": "x" * 2000}])
def test_what_is_refused_stays_in_the_form(fields, proof, client):
    _data, answer = send(client, proof, **{"text": "À garder", "quote": "Passage"} | fields)
    assert answer.status_code == 422
    page = parsed(answer)
    assert page.select_one(".field-problem").text
    kept = {"text": "À garder", "quote": "Passage"} | fields
    assert page.select_one("[name=text]").text.strip() == kept["text"]
    assert page.select_one("[name=quote]").text.strip() == kept["quote"]


@pytest.mark.parametrize("limit", ["in all", "in an hour"])
def test_remarks_are_limited_and_none_is_lost(limit, proof, client, settings):
    if limit == "in all":
        settings.PROOF_REMARKS = 1
    else:
        settings.PROOF_LIMITS = settings.PROOF_LIMITS | {"by_proof": 1}
    assert send(client, proof, text="La première")[1].status_code == 302
    _data, answer = send(client, proof, text="La deuxième")
    assert answer.status_code == 429
    assert parsed(answer).select_one("[name=text]").text.strip() == "La deuxième"
    assert Remark.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "may"),
    [("Rédaction", True), ("Publication", True), ("Administration", True), ("Adhésions", False)],
)
def test_who_may_edit_the_page_makes_and_sees_links(role, may, content, proof, mailbox):
    person = factories.user("equipe@example.org")
    person.groups.add(Group.objects.get(name=role))
    client, screen = logged_in(person), reverse("proofs", args=[content.draft.pk])
    made = client.post(screen, {"make": "1", "name": "Ana", "email": "Ana@example.org"})
    assert (made.status_code == 302) == Proof.objects.filter(name="Ana").exists() or not may
    assert Proof.objects.filter(name="Ana", made_by=person).exists() == may
    assert (proof.path in client.get(screen, follow=True).content.decode()) == may
    client.post(screen, {"revoke": proof.pk})
    assert Proof.objects.filter(pk=proof.pk, revoked_at=None).exists() != may
    if may:
        assert mailbox.messages[-1].recipients == ["ana@example.org"]
        assert Client().get(mailbox.link()).status_code == 200
        assert {"proofs.make", "proofs.revoke"} <= set(
            PageLogEntry.objects.values_list("action", flat=True)
        )


def test_a_link_is_made_without_an_address(content, mailbox):
    """It is copied, as the form says."""
    editor, screen = signed_in(content), reverse("proofs", args=[content.draft.pk])
    shown = editor.post(screen, {"make": "1", "name": "Ana", "email": ""}, follow=True)
    made = Proof.objects.get(name="Ana")
    assert made.path in shown.content.decode()
    assert not mailbox.messages


def test_a_link_of_another_page_is_out_of_reach(content, proof, client):
    screen = reverse("proofs", args=[content.other.pk])
    assert client.get(screen).status_code == 302
    editor = signed_in(content)
    for value in (proof.pk, "x", "9" * 30, "²"):
        editor.post(screen, {"revoke": value, "name": ""})
    assert Proof.objects.filter(revoked_at=None).count() == 1
    wrong = editor.post(
        screen, {"make": "1", "name": "Ana\nBcc: x", "email": "a@example.org, b@example.org"}
    )
    assert wrong.status_code == 422
    assert Proof.objects.count() == 1


def test_links_and_remarks_go_with_time_and_with_their_readers_account(content, proof):
    Remark.objects.create(proof=proof, key=proof.key, text="À revoir")
    call_command("look_after_proofs")
    assert Remark.objects.exists()
    ended = timezone.now() - timedelta(days=django_settings.PROOF_KEPT_DAYS + 1)
    Proof.objects.update(expires_at=ended)
    call_command("look_after_proofs")
    assert not Proof.objects.exists()
    assert not Remark.objects.exists()
    member = factories.member()
    Proof.objects.create(page_id=content.draft.pk, name="Ana", email=member.email)
    member.delete()
    assert not Proof.objects.exists()
