import clubs.models.printed
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0002_sorted_titles"),
    ]

    operations = [
        migrations.CreateModel(
            name="CataloguePDF",
            fields=[
                (
                    "file",
                    models.FileField(
                        blank=True,
                        editable=False,
                        max_length=200,
                        upload_to=clubs.models.printed.unguessable_name,
                    ),
                ),
                ("page_count", models.PositiveIntegerField(default=0, editable=False)),
                ("weight", models.PositiveIntegerField(default=0, editable=False)),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("shown_until", models.DateField(editable=False, null=True)),
                ("problem", models.TextField(blank=True, editable=False)),
                ("made_at", models.DateTimeField(auto_now=True)),
                (
                    "page",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="pdf",
                        serialize=False,
                        to="training.cataloguepage",
                    ),
                ),
            ],
            options={
                "verbose_name": "PDF of the catalogue",
                "verbose_name_plural": "PDFs of the catalogue",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CoursePDF",
            fields=[
                (
                    "file",
                    models.FileField(
                        blank=True,
                        editable=False,
                        max_length=200,
                        upload_to=clubs.models.printed.unguessable_name,
                    ),
                ),
                ("page_count", models.PositiveIntegerField(default=0, editable=False)),
                ("weight", models.PositiveIntegerField(default=0, editable=False)),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("shown_until", models.DateField(editable=False, null=True)),
                ("problem", models.TextField(blank=True, editable=False)),
                ("made_at", models.DateTimeField(auto_now=True)),
                (
                    "page",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="pdf",
                        serialize=False,
                        to="training.coursepage",
                    ),
                ),
            ],
            options={
                "verbose_name": "PDF of a course",
                "verbose_name_plural": "PDFs of courses",
                "abstract": False,
            },
        ),
    ]
