from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0005_acronyms"),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("publication", "Publication"),
                    ("collection", "Series"),
                    ("compte-rendu", "Report"),
                    ("seance", "Session"),
                    ("club", "Club"),
                    ("actualite", "News item"),
                    ("formation", "Course"),
                    ("page", "Page"),
                    ("contact", "Contact"),
                    ("organisme", "Organisation"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
