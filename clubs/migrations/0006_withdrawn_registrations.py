from django.db import migrations, models


def note_what_people_know(apps, schema_editor):
    """Those who have registered know of the session as it is."""
    SessionPage = apps.get_model("clubs", "SessionPage")
    Registration = apps.get_model("clubs", "Registration")
    moved = SessionPage.objects.filter(calendar_sequence__gt=0)
    for pk, sequence in list(moved.values_list("pk", "calendar_sequence")):
        Registration.objects.filter(page=pk).update(told_sequence=sequence)


class Migration(migrations.Migration):
    dependencies = [("clubs", "0005_registrations_of_pages")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="told_sequence",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="registration",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="withdrawn on"),
        ),
        migrations.RunPython(note_what_people_know, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="registration", name="clubs_registered_once"),
        migrations.RemoveConstraint(
            model_name="registration", name="clubs_registered_once_by_address"
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("page", "person"),
                name="clubs_registered_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person", None), ("withdrawn_at", None)),
                fields=("page", "email"),
                name="clubs_registered_once_by_address",
            ),
        ),
    ]
