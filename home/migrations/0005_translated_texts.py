from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("home", "0004_granted_permissions")]

    operations = [
        migrations.RenameField("associationsettings", "wordings", "translated_texts"),
    ]
