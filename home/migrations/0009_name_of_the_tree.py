from django.db import migrations


def rename(apps, schema_editor):
    """Wagtail names the page above all others “Root”: « Pages » is French and English, as the menu has it."""
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title="Root")
    root.update(title="Pages", draft_title="Pages")


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0008_share_photo_and_statement_dates"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
