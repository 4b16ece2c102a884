"""The admin calls a language « langue », whatever the packages' own French says."""

from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple
from wagtail.users.models import UserProfile

from tests import factories, page_types
from tests.conftest import logged_in


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_no_language_is_a_region(domain):
    wrong, found = [], 0
    for app in apps.get_app_configs():
        for file in Path(app.path).glob(f"locale/fr/LC_MESSAGES/{domain}.mo"):
            for entry in polib.mofile(str(file)):
                said = " ".join([entry.msgstr, *entry.msgstr_plural.values()])
                if "wagtail" not in app.name or "région" not in said.lower():
                    continue
                found += 1
                with override("fr"):
                    words = gettext(entry.msgid)
                    if entry.msgid_plural:
                        words += ngettext(entry.msgid, entry.msgid_plural, 2)
                if domain == "djangojs" or "région" in words.lower():
                    wrong.append(entry.msgid)
    assert not wrong
    assert found or domain == "djangojs"


def test_whoever_chooses_reads_it_in_the_language_of_her_screens(site):
    """Whoever opened the same form before."""
    session = page_types.session(site.home, parent=page_types.club(site.home))
    course = page_types.course(site.home)
    addresses = [
        reverse("wagtailadmin_pages:edit", args=[session.pk]),
        reverse("wagtailadmin_pages:edit", args=[course.pk]),
        reverse("wagtailsnippets_contacts_contact:add"),
        reverse("wagtaildocs_chooser:choose"),
        reverse("wagtailsnippetchoosers_contacts_contact:choose"),
    ]
    for language in ("fr", "en"):
        user = factories.user(f"{language}@example.org", "Rédaction")
        UserProfile.objects.create(user=user, preferred_language=language)
        reader = logged_in(user)
        read = "".join(reader.get(address).content.decode() for address in addresses)
        french = [word for word in ("Choisir", "Recherche", "Modifier") if word in read]
        assert bool(french) == (language == "fr"), french


def test_what_was_done_just_now_is_said_so():
    with override("fr"):
        assert timesince_simple(timezone.now()) == "à l’instant"
