from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clubs", "0006_withdrawn_registrations")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="certified_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
