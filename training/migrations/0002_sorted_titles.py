from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="coursepage",
            name="sort_title",
            field=models.CharField(default="", editable=False, max_length=255),
        ),
    ]
