"""What an editor is refused on a screen without a form is said in a sentence; an error of the site stays one."""

import logging

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse

from core.middleware import AdminRefusal
from core.refusals import Refusal
from downloads.models import PublicationPage
from tests import page_types


def test_a_number_taken_meanwhile_is_told_where_several_are_published(site, editor_client):
    series = page_types.series(site.home)
    first = page_types.publication(site.home, series=series, number=4)
    second = page_types.publication(
        site.home, title="Un autre cahier", series=series, number=5, live=False
    )
    second.number = 4
    second.save_revision(clean=False)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = editor_client.post(f"{address}?id={second.pk}", follow=True)
    assert response.status_code == 200
    messages = BeautifulSoup(response.content, "html.parser").select_one(".messages").text
    assert first.title in messages
    assert not PublicationPage.objects.get(pk=second.pk).live


@pytest.mark.parametrize(
    ("method", "error", "said"),
    [
        ("post", Refusal("La photo attend son crédit."), True),
        ("get", Refusal("La photo attend son crédit."), False),
        ("post", ValidationError("Une erreur du site."), False),
        ("get", ValidationError("Une erreur du site."), False),
    ],
)
def test_only_what_was_asked_for_and_refused_leads_back(
    method, error, said, rf, editor_client, caplog
):
    """A page that is only read would lead to itself for ever."""
    request = getattr(rf, method)(
        reverse("wagtailadmin_home"), headers={"referer": "http://testserver/admin/pages/"}
    )
    request.session = editor_client.session
    request._messages = FallbackStorage(request)
    middleware = AdminRefusal(lambda request: HttpResponse())
    with caplog.at_level(logging.WARNING):
        response = middleware.process_exception(request, error)
    if said:
        assert response["Location"] == "http://testserver/admin/pages/"
        assert [str(message) for message in request._messages] == ["La photo attend son crédit."]
        assert "Refused at /admin/" in caplog.text
    else:
        assert response is None
