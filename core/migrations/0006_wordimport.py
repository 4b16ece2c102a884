import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_content_type(apps, schema_editor):
    """What was noted of imports goes on to be found under their model’s new name."""
    found = apps.get_model("contenttypes", "ContentType").objects.filter(model="wordimport")
    if not found.filter(app_label="core").exists():
        found.filter(app_label="clubs").update(app_label="core")


class Migration(migrations.Migration):
    """Imports from Word, whose table comes from `clubs`, are of any page with a body."""

    dependencies = [
        ("core", "0005_untranslatedtexts"),
        ("clubs", "0010_word_of_every_page"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="WordImport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("file", models.FileField(editable=False, upload_to="word")),
                        ("name", models.CharField(editable=False, max_length=255)),
                        ("digest", models.CharField(db_index=True, editable=False, max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("known", "Imported before"),
                                    ("waiting", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("refused", "Refused"),
                                ],
                                default="waiting",
                                editable=False,
                                max_length=20,
                            ),
                        ),
                        ("photos_done", models.PositiveIntegerField(default=0, editable=False)),
                        ("photos_total", models.PositiveIntegerField(default=0, editable=False)),
                        ("problem", models.TextField(blank=True, editable=False)),
                        ("omissions", models.JSONField(default=list, editable=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("updated_at", models.DateTimeField(auto_now=True)),
                        (
                            "parent",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="wagtailcore.page",
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="word_imports",
                                to="clubs.reportpage",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "import from Word",
                        "verbose_name_plural": "imports from Word",
                        "ordering": ["-created_at"],
                    },
                ),
            ],
        ),
        migrations.RunPython(keep_content_type, migrations.RunPython.noop),
        migrations.RenameField("wordimport", "report", "page"),
        migrations.AlterField(
            model_name="wordimport",
            name="page",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="word_imports",
                to="wagtailcore.page",
            ),
        ),
        migrations.AddField(
            model_name="wordimport",
            name="text",
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
