"""`manage.py create_site`: what it asks, what it takes for an answer, and what it refuses."""

import io
import os
import sys
from contextlib import redirect_stdout

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import override
from wagtail.models import Page, Site

from downloads.models import Kind, Theme
from home.forms import SiteForm
from home.models import AssociationSettings, HomePage
from home.site_creation import SiteExists, create_site
from members.models import SignInLink, User
from news.models import NewsIndexPage
from photos.models import Photo
from tests import factories, files
from tests.home.new_site import NAME, create, everything

pytestmark = pytest.mark.django_db

BAD = {
    "no name": ({"name": "  "}, "--name"),
    "a name of signs": ({"name": "—"}, "lettres"),
    "a name on two lines": ({"name": "Union\nrégionale"}, "une seule ligne"),
    "a name with a NUL": ({"name": "Uni\0on"}, "--name"),
    "a very long name": ({"name": "x" * 201}, "200"),
    "a short name with a bell": ({"short_name": "U\aR"}, "une seule ligne"),
    "a director on two lines": ({"publication_director": "A\nB"}, "une seule ligne"),
    "a pale colour": ({"primary_colour": "#ffe680"}, "trop claire"),
    "a pale second colour": ({"accent_colour": "#f0f0f0"}, "trop claire"),
    "a colour by name": ({"primary_colour": "red"}, "#1f5560"),
    "a host with a path": ({"address": "www.example.org/site"}, "sans rien après"),
    "a host with a question": ({"address": "https://www.example.org?a"}, "sans rien après"),
    "a host with a blank": ({"address": "www example.org"}, "--address"),
    "a host with a backslash": ({"address": "www.example.org\\x"}, "--address"),
    "a host with a name and password": ({"address": "https://a:b@example.org"}, "--address"),
    "a host of one word": ({"address": "https://parvis"}, "domaine"),
    "another scheme": ({"address": "ftp://www.example.org"}, "--address"),
    "a port out of range": ({"address": "www.example.org:70000"}, "--address"),
    "the port 0": ({"address": "www.example.org:0"}, "--address"),
    "a port of letters": ({"address": "www.example.org:http"}, "--address"),
    "no address": ({"address": ""}, "--address"),
    "a language without catalogue": ({"languages": "fr,de"}, "fr, en"),
    "no such language": ({"languages": "fr,xx-klingon"}, "fr, en"),
    "not the main language": ({"languages": "en"}, "langue principale"),
    "no language": ({"languages": ""}, "--languages"),
    "no such section": ({"sections": "news,blog"}, "blog"),
    "an address for mail without @": ({"editor_email": "ana.example.org"}, "ana@example.org"),
    "two addresses for mail": ({"editor_email": "a@example.org, b@example.org"}, "--editor-email"),
    "an address on two lines": ({"editor_email": "a@example.org\nBcc: b@example.org"}, "--editor"),
    "no such role": ({"editor_email": "a@example.org", "editor_role": "Chef"}, "Chef"),
    "no such logo": ({"logo": "/nulle/part.png"}, "/nulle/part.png"),
    "a logo that is no image": ({"logo": __file__}, "--logo"),
    "a logo with a NUL": ({"logo": "a\0.png"}, "--logo"),
}


class TestBadInput:
    @pytest.mark.parametrize("what", BAD)
    def test_it_gets_a_sentence_and_changes_nothing(self, what):
        options, words = BAD[what]
        before = everything()
        with pytest.raises(CommandError) as refused:
            create(**options)
        assert words in str(refused.value), refused.value
        assert refused.value.returncode > 0
        assert everything() == before

    def test_all_mistakes_are_said_at_once(self):
        with pytest.raises(CommandError) as refused:
            create(name="", primary_colour="red", logo="/nulle/part.png")
        lines = str(refused.value).splitlines()
        assert {line.partition(":")[0] for line in lines} == {
            "--name",
            "--primary-colour",
            "--logo",
        }

    def test_the_sentence_is_in_the_language(self):
        with override("en"), pytest.raises(CommandError, match="nothing after it"):
            create(address="www.example.org/site")

    def test_an_account_without_a_role_isnt_given_one(self):
        factories.member("ana@valmire.example.org")
        before = everything()
        with pytest.raises(CommandError, match="Paramètres > Utilisateurs"):
            create(editor_email="ana@valmire.example.org")
        assert everything() == before

    def test_the_address_of_another_site_is_refused(self):
        root = Page.objects.get(depth=2)
        Site.objects.create(hostname="www.example.org", port=443, root_page=root)
        with pytest.raises(CommandError, match="Un autre site"):
            create(address="https://www.example.org")

    def test_a_home_page_made_by_hand_is_a_site(self):
        Page.get_first_root_node().add_child(instance=HomePage(title="Accueil"))
        factories.association(name="Union du Nord")
        with pytest.raises(CommandError, match="Union du Nord"):
            create()

    @pytest.mark.both_databases
    def test_what_fails_halfway_leaves_nothing(self, tmp_path, monkeypatch):
        """A page type that can't be saved, once the home page and the logo are there."""
        logo = tmp_path / "logo.jpg"
        logo.write_bytes(files.jpeg())
        factories.photo()
        before, kept = everything(), set(default_storage.listdir("original_images")[1])
        monkeypatch.setattr(NewsIndexPage, "full_clean", lambda self, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            create(logo=str(logo))
        assert everything() == before
        assert set(default_storage.listdir("original_images")[1]) == kept


class TestAnswers:
    def test_only_what_is_wanted_is_made(self, read, worker):
        create(
            languages="fr,fr",
            sections="contacts,news,news",
            short_name="Val",
            primary_colour="#123456",
            address="localhost:8001",
            publication_director="Maud Sérane",
        )
        document = read("/")
        assert [link.text for link in document.select(".main-menu a")] == ["Actualités", "Contacts"]
        assert not document.select(".members-link, .languages")
        assert "/espace-adherents/" not in {link["href"] for link in document.select("a")}
        assert document.select_one(".brand").text.strip() == "Val"
        assert "#123456" in read("/couleurs.css").text
        assert "Maud Sérane" in read("/mentions-legales/").main.text
        read("/en/", status=404)
        assert read("/espace-adherents/connexion/").form, "editors still sign in"
        assert Site.objects.get().port == 8001

    def test_the_logo_is_a_photo_that_may_be_shown(self, tmp_path, worker):
        logo = tmp_path / "notre logo.jpg"
        logo.write_bytes(files.jpeg())
        create(logo=str(logo))
        photo = Photo.objects.get()
        assert AssociationSettings.load().logo == photo
        assert not photo.missing_for_publication
        assert photo.description == photo.credit == NAME

    @pytest.mark.parametrize(
        ("typed", "hostname", "port"),
        [
            ("WWW.Example.org", "www.example.org", 443),
            ("http://www.example.org/", "www.example.org", 80),
            ("https://www.café.example", "www.xn--caf-dma.example", 443),
            ("http://127.0.0.1:8000", "127.0.0.1", 8000),
        ],
    )
    def test_an_address_is_written_in_many_ways(self, typed, hostname, port):
        create(address=typed, languages="fr", sections="")
        site = Site.objects.get()
        assert (site.hostname, site.port) == (hostname, port)

    def test_vocabularies_begun_before_stay_as_they_are(self):
        factories.theme("Rénovation")
        create()
        assert list(Theme.objects.values_list("name", flat=True)) == ["Rénovation"]
        assert Kind.objects.count() > 5

    def test_an_administrator_who_is_there_already_is_no_mistake(self):
        administrator = factories.administrator()
        create(editor_email=administrator.email)
        assert not SignInLink.objects.exists()

    def test_the_first_editor_gets_a_message(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            create(editor_email="ana@example.org", editor_role="Rédaction")
        [message] = mail.outbox
        assert message.to == ["ana@example.org"]
        assert NAME in message.subject
        assert "/connexion/lien/" in message.body
        assert User.objects.get().groups.get().name == "Rédaction"

    def test_questions_are_asked_until_the_answer_is_good(self, monkeypatch):
        """On a terminal, as an operator sees it: the proposal is in brackets."""
        typed = ["", NAME, *[""] * 4, "www.val.example.org/x", "www.val.example.org"]
        typed += [*[""] * 6, "ana", "", ""]
        keyboard, screen = os.openpty()
        os.write(keyboard, "".join(f"{line}\n" for line in typed).encode())
        said = io.StringIO()
        with os.fdopen(screen) as terminal, redirect_stdout(said):
            monkeypatch.setattr(sys, "stdin", terminal)
            call_command("create_site", stdout=said, stderr=said)
        os.close(keyboard)
        assert AssociationSettings.load().name == NAME
        assert Site.objects.get().hostname == "www.val.example.org"
        assert "sans rien après" in said.getvalue()
        assert "ana@example.org" in said.getvalue()
        assert "[fr,en]" in said.getvalue()
        assert "[#1f5560]" in said.getvalue()

    def test_it_waits_for_the_migrations(self):
        MigrationRecorder.Migration.objects.filter(app="home").order_by("-pk").first().delete()
        with pytest.raises(CommandError, match="migrate"):
            create()


@pytest.mark.both_databases
def test_of_two_at_once_the_second_changes_nothing(db):
    """Both have asked before either has made anything."""
    proposals = {name: field.initial for name, field in SiteForm.base_fields.items()}
    first, second = (
        SiteForm(
            proposals
            | {"name": name, "address": "www.example.org", "languages": ["fr"], "sections": []}
            | {"primary_colour": "#123456", "accent_colour": "#654321"}
        )
        for name in ("Union du Nord", "Union du Sud")
    )
    assert first.is_valid() and second.is_valid(), (first.errors, second.errors)  # noqa: PT018
    create_site(first)
    before = everything()
    with pytest.raises(SiteExists):
        create_site(second)
    assert everything() == before
