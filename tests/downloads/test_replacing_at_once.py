"""Two editors who replace the same file at the same moment, each from her own thread and connection."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from downloads.models import Document
from tests import background, factories, files
from tests.at_once import send_at_once
from tests.conftest import logged_in

TIMES = 5  # that both send at once


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)  # the copy is emptied, not the other tests’ database
def test_two_editors_who_replace_a_file_at_once_lose_nothing(copied_db, client):
    """Both are in the history or behind the link, which serves one of them whole."""
    factories.site_root()
    file = factories.document("Prévenir les impayés")
    editors = [logged_in(factories.administrator(f"{name}@example.org")) for name in ("ana", "zoe")]
    address = reverse("wagtaildocs:edit", args=[file.pk])
    sent = {files.pdf()}
    for turn in range(TIMES):
        requests = []
        for place, editor in enumerate(editors):
            data = files.pdf(pages=2 + place, text=f"Édition {turn}, de {place}")
            sent.add(data)
            fields = {"title": file.title, "language": "fr", "collection": file.collection_id}
            upload = SimpleUploadedFile("nouveau.pdf", data)
            requests.append((editor, address, {**fields, "file": upload, "reason": "Mise à jour"}))
        with background.working(at_once=False):  # as on a server, outside of both transactions
            answers = send_at_once(requests)
        assert [answer.status_code for answer in answers] == [302, 302]
        current = client.get(file.url).getvalue()
        former = [version.file.open().read() for version in file.versions.all()]
        assert {current, *former} == sent
        assert len(former) == len(sent) - 1
        document = Document.objects.get(pk=file.pk)
        assert document.file_size == len(current)
        assert document.file_hash == hashlib.sha1(current, usedforsecurity=False).hexdigest()
