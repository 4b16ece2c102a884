from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0011_sections_of_the_home_page"),
    ]

    operations = [
        migrations.AddField(
            model_name="associationsettings",
            name="is_training_certified",
            field=models.BooleanField(
                default=False,
                help_text="A course is then published with its nine public facts, or not at all.",
                verbose_name="certified for its training (Qualiopi)",
            ),
        ),
        migrations.AddField(
            model_name="associationsettings",
            name="training_number",
            field=models.CharField(
                blank=True,
                help_text="Eleven figures. Said on the sheet of each course and in the catalogue.",
                max_length=20,
                verbose_name="number of its declaration as a training organisation",
            ),
        ),
    ]
