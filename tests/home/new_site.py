"""A site made by `manage.py create_site`, as the tests of the first day ask for it."""

import io

from django.apps import apps
from django.core.management import call_command

NAME = "Union de l’habitat du Val"


def create(**options) -> str:
    """The command with these options and proposals for the rest; what it says."""
    given = [
        f"--{name.replace('_', '-')}={value}" for name, value in ({"name": NAME} | options).items()
    ]
    said = io.StringIO()
    call_command("create_site", "--no-input", *given, stdout=said)
    return said.getvalue()


def everything() -> dict[str, list]:
    """All rows of the database but what doesn't belong to the content."""
    left_out = {"migrations", "sessions", "contenttypes"}
    return {
        model._meta.label: sorted(map(str, model.objects.values()))
        for model in apps.get_models()
        if model._meta.managed and model._meta.app_label not in left_out
    }
