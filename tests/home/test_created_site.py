"""The site that `manage.py create_site` makes, as readers and the first editor find it."""

import io
import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import Translation

from core.withdrawal_models import Withdrawal
from downloads.models import Kind, Theme
from home.models import AssociationSettings, HomePage
from home.sections import SECTIONS
from members.models import User
from tests import crawler
from tests.conftest import logged_in
from tests.home.new_site import NAME, create, everything
from tests.home.test_empty_site import ODD, answers

pytestmark = pytest.mark.both_databases


@pytest.fixture(scope="module")
def made(module_db, module_worker) -> str:
    """A site made with all proposals, and what the command said."""
    with transaction.atomic():
        return create(editor_email="Editrice@Example.org", address="https://www.val.example.org")


class TestTheSite:
    @pytest.fixture(autouse=True)
    def site(self, made, db):
        pass

    def test_readers_find_every_section_in_the_menu_in_every_language(self, read):
        for home, language in (("/", "fr"), ("/en/", "en")):
            document = read(home)
            with override(language):
                titles = [str(section.words.title) for section in SECTIONS]
            links = document.select(".main-menu a")
            assert [link.text for link in links] == titles
            for link in links:
                page = read(link["href"])
                assert page.h1.text == link.text
                assert len(page.select_one(".standfirst").text) > 40
                assert page.html["lang"] == language

    def test_every_public_address_answers(self, client):
        found = answers(client)
        assert set(found.values()) <= {200, 404} | ODD, found

    def test_every_link_of_it_leads_somewhere(self, client):
        crawled = crawler.crawl(client)
        dead = {answer.address for answer in crawled if answer.status not in {200, 302}}
        # The third comes with the e-mail address of the association.
        assert dead == {"/rien-ici/", "/en/nothing-here/", "/.well-known/security.txt"}

    def test_a_404_helps(self, read):
        document = read("/rien-ici/", status=404)
        assert document.main.select_one("input[name=q]")
        assert document.main.select('a[href="/actualites/"]')

    def test_the_legal_pages_say_what_is_known(self, read):
        assert NAME in read("/mentions-legales/").main.text
        assert "non conforme" in read("/accessibilite/").main.text

    def test_its_name_and_address_are_those_of_the_association(self):
        site = Site.objects.get()
        assert (site.hostname, site.port, site.is_default_site) == (
            "www.val.example.org",
            443,
            True,
        )
        assert site.site_name == AssociationSettings.load().name == NAME
        assert isinstance(site.root_page.specific, HomePage)

    def test_nothing_is_left_of_wagtails_own_page(self):
        assert not Page.objects.filter(title__startswith="Welcome").exists()
        assert not Withdrawal.objects.exists()

    def test_pages_in_other_languages_are_translations_in_step(self):
        for page in Page.objects.filter(locale__language_code="fr", depth__gt=1):
            job = Translation.objects.get(source__object_id=page.translation_key)
            assert job.enabled
            assert job.get_status_display() == "À jour" or job.get_target_instance().live
            assert job.get_target_instance().title

    def test_themes_and_kinds_are_there_in_every_language(self):
        for model in (Theme, Kind):
            french = model.objects.filter(locale__language_code="fr")
            assert french.count() >= 6
            for term in french:
                english = term.get_translation(Locale.objects.get(language_code="en"))
                assert english.name
                assert english.slug
        assert Kind.objects.filter(name="Étude", slug="etude").exists()

    def test_the_first_editor_is_written_to_and_let_in(self, made, client):
        editor = User.objects.get(email="editrice@example.org")
        assert [group.name for group in editor.groups.all()] == ["Administration"]
        assert not editor.has_usable_password()
        link = re.search(r"http\S+/lien/\S+", made)[0]
        path = link.removeprefix(settings.BASE_URL)
        assert client.get(path).status_code == 200
        assert client.post(path).headers["Location"] == reverse("wagtailadmin_home")
        assert client.get(reverse("wagtailadmin_home")).status_code == 200

    def test_run_again_it_changes_nothing(self):
        before = everything()
        assert "rien n’a été modifié" in create()
        call_command("create_site", "--no-input", stdout=io.StringIO())
        assert everything() == before

    def test_another_association_is_refused(self):
        before = everything()
        with pytest.raises(CommandError, match=NAME):
            create(name="Une autre union")
        assert everything() == before

    def test_the_first_screen_isnt_offered_any_more(self):
        client = logged_in(User.objects.get(email="editrice@example.org"))
        before = everything()
        response = client.post(reverse("set_up"), {"name": "Autre"}, follow=True)
        assert "rien n’a été modifié" in response.content.decode()
        assert AssociationSettings.load().name == NAME
        assert everything() == before
