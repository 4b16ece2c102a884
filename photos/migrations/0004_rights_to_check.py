from django.db import migrations, models

TO_CHECK = "to-check"


def check_imported(apps, schema_editor):
    """What an import asserted by default, and nobody has touched since: no form of the admin has noted it.

    Readers go on seeing the photos; the next publication of a page that shows one asks for its rights.
    """
    photos = apps.get_model("photos", "Photo").objects
    content_types = apps.get_model("contenttypes", "ContentType").objects
    noted = apps.get_model("wagtailcore", "ModelLogEntry").objects.filter(
        content_type__in=content_types.filter(app_label="photos", model="photo")
    )
    photos.filter(
        licence="assigned",
        consent="not-needed",
        people="",
        licence_end=None,
        uploaded_by_user__isnull=False,
    ).exclude(
        pk__in=[int(pk) for pk in noted.values_list("object_id", flat=True) if pk.isdecimal()]
    ).update(licence=TO_CHECK, consent=TO_CHECK)


def assert_again(apps, schema_editor):
    """The values that a photo had by default before."""
    photos = apps.get_model("photos", "Photo").objects
    photos.filter(licence=TO_CHECK).update(licence="assigned")
    photos.filter(consent=TO_CHECK).update(consent="not-needed")


class Migration(migrations.Migration):
    dependencies = [
        ("photos", "0003_long_captions"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0069_log_entry_jsonfield"),
    ]

    operations = [
        migrations.AlterField(
            model_name="photo",
            name="consent",
            field=models.CharField(
                choices=[
                    ("to-check", "To be checked"),
                    ("not-needed", "Nobody can be recognised"),
                    ("given", "Given in writing"),
                    ("pending", "Asked for, not received"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="to-check",
                max_length=20,
                verbose_name="consent of the people shown",
            ),
        ),
        migrations.AlterField(
            model_name="photo",
            name="licence",
            field=models.CharField(
                choices=[
                    ("to-check", "To be checked"),
                    ("assigned", "Rights assigned to the association"),
                    ("limited", "Use limited in time"),
                    ("cc-by", "CC BY 4.0"),
                    ("cc-by-sa", "CC BY-SA 4.0"),
                    ("public", "Public domain"),
                ],
                default="to-check",
                max_length=20,
                verbose_name="licence",
            ),
        ),
        migrations.RunPython(check_imported, assert_again),
    ]
