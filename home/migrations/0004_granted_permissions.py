from django.db import migrations, models
from django.db.models import Q

# What 0002_roles and Wagtail's own migrations have given: from here on, home.roles gives what is new and takes back
# what it no longer lists, and leaves alone what an association has changed since.
_EDITORS = {
    "contacts.contact": ("add", "change"),
    "contacts.organisation": ("add", "change"),
    "contacts.fieldofwork": ("add", "change"),
    "downloads.theme": ("add", "change"),
    "downloads.kind": ("add", "change"),
    "search.synonyms": ("add", "change", "delete"),
    "search.promotedresult": ("add", "change", "delete"),
    "wagtail_localize.translation": ("submit",),
    "wagtailadmin.admin": ("access",),
    "wagtailcore.page": ("add", "change"),
    "wagtailimages.image": ("add", "change", "choose"),
    "wagtaildocs.document": ("add", "change", "choose"),
}
_EVERY = ("view", "add", "change", "delete")
GIVEN = {
    "Rédaction": _EDITORS,
    "Publication": _EDITORS | {"wagtailcore.page": ("add", "change", "publish", "lock", "unlock")},
    "Adhésions": {
        "wagtailadmin.admin": ("access",),
        "contacts.organisation": ("add", "change", "delete"),
        "members.member": ("view", "change", "delete"),
        "members.invitation": ("view", "add", "delete"),
    },
    # It had every permission there was; the admin asks for these.
    "Administration": {
        "wagtailadmin.admin": ("access",),
        "wagtail_localize.translation": ("submit",),
        "wagtailcore.page": ("add", "change", "publish", "bulk_delete", "lock", "unlock"),
        "auth.group": _EVERY,
        "clubs.registration": _EVERY,
        "contacts.contact": _EVERY,
        "contacts.organisation": _EVERY,
        "contacts.fieldofwork": _EVERY,
        "downloads.theme": _EVERY,
        "downloads.kind": _EVERY,
        "home.associationsettings": _EVERY,
        "members.user": _EVERY,
        "members.member": _EVERY,
        "members.invitation": _EVERY,
        "search.askedquery": _EVERY,
        "search.synonyms": _EVERY,
        "search.promotedresult": _EVERY,
        "wagtailcore.locale": _EVERY,
        "wagtailcore.site": _EVERY,
        "wagtailcore.task": _EVERY,
        "wagtailcore.workflow": _EVERY,
    },
}
# Given on a group or under the model's own name, where the admin never asks for them: photos and files are asked about
# on a collection, as Wagtail's own image and document.
_UNASKED = Q(content_type__app_label__in=("wagtailimages", "wagtaildocs")) | Q(
    content_type__model__in=("photo", "document"),
    content_type__app_label__in=("photos", "downloads"),
)


def record(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    GrantedPermission = apps.get_model("home", "GrantedPermission")
    unasked = Permission.objects.filter(_UNASKED)
    for role, models_ in GIVEN.items():
        names = {
            f"{model.partition('.')[0]}.{action}_{model.partition('.')[2]}"
            for model, actions in models_.items()
            for action in actions
        }
        GrantedPermission.objects.bulk_create(
            GrantedPermission(role=role, permission=name) for name in sorted(names)
        )
        group = Group.objects.filter(name=role).first()
        if group is None:
            continue
        group.permissions.remove(*unasked.filter(group=group))
        group.collection_permissions.filter(
            permission__content_type__app_label__in=("photos", "downloads")
        ).delete()
        if role == "Administration":
            never_asked = [
                permission
                for permission in group.permissions.select_related("content_type")
                if f"{permission.content_type.app_label}.{permission.codename}" not in names
            ]
            group.permissions.remove(*never_asked)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_reserved_files"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="GrantedPermission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=150)),
                ("permission", models.CharField(max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("role", "permission"), name="home_granted_once")
                ],
            },
        ),
        migrations.RunPython(record, migrations.RunPython.noop),
    ]
