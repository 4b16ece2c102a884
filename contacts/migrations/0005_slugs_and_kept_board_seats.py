from django.db import migrations

from core.slugs import slug_of


def fill(apps, schema_editor):
    """Each organisation gets an address, and each that sat on the board its seat there, without a date."""
    Organisation = apps.get_model("contacts", "Organisation")
    BoardSeat = apps.get_model("contacts", "BoardSeat")
    taken = set()
    for organisation in list(Organisation.objects.order_by("pk")):
        wanted = slug_of(organisation.short_name or organisation.name, 94) or "organisation"
        slug, number = wanted, 1
        while slug in taken:
            number += 1
            slug = f"{wanted}-{number}"
        taken.add(slug)
        organisation.slug = slug
        organisation.save(update_fields=["slug"])
    sitting = Organisation.objects.filter(has_board_seat=True).order_by("name")
    BoardSeat.objects.bulk_create(
        BoardSeat(organisation=organisation, sort_order=place)
        for place, organisation in enumerate(sitting)
    )


def empty(apps, schema_editor):
    """On the way back, those who sit on the board today are marked as before."""
    Organisation = apps.get_model("contacts", "Organisation")
    BoardSeat = apps.get_model("contacts", "BoardSeat")
    seats = BoardSeat.objects.filter(end=None)
    Organisation.objects.filter(pk__in=seats.values("organisation")).update(has_board_seat=True)
    BoardSeat.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0004_organisation_facts_and_board_seats"),
    ]

    operations = [migrations.RunPython(fill, empty)]
