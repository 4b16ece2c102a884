import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def remember_roles(apps, schema_editor):
    """Accounts that have a role in the admin at the time of the upgrade, closed ones too."""
    readers = apps.get_model("auth", "Group").objects.filter(
        permissions=None, page_permissions=None, collection_permissions=None
    )
    user = apps.get_model("members", "User")
    in_role = user.groups.through.objects.exclude(group__in=readers).values("user")
    user.objects.filter(Q(is_superuser=True) | Q(is_staff=True) | Q(pk__in=in_role)).update(
        has_held_role=True
    )


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_organisations"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="closed_by_organisation",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="user",
            name="has_held_role",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(remember_roles, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="invited by",
            ),
        ),
    ]
