from django.db import models
from django.utils.functional import cached_property, classproperty
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from clubs.calendars import CalendarMixin
from clubs.models.announcement import AnnouncementMixin
from clubs.models.dated import DatedMixin, DatedPageQuerySet, FormerDate
from clubs.models.registrations import RegistrationMixin
from contacts.models import Contact, Organisation, contacts_of
from core.layout import Layout
from core.models import BasePage, LivePageManager
from photos.renditions import fetch_for_article
from training.forms import CourseSessionForm
from training.structured_data import course_instance


class CourseSessionQuerySet(DatedPageQuerySet):
    def for_cards(self, request):
        """With what a line of a list or a calendar shows."""
        nobody = models.Value("", output_field=models.CharField())
        pages = self.select_related("host", "locale").prefetch_related("former_dates")
        return pages.annotate(club_title=nobody)


class CourseSessionPage(AnnouncementMixin, DatedMixin, RegistrationMixin, CalendarMixin, BasePage):
    """A date of a course, for which people register. It bears the course's title, and its contacts are the course's."""

    place = models.CharField(_("place"), max_length=200, blank=True)
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("host"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="hosted_%(class)ss",
    )

    report_expected_on = None
    select_related = (*BasePage.select_related, "host")
    facts = (
        *DatedMixin.dated_facts,
        *("attendance", "place", "host"),
        *RegistrationMixin.registration_facts,
    )
    own_to_each = (
        *BasePage.own_to_each,
        *DatedMixin.own_to_each_date,
        *RegistrationMixin.own_to_each_registration,
    )
    base_form_class = CourseSessionForm
    template = "pages/course_session_page.html"
    calendar_name = _("session.ics")
    session_model = classproperty(lambda cls: cls)
    parent_page_types = ["training.CoursePage"]
    subpage_types = []

    content_panels = [
        *BasePage.content_panels[:1],
        MultiFieldPanel(["status", *DatedMixin.dated_panels], heading=_("When")),
        MultiFieldPanel(["attendance", "place", "address", FieldPanel("host")], heading=_("Where")),
        FieldPanel(
            "introduction",
            heading=_("Practical information"),
            help_text=_("What concerns this date alone, in a few sentences."),
        ),
        MultiFieldPanel(
            [*RegistrationMixin.registration_panels, "registration_deadline"],
            heading=_("Taking part"),
        ),
    ]

    search_fields = [*BasePage.search_fields, index.FilterField("starts_at")]

    objects = LivePageManager.from_queryset(CourseSessionQuerySet)()

    class Meta:
        verbose_name = _("date of a course")
        verbose_name_plural = _("dates of courses")

    @property
    def crumb(self) -> str:
        """Below its course, whose title it bears."""
        return gettext("Session of %(date)s") % {"date": self.when.short}

    @property
    def head_title(self) -> str:
        return self.seo_title or self.feed_title

    @cached_property
    def course(self) -> Page:
        """The course above, whoever may see it."""
        return self.get_parent().specific

    @property
    def contacts(self) -> list[Contact]:
        """Those of its course."""
        return contacts_of(self.course)

    def get_context(self, request, *args, **kwargs) -> dict:
        return super().get_context(request, *args, **kwargs) | self.registration_context(request)

    def shown_to(self, request) -> dict:
        course = Layout(request, page=self).page_at(self.path[: -self.steplen])
        contacts = self.contacts
        fetch_for_article(self, *(contact.photo for contact in contacts))
        return super().shown_to(request) | {
            "course": course,
            "contacts": contacts,
            "calendar_url": self.calendar_url(request) if self.is_announced else "",
        }

    def structured_data(self, request) -> dict:
        return course_instance(self, request)


class CourseSessionFormerDate(FormerDate):
    page = ParentalKey(CourseSessionPage, on_delete=models.CASCADE, related_name="former_dates")
