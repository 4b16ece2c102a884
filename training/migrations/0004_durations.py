import django.core.validators
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0003_pdfs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="coursepage",
            name="days",
            field=models.DecimalField(
                blank=True,
                decimal_places=1,
                help_text="0,5 for half a day.",
                max_digits=4,
                null=True,
                validators=[django.core.validators.MinValueValidator(Decimal("0.5"))],
                verbose_name="duration in days",
            ),
        ),
        migrations.AlterField(
            model_name="coursepage",
            name="hours",
            field=models.DecimalField(
                blank=True,
                decimal_places=1,
                max_digits=5,
                null=True,
                validators=[django.core.validators.MinValueValidator(Decimal("0.5"))],
                verbose_name="duration in hours",
            ),
        ),
    ]
