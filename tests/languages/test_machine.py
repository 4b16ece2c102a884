"""A machine may translate what nobody has; when it fails, the editor is told why and nothing has changed."""

import json
import time
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup
from django.test import override_settings
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from tests import page_types
from tests.conftest import fresh
from tests.languages.test_round_trip import NEXT, begin
from tests.languages.translator import service


def translator(url: str, name: str = "LibreTranslate", timeout: float = 5):
    options = {
        "URL": url, "LIBRETRANSLATE_URL": url, "API_KEY": "", "AUTH_KEY": "k", "TIMEOUT": timeout,
    }  # fmt: skip
    return override_settings(
        WAGTAILLOCALIZE_MACHINE_TRANSLATOR={
            "CLASS": f"core.translation.machine.{name}",
            "OPTIONS": options,
        }
    )


def libre(sent: bytes):
    return 200, {"translatedText": [f"EN {text}" for text in json.loads(sent)["q"]]}


def deepl(sent: bytes):
    texts = parse_qs(sent.decode())["text"]
    assert len(texts) <= 50, "the service refuses more"
    return 200, {"translations": [{"text": f"EN {text}"} for text in texts]}


@pytest.fixture(scope="module")
def begun(module_site):
    text = "".join(f"<p>Paragraphe {number} avec <b>du gras</b>.</p>" for number in range(60))
    page = page_types.news_page(module_site.home, introduction="Bref.", body=[("rich_text", text)])
    return begin(page)


@pytest.fixture
def job(begun, db):
    """The translation of a news item of 60 paragraphs."""
    return fresh(begun)


def translate(client, job):
    address = reverse("wagtail_localize:machine_translate", args=[job.pk])
    return client.post(address, {"next": NEXT}, headers={"referer": NEXT}, follow=True)


def told(answer) -> str:
    assert answer.status_code == 200
    document = BeautifulSoup(answer.content, "html.parser")
    return " ".join(document.select_one(".messages").text.split())


@pytest.mark.parametrize(("name", "answer"), [("LibreTranslate", libre), ("DeepL", deepl)])
def test_a_service_translates_what_nobody_has(name, answer, job, admin_client):
    with service(answer) as url, translator(url, name):
        assert "succès" in told(translate(admin_client, job))
    done, wanted = job.get_progress()
    assert done == wanted
    assert StringTranslation.objects.filter(data="EN Paragraphe 59 avec <b>du gras</b>.").exists()


NONSENSE = [
    (503, b"down for repair", "a refusé"),
    (403, {"error": "Invalid API key"}, "a refusé"),
    (200, b"<html>Welcome</html>", "ne peut pas être lue"),
    (200, {"error": "busy"}, "ne peut pas être lue"),
    (200, {"translatedText": ["one answer for all"], "translations": [{"text": "one"}]}, "ne peut pas être lue"),
    (200, ["a", "list"], "ne peut pas être lue"),
    (200, None, "ne peut pas être lue"),
]  # fmt: skip


@pytest.mark.parametrize("name", ["LibreTranslate", "DeepL"])
@pytest.mark.parametrize(("status", "body", "sentence"), NONSENSE)
def test_an_answer_that_makes_no_sense_is_told(name, status, body, sentence, job, admin_client):
    with service(lambda sent: (status, body)) as url, translator(url, name):
        words = told(translate(admin_client, job))
    assert sentence in words
    assert "Rien n’a été modifié." in words
    assert not StringTranslation.objects.exclude(translation_type="manual").exists()


def test_texts_that_are_no_texts_are_told(job, admin_client):
    def numbers(sent):
        return 200, {"translatedText": [1 for _text in json.loads(sent)["q"]]}

    with service(numbers) as url, translator(url):
        assert "ne peut pas être lue" in told(translate(admin_client, job))


def test_an_answer_with_a_script_or_a_foreign_link_is_left_out(job, admin_client):
    def hostile(sent):
        texts = json.loads(sent)["q"]
        bad = ["<script>alert(1)</script>", '<a id="a9">here</a>', "  "]
        return 200, {"translatedText": [*bad, *texts[3:]]}

    with service(hostile) as url, translator(url):
        translate(admin_client, job)
    total, done = job.get_progress()
    assert done >= total - 3 - 40
    assert not StringTranslation.objects.filter(data__contains="script").exists()
    assert not StringTranslation.objects.filter(data__contains="a9").exists()


def test_a_service_that_is_down_is_told(job, admin_client):
    with service(libre) as url:
        pass
    with translator(url):
        assert "n’a pas pu être joint" in told(translate(admin_client, job))


def test_a_service_that_sleeps_is_not_waited_for(job, admin_client):
    def slow(sent):
        time.sleep(1)
        return libre(sent)

    with service(slow) as url, translator(url, timeout=0.2):
        assert "trop de temps" in told(translate(admin_client, job))


def test_an_update_waits_for_a_service_that_is_back(job, admin_client):
    """The source's changes aren't taken over halfway."""
    page = job.source.get_source_instance()
    page.introduction = "Autre chose."
    page.save_revision().publish()
    address = reverse("wagtail_localize:update_translations", args=[job.source.pk])
    with service(lambda sent: (500, b"")) as url, translator(url):
        answer = admin_client.post(
            address, {"use_machine_translation": "on"}, headers={"referer": address}, follow=True
        )
        assert "a refusé" in told(answer)
    job.source.refresh_from_db()
    assert "Autre chose." not in job.source.content_json


def test_without_a_service_the_editor_has_no_such_button(job, admin_client):
    page = job.get_target_instance()
    form = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "machineTranslator&quot;: null" in form
