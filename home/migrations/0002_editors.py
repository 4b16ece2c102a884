from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

# What those who write and publish keep besides pages, photos and files.
MODELS = {
    "contacts": ("contact", "organisation", "fieldofwork"),
    "downloads": ("theme", "kind"),
    "search": ("synonyms", "promotedresult"),
}
# What nothing else depends on may also be deleted.
DELETED = ("synonyms", "promotedresult")


def let_editors_keep_vocabularies(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for app_label, models in MODELS.items():
        # Django makes permissions after all migrations; these are needed now.
        create_permissions(installed.get_app_config(app_label), verbosity=0, apps=apps)
        permissions = Permission.objects.filter(
            content_type__app_label=app_label,
            codename__in=[
                *(f"{action}_{model}" for action in ("add", "change") for model in models),
                *(f"delete_{model}" for model in DELETED),
            ],
        )
        for group in Group.objects.filter(name__in=["Editors", "Moderators"]):
            group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("contacts", "0001_initial"),
        ("downloads", "0001_initial"),
        ("search", "0001_initial"),
        ("wagtailcore", "0002_initial_data"),
    ]

    operations = [
        migrations.RunPython(let_editors_keep_vocabularies, migrations.RunPython.noop),
    ]
