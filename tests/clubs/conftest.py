"""Documents of Word, sent as an editor sends them."""

import json
import subprocess
from importlib import import_module

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.word import process
from tests import page_types, word
from tests.clubs.word_reports import draft


@pytest.fixture
def session(site):
    return page_types.session(site.home, title="Visite des Tilleuls", edition=7, place="Valmire")


@pytest.fixture
def upload(editor_client, django_capture_on_commit_callbacks):
    """Sends a document as an editor does; the answer is that to her form."""

    def send_document(data, page, name="compte-rendu.docx"):
        with django_capture_on_commit_callbacks(execute=True):
            return editor_client.post(
                reverse("clubs_import_word", args=[page.pk]),
                {"file": SimpleUploadedFile(name, data)},
            )

    return send_document


@pytest.fixture
def send(upload, editor_client):
    """The same; the answer is the page where she ends up."""

    def send_document(data, page, **sent):
        answer = upload(data, page, **sent)
        if answer.status_code == 302:
            return editor_client.get(answer.url, follow=True)
        return answer

    return send_document


@pytest.fixture
def imported(upload, session, monkeypatch):
    """The draft made from a python-docx document, as its latest revision has it; read in this process."""

    def run_here(program: str, *arguments, **_limits):
        answer = json.dumps(import_module(program).main(*map(str, arguments)))
        return subprocess.CompletedProcess([program], 0, stdout=answer, stderr="")

    monkeypatch.setattr(process, "run_limited", run_here)

    def import_document(document, page=None):
        data = document if isinstance(document, bytes) else word.saved(document)
        upload(data, page or session)
        return draft()

    return import_document
