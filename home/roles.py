"""What each role of the association may do in the admin: the one table, and how it reaches the groups.

A permission is named as Django names it, `app.action_model`. Where it is granted follows from what it is about: pages
at the root of the page tree, photos, files and collections at the root of the collections, all else on the group.

`update_groups` runs after every `migrate`. It brings the groups from what this table gave them last
(`GrantedPermission`) to what it gives now, and touches nothing else: what an association has added to a group stays,
what it has taken away isn't given again, and a group that it has renamed or deleted is left to it.
"""

from django.apps import apps as installed
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page


def _on(model: str, *actions: str) -> set[str]:
    """The permissions for some actions on a model: `_on("contacts.contact", "add")` is `{"contacts.add_contact"}`."""
    app_label, _dot, name = model.partition(".")
    return {f"{app_label}.{action}_{name}" for action in actions}


ALL = ("add", "change", "delete")

_WRITES = {
    "wagtailadmin.access_admin",
    # Photos and files: who may add them may change her own.
    *_on("wagtailimages.image", "add", "choose"),
    *_on("wagtaildocs.document", "add", "choose"),
    *_on("wagtailcore.page", "add", "change"),
    *_on("contacts.contact", "add", "change"),
    *_on("contacts.organisation", "add", "change"),
    *_on("contacts.fieldofwork", "add", "change"),
    *_on("contacts.territory", "add", "change"),
    *_on("downloads.theme", "add", "change"),
    *_on("downloads.kind", "add", "change"),
    *_on("training.domain", "add", "change"),
    *_on("training.audience", "add", "change"),
    *_on("search.askedquery", "view"),
    "wagtail_localize.submit_translation",
}
_PUBLISHES = {
    *_WRITES,
    *_on("wagtailcore.page", "publish", "lock", "unlock"),
    *_on("wagtailimages.image", "change"),
    *_on("wagtaildocs.document", "change"),
    *_on("clubs.registration", "view", "change"),
    *_on("search.acronym", *ALL),
    *_on("search.synonyms", *ALL),
    *_on("search.promotedresult", *ALL),
    *_on("wagtailredirects.redirect", *ALL),
    *_on("core.withdrawal", "change"),
    *_on("home.notice", *ALL),
}
_LOOKS_AFTER_MEMBERS = {
    "wagtailadmin.access_admin",
    *_on("contacts.organisation", *ALL),
    "contacts.change_membership",
    *_on("contacts.boardseat", *ALL),
    *_on("members.member", "view", "change", "delete"),
    *_on("members.invitation", "view", "add", "delete"),
    *_on("joining.application", "view", "change", "delete"),
    "joining.change_joiningsettings",
    *_on("clubs.registration", "view", "change"),
    # The logo of an organisation.
    *_on("wagtailimages.image", "add", "choose"),
}
ROLES: dict[str, set[str]] = {
    "Rédaction": _WRITES,
    "Publication": _PUBLISHES,
    "Adhésions": _LOOKS_AFTER_MEMBERS,
    "Administration": {
        *_PUBLISHES,
        *_LOOKS_AFTER_MEMBERS,
        *_on("wagtailcore.page", "bulk_delete"),
        *_on("wagtailcore.collection", *ALL),
        *_on("wagtailimages.image", *ALL),
        *_on("wagtaildocs.document", *ALL),
        *_on("contacts.contact", *ALL),
        *_on("contacts.fieldofwork", *ALL),
        *_on("contacts.territory", *ALL),
        *_on("downloads.theme", *ALL),
        *_on("downloads.kind", *ALL),
        *_on("training.domain", *ALL),
        *_on("training.audience", *ALL),
        *_on("members.user", *ALL),
        *_on("auth.group", *ALL),
        *_on("wagtailcore.workflow", *ALL),
        *_on("wagtailcore.task", *ALL),
        *_on("wagtailcore.locale", *ALL),
        *_on("home.associationsettings", "change"),
        *_on("django_tasks_database.dbtaskresult", "view", "change"),
        *_on("operations.jobrun", "view"),
        *_on("trash.trashitem", "delete"),
        # Their lines in the journal; what may be done with them is granted on collections, above.
        *_on("photos.photo", "view"),
        *_on("downloads.document", "view"),
    },
}


def update_groups(sender, apps=installed, **kwargs) -> None:
    """Receives `post_migrate`: does its work once all permissions are there, after the last app that has models."""
    last = [config for config in installed.get_app_configs() if config.models_module][-1]
    try:
        granted = apps.get_model("home", "GrantedPermission")
    except LookupError:
        return  # the database is on the way to an older version
    if sender.label == last.label:
        for role, permissions in ROLES.items():
            _update(role, permissions, granted.objects.filter(role=role))


def _update(role: str, permissions: set[str], granted) -> None:
    known = set(granted.values_list("permission", flat=True))
    group = Group.objects.filter(name=role).first()
    if group is None:
        if known:
            return
        group = Group.objects.create(name=role)
    if known == permissions:
        return
    for name in permissions - known:
        # A permission of an app that isn't there yet, or on a tree without a root, waits for the next time.
        if (permission := _find(name)) and _give(group, permission):
            granted.create(role=role, permission=name)
    for name in known - permissions:
        if permission := _find(name):
            _take(group, permission)
        granted.filter(permission=name).delete()


def _find(name: str) -> Permission | None:
    app_label, _dot, codename = name.partition(".")
    found = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
    return found.select_related("content_type").first()


def _tree_of(permission: Permission) -> type[Page] | type[Collection] | None:
    """The tree at whose root a permission is granted; None for those of the group itself."""
    label = f"{permission.content_type.app_label}.{permission.content_type.model}"
    if label == "wagtailcore.page":
        return Page
    if label in {"wagtailcore.collection", "wagtailimages.image", "wagtaildocs.document"}:
        return Collection
    return None


def _give(group: Group, permission: Permission) -> bool:
    tree = _tree_of(permission)
    if tree is None:
        group.permissions.add(permission)
        return True
    root = tree.objects.filter(depth=1).first()
    if root is None:
        return False
    if tree is Page:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    else:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )
    return True


def _take(group: Group, permission: Permission) -> None:
    group.permissions.remove(permission)
    group.page_permissions.filter(permission=permission, page__depth=1).delete()  # type: ignore[attr-defined]
    group.collection_permissions.filter(permission=permission, collection__depth=1).delete()  # type: ignore[attr-defined]
