"""What the association says of an organisation: its address, its homes, its seats on the board."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from contacts.models import BoardSeat, Organisation
from tests import factories

pytestmark = pytest.mark.django_db


def test_its_address_is_made_of_its_short_name_and_stays():
    first = factories.organisation("Office public de l’habitat du Val", short_name="OPH du Val")
    other = factories.organisation("OPH du Val")
    assert (first.slug, other.slug) == ("oph-du-val", "oph-du-val-2")
    first.short_name = "Val Habitat"
    first.save()
    assert first.slug == "oph-du-val"
    assert factories.organisation("日本").slug


@pytest.mark.parametrize(
    ("homes", "year", "field"),
    [
        (1200, None, "homes_counted_in"),
        (None, 2024, "homes_managed"),
        (1200, 1789, "homes_counted_in"),
        (1200, 9999, "homes_counted_in"),
    ],
)
def test_a_number_of_homes_has_its_year(homes, year, field):
    organisation = Organisation(name="Valmire", homes_managed=homes, homes_counted_in=year)
    with pytest.raises(ValidationError) as refused:
        organisation.full_clean()
    assert set(refused.value.message_dict) == {field}


def test_the_bureau_comes_first_and_former_seats_are_kept():
    today = timezone.localdate()
    valmire, brumel = factories.organisation("Valmire"), factories.organisation("Brumel")
    factories.board_seat(brumel, sort_order=1)
    factories.board_seat(valmire, sort_order=0, end=today)
    factories.board_seat(valmire, sort_order=2, in_bureau=True, role="Présidente")
    factories.board_seat(brumel, start=today + timedelta(days=1))
    factories.board_seat(brumel, end=today - timedelta(days=1))
    factories.board_seat(valmire, start=None, end=date(2019, 6, 30))
    current = BoardSeat.objects.current()
    assert [(seat.organisation.name, seat.role) for seat in current] == [
        ("Valmire", "Présidente"),
        ("Valmire", ""),
        ("Brumel", ""),
    ]
    former = BoardSeat.objects.former()
    assert [seat.organisation.name for seat in former] == ["Brumel", "Valmire"]


def test_a_seat_ends_after_it_begins():
    seat = BoardSeat(
        organisation=factories.organisation(), start=date(2024, 1, 2), end=date(2024, 1, 1)
    )
    with pytest.raises(ValidationError) as refused:
        seat.full_clean()
    assert set(refused.value.message_dict) == {"end"}
