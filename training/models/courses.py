from decimal import Decimal
from functools import partial

from anyascii import anyascii
from django import forms
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
)
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from clubs.calendars import CalendarMixin
from clubs.models.meetings import PageOrganisation
from clubs.models.printed import PrintedMixin
from clubs.models.registrations import RegistrationMixin
from contacts.models import PageContact
from core.blocks.text import TEXT_FEATURES
from core.layout import Layout
from core.models import ArticlePage, BasePage, LivePageManager
from core.typography import sort_key
from core.visibility import LivePageQuerySet
from downloads.models import PageDownload, Theme, article_context
from downloads.themes import (
    PageThemesField,
    fetch_own_themes,
    in_main_language,
    named_themes,
    prefetch_themes,
)
from training.completeness import PUBLIC_FACTS, Completeness, check_complete, completeness
from training.dates import dates_of, next_date
from training.duration import duration_words
from training.forms import CourseForm
from training.models.sessions import CourseSessionPage
from training.models.vocabularies import Audience, Domain, named
from training.panels import CompletenessPanel
from training.structured_data import course

# In the order of the page.
PUBLIC_TEXTS = (
    *("objectives", "prerequisites", "methods", "assessment"),
    *("access", "accessibility"),
)
SHORTEST = Decimal("0.5")  # of a day, or of an hour
PublicFactField = partial(RichTextField, features=TEXT_FEATURES, blank=True)


class CoursePageQuerySet(LivePageQuerySet):
    def in_order(self):
        """By domain as the catalogue has them, those without one last, then by title."""
        place = models.F("domain__sort_order").asc(nulls_last=True)
        return self.order_by(place, "domain__name__alphabetical", "sort_title", "pk")

    def newly_published(self):
        return self.filter(first_published_at__isnull=False).order_by("-first_published_at", "-pk")

    def for_cards(self):
        """With what a line of the catalogue shows."""
        audiences = CourseAudience.objects.select_related("audience")
        return (
            self.defer_streamfields()
            .select_related("domain")
            .prefetch_related(prefetch_themes(CoursePage), Prefetch("audiences", audiences))
        )


class CoursePage(PrintedMixin, CalendarMixin, ArticlePage):
    """A course of the catalogue, with the public facts that indicator 1 of the national quality standard asks for.

    Its introduction is the line under its title, its body the description (référentiel national qualité, décret
    n° 2019-565 du 6 juin 2019).
    """

    Format = RegistrationMixin.Attendance

    domain = models.ForeignKey(
        Domain,
        verbose_name=_("domain"),
        null=True,  # in a draft
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to=in_main_language,
    )
    format = models.CharField(_("format"), max_length=10, choices=Format, default=Format.ON_SITE)
    days = models.DecimalField(
        _("duration in days"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(SHORTEST)],
        help_text=_("0,5 for half a day."),
    )
    hours = models.DecimalField(
        _("duration in hours"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(SHORTEST)],
    )
    objectives = PublicFactField(
        verbose_name=_("objectives"),
        help_text=_("What people will be able to do afterwards."),
    )
    prerequisites = PublicFactField(
        verbose_name=_("prerequisites"), help_text=_("Write “None” where there are none.")
    )
    methods = PublicFactField(verbose_name=_("teaching methods"))
    assessment = PublicFactField(
        verbose_name=_("assessment"), help_text=_("How what was learnt is checked.")
    )
    access = PublicFactField(
        verbose_name=_("access and delay"),
        help_text=_("How to enrol, and how long it takes until the course begins."),
    )
    accessibility = PublicFactField(
        verbose_name=_("access for disabled people"),
        help_text=_("What can be arranged, and whom to ask."),
    )
    price = models.CharField(
        _("price"),
        max_length=200,
        blank=True,
        help_text=_("80 €. In figures: it is the same in every language."),
    )
    member_price = models.CharField(_("price for members"), max_length=200, blank=True)
    themes = PageThemesField(through="training.CoursePageTheme")
    sort_title = models.CharField(max_length=255, default="", editable=False)

    select_related = (*ArticlePage.select_related, "domain", "pdf")
    facts = (
        *ArticlePage.facts,
        *("domain", "format", "days", "hours", "price", "member_price"),
        *("audiences", "trainers", "themes", "page_downloads", "page_contacts"),
    )
    base_form_class = CourseForm
    template = "pages/course_page.html"
    parent_page_types = ["training.CataloguePage"]
    subpage_types = ["training.CourseSessionPage"]
    session_model = CourseSessionPage

    content_panels = [
        CompletenessPanel(),
        *BasePage.content_panels[:1],
        FieldPanel(
            "introduction",
            heading=_("Tagline"),
            help_text=_("One sentence, shown under the title and in the catalogue."),
        ),
        FieldPanel("domain", widget=forms.Select),
        FieldPanel("body", heading=_("Description")),
        MultiFieldPanel(
            [
                "objectives",
                "prerequisites",
                FieldRowPanel(["days", "hours"]),
                "format",
                "methods",
                "assessment",
                "access",
                "accessibility",
                FieldRowPanel(["price", "member_price"]),
            ],
            heading=_("Public facts"),
        ),
        MultipleChooserPanel(
            "audiences",
            heading=_("Audience"),
            label=_("audience"),
            chooser_field_name="audience",
        ),
        MultipleChooserPanel(
            "trainers",
            heading=_("Trainer organisations"),
            label=_("organisation"),
            chooser_field_name="organisation",
        ),
    ]
    classification_panels = ["themes"]

    search_fields = [
        *ArticlePage.search_fields,
        index.SearchField("objectives"),
        index.SearchField("prerequisites"),
        index.SearchField("methods"),
        index.SearchField("assessment"),
    ]

    objects = LivePageManager.from_queryset(CoursePageQuerySet)()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def save(self, *args, **kwargs) -> None:
        self.sort_title = sort_key(self.title)[:255]
        super().save(*args, **kwargs)

    @property
    def feed_title(self) -> str:
        return gettext("Course: %(title)s") % {"title": self.title}

    @property
    def pdf_name(self) -> str:
        with override(self.locale.language_code):
            return pgettext("in an address", "sheet") + ".pdf"

    @property
    def pdf_file_name(self) -> str:
        """The name under which readers save it."""
        return f"{slugify(anyascii(self.title))[:80]}.pdf"

    @property
    def duration(self) -> str:
        """« 2 jours (14 heures) »."""
        return duration_words(self.days, self.hours)

    @property
    def updated_on(self):
        """The day on which readers were last given something new of the course."""
        return timezone.localdate(self.last_published_at or timezone.now())

    @property
    def public_texts(self) -> list[dict]:
        """The public facts that are texts, as name, title and text, but for those that nobody has written."""
        return [
            {"name": name, "title": capfirst(str(PUBLIC_FACTS[name][0])), "text": text}
            for name in PUBLIC_TEXTS
            if (text := getattr(self, name))
        ]

    @property
    def completeness(self) -> Completeness:
        return completeness(self)

    def check_publication(self) -> None:
        check_complete(self)

    def shown_to(self, request) -> dict:
        fetch_own_themes(self)
        [themes] = named_themes([self])
        trainers = self.trainers.select_related("organisation").all()
        audiences = self.audiences.select_related("audience").all()
        dates = dates_of(self, request)
        catalogue = Layout(request, page=self).parent_url
        return super().shown_to(request) | {
            "domain_url": f"{catalogue}?domaine={self.domain.slug}"
            if catalogue and self.domain
            else "",
            **article_context(self, request),
            "domain": named(Domain, [self.domain])[0] if self.domain else "",
            "audiences": named(Audience, [line.audience for line in audiences]),
            "trainers": [line.organisation for line in trainers],
            "themes": themes,
            "dates": dates,
            "next_date": next_date(dates),
            "calendar_url": self.calendar_url(request) if dates else "",
            "pdf_url": self.pdf_url,
        }

    def structured_data(self, request) -> dict | None:
        return course(self, dates_of(self, request), request)


class CourseAudience(Orderable):
    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="audiences")
    audience = models.ForeignKey(
        Audience,
        verbose_name=_("audience"),
        on_delete=models.CASCADE,
        related_name="+",
        limit_choices_to=in_main_language,
    )

    panels = ["audience"]


class CourseTrainer(PageOrganisation):
    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="trainers")


class CoursePageTheme(ItemBase):
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="course_items")
    content_object = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="theme_items")


class CoursePageDownload(PageDownload):
    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="page_downloads")


class CoursePageContact(PageContact):
    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="page_contacts")
