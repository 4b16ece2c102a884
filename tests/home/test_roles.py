"""The groups hold what the table of roles says, on a new site and on one that was changed by hand."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from wagtail.images.permissions import ImagesPermissionPolicyGetter
from wagtail.models import Collection, Page

from home import roles
from home.models import GrantedPermission
from tests import factories

LAST = [config for config in apps.get_app_configs() if config.models_module][-1]


def held(role: str) -> set[str]:
    group = Group.objects.get(name=role)
    granted = [
        *group.permissions.all(),
        *(line.permission for line in group.page_permissions.filter(page__depth=1)),
        *(line.permission for line in group.collection_permissions.filter(collection__depth=1)),
    ]
    return {f"{line.content_type.app_label}.{line.codename}" for line in granted}


def update() -> None:
    roles.update_groups(sender=LAST)


@pytest.fixture(autouse=True)
def database(db):
    """Each test here asks for it."""


@pytest.mark.parametrize("role", roles.ROLES)
def test_a_new_site_has_what_the_table_says(role):
    assert held(role) == roles.ROLES[role]


def test_every_permission_of_the_table_exists():
    for name in set().union(*roles.ROLES.values()):
        app_label, _dot, codename = name.partition(".")
        assert Permission.objects.filter(
            content_type__app_label=app_label, codename=codename
        ).exists(), name


def test_photos_are_asked_about_by_the_names_that_are_granted():
    policy = ImagesPermissionPolicyGetter().__get__(None)
    person = factories.user("ada@example.org")
    person.groups.add(Group.objects.get(name="Administration"))
    for action in ("add", "change", "delete", "choose"):
        assert policy.user_has_permission(person, action), action


def test_what_an_association_has_changed_stays():
    group = Group.objects.get(name="Rédaction")
    theme = Permission.objects.get(codename="add_theme")
    delete = Permission.objects.get(codename="delete_theme")
    group.permissions.remove(theme)
    group.permissions.add(delete)
    group.page_permissions.all().delete()
    update()
    assert held("Rédaction") == roles.ROLES["Rédaction"] - {
        "downloads.add_theme",
        "wagtailcore.add_page",
        "wagtailcore.change_page",
    } | {"downloads.delete_theme"}


def test_a_renamed_or_deleted_group_is_the_associations(monkeypatch):
    Group.objects.filter(name="Rédaction").update(name="Plumes")
    Group.objects.get(name="Adhésions").delete()
    for name in ("Rédaction", "Adhésions"):
        monkeypatch.setitem(roles.ROLES, name, roles.ROLES[name] | {"search.view_synonyms"})
    update()
    assert not Group.objects.filter(name__in=["Rédaction", "Adhésions"]).exists()
    assert not Group.objects.get(name="Plumes").permissions.filter(codename="view_synonyms")


def test_a_new_line_is_given_once_and_a_line_that_went_is_taken_back(monkeypatch):
    now = roles.ROLES["Rédaction"] - {"downloads.add_theme"} | {"search.view_synonyms"}
    monkeypatch.setitem(roles.ROLES, "Rédaction", now)
    update()
    assert held("Rédaction") == now
    added = Permission.objects.get(codename="view_synonyms")
    Group.objects.get(name="Rédaction").permissions.remove(added)
    update()
    assert held("Rédaction") == now - {"search.view_synonyms"}


def test_a_permission_without_its_tree_waits(monkeypatch):
    GrantedPermission.objects.filter(role="Rédaction", permission="wagtailcore.add_page").delete()
    Group.objects.get(name="Rédaction").page_permissions.all().delete()
    Page.objects.filter(depth=1).update(depth=100)
    update()
    assert "wagtailcore.add_page" not in held("Rédaction")
    Page.objects.filter(depth=100).update(depth=1)
    update()
    assert "wagtailcore.add_page" in held("Rédaction")


def test_a_site_with_the_first_roles_is_repaired():
    """As those were that had all permissions but none on photos, and what one association has made of them."""
    migration = import_module("home.migrations.0004_granted_permissions")
    GrantedPermission.objects.all().delete()
    administration = Group.objects.get(name="Administration")
    administration.permissions.set(Permission.objects.all())
    administration.collection_permissions.all().delete()
    writers = Group.objects.get(name="Rédaction")
    root = Collection.objects.get(depth=1)
    for codename in ("change_image", "change_document", "add_image", "choose_document"):
        writers.collection_permissions.get_or_create(
            collection=root,
            permission=Permission.objects.get(
                codename=codename, content_type__app_label__startswith="wagtail"
            ),
        )
    writers.permissions.remove(Permission.objects.get(codename="change_contact"))
    migration.record(apps, None)
    update()
    for role in ("Administration", "Publication", "Adhésions"):
        assert held(role) == roles.ROLES[role], role
    assert held("Rédaction") == roles.ROLES["Rédaction"] - {"contacts.change_contact"}
