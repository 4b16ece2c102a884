import clubs.calendars
import clubs.models.announcement
import core.facts
import django.core.validators
import django.db.models.deletion
import downloads.models.vocabularies
import downloads.themes
import modelcluster.fields
import uuid
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contacts", "0003_names_on_one_line"),
        ("downloads", "0004_date_unknown_in_a_draft"),
        ("photos", "0004_rights_to_check"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Audience",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Made from the name if left empty.",
                        max_length=120,
                        verbose_name="name in the addresses",
                    ),
                ),
                (
                    "sort_order",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="The smallest comes first.", verbose_name="position"
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
            ],
            options={
                "verbose_name": "audience of courses",
                "verbose_name_plural": "audiences of courses",
                "ordering": ["sort_order", "name"],
                "abstract": False,
            },
            bases=(
                downloads.models.vocabularies.UniqueInLocaleMixin,
                core.facts.FactsMixin,
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="CataloguePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="One to three sentences, shown under the title and in the lists.",
                        max_length=600,
                        verbose_name="introduction",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown when the page is shared. Without it, the lead photo serves.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="photos.photo",
                        verbose_name="image for social networks",
                    ),
                ),
            ],
            options={
                "verbose_name": "catalogue of courses",
            },
            bases=(clubs.calendars.CalendarMixin, core.facts.FactsMixin, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="CoursePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="One to three sentences, shown under the title and in the lists.",
                        max_length=600,
                        verbose_name="introduction",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 2),
                            ("rich_text", 3),
                            ("quote", 7),
                            ("callout", 11),
                            ("photo", 14),
                            ("gallery", 17),
                            ("video", 22),
                            ("downloads", 25),
                            ("key_figures", 31),
                            ("table", 34),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "text", "max_length": 200},
                            ),
                            1: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [("h2", "Section"), ("h3", "Subsection")],
                                    "label": "level",
                                },
                            ),
                            2: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 0), ("level", 1)]],
                                {"group": "Text"},
                            ),
                            3: ("core.blocks.text.BodyTextBlock", (), {"group": "Text"}),
                            4: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "Without quotation marks.", "label": "quotation"},
                            ),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "speaker", "max_length": 120},
                            ),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Function and organisation of the speaker.",
                                    "label": "role",
                                    "max_length": 200,
                                    "required": False,
                                },
                            ),
                            7: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 4), ("speaker", 5), ("role", 6)]],
                                {"group": "Text"},
                            ),
                            8: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [("question", "Question"), ("note", "To remember")],
                                    "label": "kind",
                                },
                            ),
                            9: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "title", "max_length": 200},
                            ),
                            10: (
                                "core.blocks.text.BodyTextBlock",
                                (),
                                {"features": ["bold", "italic", "ul", "link"], "label": "text"},
                            ),
                            11: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 8), ("title", 9), ("text", 10)]],
                                {"group": "Text"},
                            ),
                            12: ("core.blocks.choosers.PhotoChooserBlock", (), {"label": "photo"}),
                            13: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Without it, the photo’s own caption serves. The credit is always shown.",
                                    "label": "caption",
                                    "max_length": 400,
                                    "required": False,
                                },
                            ),
                            14: (
                                "wagtail.blocks.StructBlock",
                                [[("photo", 12), ("caption", 13)]],
                                {"group": "Images and files"},
                            ),
                            15: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "title", "max_length": 200, "required": False},
                            ),
                            16: (
                                "wagtail.blocks.ListBlock",
                                (12,),
                                {"label": "photos", "min_num": 2},
                            ),
                            17: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 15), ("photos", 16)]],
                                {"group": "Images and files"},
                            ),
                            18: ("wagtail.blocks.URLBlock", (), {"label": "address of the video"}),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "For example: 12 min.",
                                    "label": "duration",
                                    "max_length": 40,
                                    "required": False,
                                },
                            ),
                            20: (
                                "core.blocks.choosers.FileChooserBlock",
                                (),
                                {
                                    "help_text": "The text of what is said and shown, for those who can’t hear or see it.",
                                    "label": "transcript",
                                    "required": False,
                                },
                            ),
                            21: (
                                "core.blocks.choosers.PhotoChooserBlock",
                                (),
                                {"label": "still image", "required": False},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 9),
                                        ("url", 18),
                                        ("duration", 19),
                                        ("transcript", 20),
                                        ("photo", 21),
                                    ]
                                ],
                                {"group": "Images and files"},
                            ),
                            23: ("core.blocks.choosers.FileChooserBlock", (), {"label": "file"}),
                            24: (
                                "wagtail.blocks.ListBlock",
                                (23,),
                                {"label": "files", "min_num": 1},
                            ),
                            25: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 15), ("documents", 24)]],
                                {"group": "Images and files"},
                            ),
                            26: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "With its unit: 12 400, 37 %, 2,4 M€.",
                                    "label": "figure",
                                    "max_length": 30,
                                },
                            ),
                            27: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "what it counts", "max_length": 160},
                            ),
                            28: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "source", "max_length": 160, "required": False},
                            ),
                            29: (
                                "wagtail.blocks.StructBlock",
                                [[("value", 26), ("label", 27), ("source", 28)]],
                                {},
                            ),
                            30: (
                                "wagtail.blocks.ListBlock",
                                (29,),
                                {"label": "figures", "max_num": 6, "min_num": 1},
                            ),
                            31: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 15), ("figures", 30)]],
                                {"group": "Figures"},
                            ),
                            32: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Text", "required": False},
                            ),
                            33: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Number", "required": False},
                            ),
                            34: (
                                "wagtail.contrib.typed_table_block.blocks.TypedTableBlock",
                                [[("text", 32), ("number", 33)]],
                                {"group": "Figures"},
                            ),
                        },
                        verbose_name="body",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("on-site", "On site"),
                            ("online", "Online"),
                            ("mixed", "On site and online"),
                        ],
                        default="on-site",
                        max_length=10,
                        verbose_name="format",
                    ),
                ),
                (
                    "days",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        help_text="0,5 for half a day.",
                        max_digits=4,
                        null=True,
                        verbose_name="duration in days",
                    ),
                ),
                (
                    "hours",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=5,
                        null=True,
                        verbose_name="duration in hours",
                    ),
                ),
                (
                    "objectives",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="What people will be able to do afterwards.",
                        verbose_name="objectives",
                    ),
                ),
                (
                    "prerequisites",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="Write “None” where there are none.",
                        verbose_name="prerequisites",
                    ),
                ),
                (
                    "methods",
                    wagtail.fields.RichTextField(blank=True, verbose_name="teaching methods"),
                ),
                (
                    "assessment",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="How what was learnt is checked.",
                        verbose_name="assessment",
                    ),
                ),
                (
                    "access",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="How to enrol, and how long it takes until the course begins.",
                        verbose_name="access and delay",
                    ),
                ),
                (
                    "accessibility",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="What can be arranged, and whom to ask.",
                        verbose_name="access for disabled people",
                    ),
                ),
                (
                    "price",
                    models.CharField(
                        blank=True,
                        help_text="80 €. In figures: it is the same in every language.",
                        max_length=200,
                        verbose_name="price",
                    ),
                ),
                (
                    "member_price",
                    models.CharField(blank=True, max_length=200, verbose_name="price for members"),
                ),
                (
                    "lead_photo",
                    models.ForeignKey(
                        blank=True,
                        help_text="At the head of the page and in the lists. Its credit is always shown.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="photos.photo",
                        verbose_name="lead photo",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown when the page is shared. Without it, the lead photo serves.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="photos.photo",
                        verbose_name="image for social networks",
                    ),
                ),
            ],
            options={
                "verbose_name": "course",
                "verbose_name_plural": "courses",
            },
            bases=(clubs.calendars.CalendarMixin, core.facts.FactsMixin, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="CourseAudience",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "audience",
                    models.ForeignKey(
                        limit_choices_to=downloads.themes.in_main_language,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="training.audience",
                        verbose_name="audience",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="audiences",
                        to="training.coursepage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CoursePageContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="page_contacts",
                        to="training.coursepage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CoursePageDownload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="downloads.document",
                        verbose_name="file",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="page_downloads",
                        to="training.coursepage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CoursePageTheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="theme_items",
                        to="training.coursepage",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="course_items",
                        to="downloads.theme",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="coursepage",
            name="themes",
            field=downloads.themes.PageThemesField(
                blank=True,
                through="training.CoursePageTheme",
                to="downloads.Theme",
                verbose_name="themes",
            ),
        ),
        migrations.CreateModel(
            name="CourseSessionPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="One to three sentences, shown under the title and in the lists.",
                        max_length=600,
                        verbose_name="introduction",
                    ),
                ),
                ("starts_at", models.DateTimeField(db_index=True, verbose_name="begins")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("moved", "Moved"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("calendar_sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                (
                    "attendance",
                    models.CharField(
                        choices=[
                            ("on-site", "On site"),
                            ("online", "Online"),
                            ("mixed", "On site and online"),
                        ],
                        default="on-site",
                        max_length=10,
                        verbose_name="how people take part",
                    ),
                ),
                (
                    "price",
                    models.CharField(
                        blank=True,
                        help_text="80 €. In figures: it is the same in every language.",
                        max_length=200,
                        verbose_name="price",
                    ),
                ),
                (
                    "member_price",
                    models.CharField(
                        blank=True,
                        help_text="Free. Members who are signed in read it in place of the price.",
                        max_length=200,
                        verbose_name="price for members",
                    ),
                ),
                (
                    "member_registration",
                    models.BooleanField(
                        default=True,
                        help_text="With one button, once they are signed in. The list is on the session.",
                        verbose_name="members register on the site",
                    ),
                ),
                (
                    "public_registration",
                    models.BooleanField(
                        default=False,
                        help_text="With a form: name, organisation, email address and needs.",
                        verbose_name="everybody registers on the site",
                    ),
                ),
                (
                    "capacity",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Once they are taken, people wait in order. Empty: as many as come.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="places",
                    ),
                ),
                (
                    "serves_meal",
                    models.BooleanField(
                        default=False,
                        help_text="The form asks who takes it.",
                        verbose_name="a meal is served",
                    ),
                ),
                (
                    "registration_url",
                    models.URLField(blank=True, verbose_name="address of the registration form"),
                ),
                (
                    "registration_email",
                    models.EmailField(
                        blank=True,
                        help_text="Also told when a member registers or withdraws; else the contacts are.",
                        max_length=254,
                        verbose_name="email address for registration",
                    ),
                ),
                (
                    "registration_deadline",
                    models.DateField(blank=True, null=True, verbose_name="last day to register"),
                ),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="hosted_%(class)ss",
                        to="contacts.organisation",
                        verbose_name="host",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown when the page is shared. Without it, the lead photo serves.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="photos.photo",
                        verbose_name="image for social networks",
                    ),
                ),
            ],
            options={
                "verbose_name": "date of a course",
                "verbose_name_plural": "dates of courses",
            },
            bases=(
                clubs.models.announcement.AnnouncementMixin,
                clubs.calendars.CalendarMixin,
                core.facts.FactsMixin,
                "wagtailcore.page",
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="CourseSessionFormerDate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("date", models.DateField(verbose_name="date")),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_dates",
                        to="training.coursesessionpage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CourseTrainer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trainers",
                        to="training.coursepage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Domain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Made from the name if left empty.",
                        max_length=120,
                        verbose_name="name in the addresses",
                    ),
                ),
                (
                    "sort_order",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="The smallest comes first.", verbose_name="position"
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
            ],
            options={
                "verbose_name": "domain of training",
                "verbose_name_plural": "domains of training",
                "ordering": ["sort_order", "name"],
                "abstract": False,
            },
            bases=(
                downloads.models.vocabularies.UniqueInLocaleMixin,
                core.facts.FactsMixin,
                models.Model,
            ),
        ),
        migrations.AddField(
            model_name="coursepage",
            name="domain",
            field=models.ForeignKey(
                limit_choices_to=downloads.themes.in_main_language,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="training.domain",
                verbose_name="domain",
            ),
        ),
        migrations.AddConstraint(
            model_name="audience",
            constraint=models.UniqueConstraint(
                fields=("locale", "slug"),
                name="training_audience_slug",
                violation_error_message="This audience exists already.",
            ),
        ),
        migrations.AlterUniqueTogether(
            name="audience",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AddConstraint(
            model_name="domain",
            constraint=models.UniqueConstraint(
                fields=("locale", "slug"),
                name="training_domain_slug",
                violation_error_message="This domain exists already.",
            ),
        ),
        migrations.AlterUniqueTogether(
            name="domain",
            unique_together={("translation_key", "locale")},
        ),
    ]
