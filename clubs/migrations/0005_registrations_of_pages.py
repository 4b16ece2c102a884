"""Registrations are for any page held on a date, and for people without an account; none is lost."""

import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.languages


def give_keys(apps, schema_editor):
    Registration = apps.get_model("clubs", "Registration")
    for pk in list(Registration.objects.values_list("pk", flat=True)):
        Registration.objects.filter(pk=pk).update(key=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("clubs", "0004_attendance"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="registration", name="clubs_registered_once"),
        migrations.RenameField(model_name="registration", old_name="session", new_name="page"),
        # The key of a session is that of its page.
        migrations.AlterField(
            model_name="registration",
            name="page",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="registrations",
                to="wagtailcore.page",
                verbose_name="session",
            ),
        ),
        migrations.AlterField(
            model_name="registration",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="registrations",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="email address"),
        ),
        migrations.AddField(
            model_name="registration",
            name="first_name",
            field=models.CharField(blank=True, max_length=150, verbose_name="first name"),
        ),
        migrations.AddField(
            model_name="registration",
            name="is_waiting",
            field=models.BooleanField(default=False, verbose_name="on the waiting list"),
        ),
        migrations.AddField(
            model_name="registration",
            name="key",
            field=models.UUIDField(null=True, editable=False),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="registration",
            name="key",
            field=models.UUIDField(
                default=uuid.uuid4, editable=False, unique=True, verbose_name="form"
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="language",
            field=models.CharField(
                blank=True,
                choices=core.languages.site_languages,
                max_length=10,
                verbose_name="language",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="last_name",
            field=models.CharField(blank=True, max_length=150, verbose_name="surname"),
        ),
        migrations.AddField(
            model_name="registration",
            name="meal",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "No meal"),
                    ("any", "A meal"),
                    ("vegetarian", "A vegetarian meal"),
                ],
                default="",
                max_length=10,
                verbose_name="meal",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="needs",
            field=models.CharField(blank=True, max_length=500, verbose_name="needs"),
        ),
        migrations.AddField(
            model_name="registration",
            name="organisation_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="organisation"),
        ),
        migrations.AddField(
            model_name="registration",
            name="was_present",
            field=models.BooleanField(null=True, verbose_name="present"),
        ),
        migrations.AddField(
            model_name="sessionpage",
            name="capacity",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Once they are taken, people wait in order. Empty: as many as come.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="places",
            ),
        ),
        migrations.AddField(
            model_name="sessionpage",
            name="public_registration",
            field=models.BooleanField(
                default=False,
                help_text="With a form: name, organisation, email address and needs.",
                verbose_name="everybody registers on the site",
            ),
        ),
        migrations.AddField(
            model_name="sessionpage",
            name="serves_meal",
            field=models.BooleanField(
                default=False,
                help_text="The form asks who takes it.",
                verbose_name="a meal is served",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                fields=("page", "person"), name="clubs_registered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person", None)),
                fields=("page", "email"),
                name="clubs_registered_once_by_address",
            ),
        ),
    ]
