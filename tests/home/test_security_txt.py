"""Where whoever has found a vulnerability learns whom to write to."""

from datetime import datetime, timedelta

from django.utils import timezone

from tests import factories

ADDRESS = "/.well-known/security.txt"


def test_it_names_the_association_and_a_day_to_come(site, client):
    factories.association(email="contact@example.org")
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    said = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert set(said) == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert said["Contact"] == "mailto:contact@example.org"
    assert said["Preferred-Languages"] == "fr, en"
    assert said["Canonical"].endswith(ADDRESS)
    expires = datetime.fromisoformat(said["Expires"])
    assert timedelta(30) < expires - timezone.now() < timedelta(365)


def test_without_an_address_there_is_none(site, client):
    factories.association(email="")
    assert client.get(ADDRESS).status_code == 404
