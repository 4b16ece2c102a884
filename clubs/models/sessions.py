from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length, Substr
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
)
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from clubs.calendars import CalendarMixin
from clubs.dates import When
from clubs.forms import SessionForm
from clubs.models.announcement import Announcement
from clubs.models.meetings import Audience, MeetingPage, PageOrganisation
from clubs.models.registrations import TakingPart
from contacts.models import PageContact
from core.blocks.text import TEXT_FEATURES
from core.models import ArticlePage, BasePage, LivePageManager
from core.visibility import LivePageQuerySet, live_pages
from downloads.models import Document, PageDownload, Theme
from downloads.themes import PageThemesField


class SessionPageQuerySet(LivePageQuerySet):
    def upcoming(self):
        """Today's and later ones, the nearest first; a cancelled one stays until its day."""
        return self.filter(starts_at__gte=_today()).order_by("starts_at", "pk")

    def past(self):
        return self.filter(starts_at__lt=_today()).order_by("-starts_at", "-pk")

    def newly_announced(self):
        return self.filter(first_published_at__isnull=False).order_by("-first_published_at", "-pk")

    def for_cards(self, request):
        """With what a line of a list shows; `club_title` is the title of the club above, if it can be seen."""
        parent_path = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
        club = live_pages(request).filter(path=parent_path).order_by().values("title")[:1]
        former = SessionFormerDate.objects.filter(page=OuterRef("pk")).order_by("-sort_order")
        return (
            self.defer_streamfields()
            .select_related("host")
            .annotate(club_title=Subquery(club), last_former=Subquery(former.values("date")[:1]))
        )


class SessionPage(Announcement, TakingPart, CalendarMixin, MeetingPage):
    """One meeting of a club, announced."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")

    starts_at = models.DateTimeField(_("begins"), db_index=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.PLANNED)
    # How often what a calendar keeps of the session has changed since it was first published (RFC 5545, 3.8.7.4).
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    address = models.CharField(_("address"), max_length=300, blank=True)
    audience = models.CharField(
        _("audience"),
        max_length=20,
        choices=Audience,
        blank=True,
        help_text=_("If it differs from the club’s."),
    )
    programme = RichTextField(_("programme"), features=[*TEXT_FEATURES, "h3"], blank=True)
    programme_file = models.ForeignKey(
        Document,
        verbose_name=_("programme to download"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    report_expected_on = models.DateField(
        _("report expected on"),
        null=True,
        blank=True,
        help_text=_("Said on the page once the session is over, until the report is there."),
    )
    themes = PageThemesField(through="clubs.SessionPageTheme")

    select_related = (
        *MeetingPage.select_related,
        "programme_file__collection",
    )
    base_form_class = SessionForm
    template = "pages/session_page.html"
    calendar_name = _("session.ics")
    parent_page_types = ["clubs.ClubPage"]
    subpage_types = ["clubs.ReportPage"]

    content_panels = [
        *BasePage.content_panels[:1],
        MultiFieldPanel(
            [
                FieldRowPanel(["edition", "status"]),
                FieldRowPanel(["starts_at", "ends_at"]),
                InlinePanel(
                    "former_dates",
                    heading=_("Former dates"),
                    label=_("Former date"),
                    help_text=_(
                        "Filled in by itself when you change the date of a session that is published."
                    ),
                ),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(["place", "address", FieldPanel("host")], heading=_("Where")),
        "introduction",
        "programme",
        "programme_file",
        MultiFieldPanel(
            [
                "audience",
                *TakingPart.registration_panels,
                FieldRowPanel(["registration_deadline", "report_expected_on"]),
            ],
            heading=_("Taking part"),
        ),
        MultipleChooserPanel(
            "pilots",
            heading=_("Pilot organisations"),
            label=_("organisation"),
            chooser_field_name="organisation",
        ),
        MultipleChooserPanel(
            "partners",
            heading=_("Partners"),
            label=_("organisation"),
            chooser_field_name="organisation",
        ),
        "body",
    ]
    classification_panels = ["themes"]

    search_fields = [
        *ArticlePage.search_fields,
        index.SearchField("place"),
        index.SearchField("programme"),
        index.FilterField("starts_at"),
    ]

    objects = LivePageManager.from_queryset(SessionPageQuerySet)()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @property
    def day(self):
        return timezone.localdate(self.starts_at)

    @property
    def last_day(self):
        return timezone.localdate(self.ends_at) if self.ends_at else self.day

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @cached_property
    def when(self) -> When:
        """The date as readers see it."""
        return When(self.starts_at, self.ends_at, self.former_date, self.is_cancelled)

    @cached_property
    def former_date(self):
        """The last day from which the session was moved, or None."""
        if self.status != self.Status.MOVED:
            return None
        if hasattr(self, "last_former"):  # fetched along for a list
            return self.last_former
        former = list(self.former_dates.all())
        return former[-1].date if former else None

    @cached_property
    def published(self) -> "SessionPage | None":
        """The session as readers see it now, if they do."""
        return SessionPage.objects.filter(pk=self.pk, live=True).first() if self.pk else None

    @property
    def published_day(self):
        return self.published.day if self.published else None

    def keep_published_date(self):
        """Note the day that readers know as a former one, when the session is now on another.

        Nothing is noted of a draft, and a session put back on the day that readers know wasn't moved.
        """
        if not self.published:
            return
        former = list(self.former_dates.all())
        if self.day == self.published_day:
            if former and former[-1].date == self.day:
                self.former_dates.remove(former[-1])
                self.status = self.published.status
            return
        if not former or former[-1].date != self.published_day:
            self.former_dates.add(
                SessionFormerDate(date=self.published_day, sort_order=len(former))
            )
        if self.status == self.Status.PLANNED:
            self.status = self.Status.MOVED

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError(
                {"ends_at": _("The session ends before it begins: check both times.")}
            )

    def with_content_json(self, content):
        """The count of changes is the published row's, never a draft's."""
        session = super().with_content_json(content)
        session.calendar_sequence = self.calendar_sequence
        return session

    def save(self, *args, update_fields=None, **kwargs):
        """The count rises with each change of a session that readers know; Wagtail's form doesn't call `publish`."""
        with transaction.atomic():
            if update_fields is None and not self._state.adding:
                known = SessionPage.objects.select_for_update(of=("self",)).get(pk=self.pk)
                changed = known.first_published_at and known.calendar_facts != self.calendar_facts
                self.calendar_sequence = known.calendar_sequence + bool(changed)
            super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def own_documents(self) -> list[Document]:
        return [self.programme_file] if self.programme_file else []

    @property
    def calendar_facts(self) -> tuple:
        """What makes those who noted the session look again when it changes."""
        return (self.starts_at, self.ends_at, self.status, self.place, self.address)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        history = context["history"]
        if history.session is not self and not self.former_dates.is_deferring:
            self.last_former = history.session.last_former
        audience = self.audience or history.audience
        previous, following = history.neighbours("session")
        own = self.registrations_in_any_language.filter(person=request.user.pk)
        return context | {
            "audience": Audience(audience).label if audience else "",
            "report": history.report,
            "is_registered": request.user.is_authenticated and own.exists(),
            "programme_file": context["visible_documents"].get(self.programme_file_id),
            "calendar_url": self.calendar_url(request) if self.is_announced else "",
            "previous": previous,
            "next": following,
        }


class SessionFormerDate(Orderable):
    """A day for which the session was announced before it was moved."""

    page = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="former_dates")
    date = models.DateField(_("date"))

    panels = ["date"]


class SessionPilot(PageOrganisation):
    page = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="pilots")


class SessionPartner(PageOrganisation):
    page = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="partners")


class SessionPageTheme(ItemBase):
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="session_items")
    content_object = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="theme_items")


class SessionPageDownload(PageDownload):
    page = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="page_downloads")


class SessionPageContact(PageContact):
    page = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="page_contacts")


def _today():
    """The beginning of the day, where the site is."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
