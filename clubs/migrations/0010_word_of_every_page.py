from django.db import migrations


class Migration(migrations.Migration):
    """Imports from Word go on in `core` (0006), with their table."""

    dependencies = [("clubs", "0009_participation")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("wordimport", "core_wordimport")],
            state_operations=[migrations.DeleteModel("wordimport")],
        ),
    ]
