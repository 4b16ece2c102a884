from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

# What those who write and publish keep besides pages, photos and files.
VOCABULARIES = {
    "contacts": ("contact", "organisation", "fieldofwork"),
    "downloads": ("theme", "kind"),
    "search": ("synonyms", "promotedresult"),
}
# What nothing else depends on may also be deleted.
DELETED = ("synonyms", "promotedresult")
# Wagtail's own groups, workflow and task under the names that the association's people use.
GROUPS = {"Editors": "Rédaction", "Moderators": "Publication"}
WORKFLOW = {"Moderators approval": "Relecture avant publication"}
MEMBERS = "Adhérents"
OFFICE = {
    "wagtailadmin": ("access_admin",),
    "contacts": ("add_organisation", "change_organisation", "delete_organisation"),
    "members": (
        "view_member",
        "change_member",
        "delete_member",
        "view_invitation",
        "add_invitation",
        "delete_invitation",
    ),
}
# Who may add a photo or a file may change her own.
ON_FILES = {
    "Rédaction": ("add", "choose"),
    "Publication": ("add", "change", "delete", "choose"),
    "Administration": ("add", "change", "delete", "choose"),
}
ON_PAGES = ("add", "change", "publish", "bulk_delete", "lock", "unlock")


def make_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    # Django makes permissions after all migrations; these are needed now.
    for config in installed.get_app_configs():
        create_permissions(config, verbosity=0, apps=apps)
    for former, name in GROUPS.items():
        Group.objects.filter(name=former).update(name=name)
    for model in ("Workflow", "Task"):
        for former, name in WORKFLOW.items():
            apps.get_model("wagtailcore", model).objects.filter(name=former).update(name=name)
    for app_label, models in VOCABULARIES.items():
        kept = Permission.objects.filter(
            content_type__app_label=app_label,
            codename__in=[
                *(f"{action}_{model}" for action in ("add", "change") for model in models),
                *(f"delete_{model}" for model in DELETED),
            ],
        )
        for group in Group.objects.filter(name__in=GROUPS.values()):
            group.permissions.add(*kept)
    # Whoever writes translates.
    translating = Permission.objects.filter(
        content_type__app_label="wagtail_localize", codename="submit_translation"
    )
    for group in Group.objects.filter(name__in=GROUPS.values()):
        group.permissions.add(*translating)
    Group.objects.get_or_create(name=MEMBERS)

    office, _made = Group.objects.get_or_create(name="Adhésions")
    for app_label, codenames in OFFICE.items():
        office.permissions.add(
            *Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames)
        )

    administration, _made = Group.objects.get_or_create(name="Administration")
    administration.permissions.set(Permission.objects.all())
    pages = Permission.objects.filter(
        content_type__app_label="wagtailcore",
        content_type__model="page",
        codename__in=[f"{action}_page" for action in ON_PAGES],
    )
    for page in apps.get_model("wagtailcore", "Page").objects.filter(depth=1):
        for permission in pages:
            administration.page_permissions.get_or_create(page=page, permission=permission)
    for collection in apps.get_model("wagtailcore", "Collection").objects.filter(depth=1):
        for name, actions in ON_FILES.items():
            group = Group.objects.get_or_create(name=name)[0]
            for permission in Permission.objects.filter(
                content_type__model__in=("photo", "document"),
                content_type__app_label__in=("photos", "downloads"),
                codename__regex=f"^({'|'.join(actions)})_",
            ):
                group.collection_permissions.get_or_create(
                    collection=collection, permission=permission
                )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("clubs", "0001_initial"),
        ("contacts", "0001_initial"),
        ("downloads", "0001_initial"),
        ("news", "0001_initial"),
        ("search", "0001_initial"),
        ("members", "0002_organisations"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
