from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("photos", "0001_initial")]

    operations = [
        migrations.RenameField("photo", "wordings", "translated_texts"),
    ]
