from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length, Substr
from django.utils.functional import classproperty
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
from wagtail.models import Page
from wagtail.search import index

from clubs.calendars import CalendarMixin
from clubs.forms import SessionForm
from clubs.models.announcement import AnnouncementMixin
from clubs.models.dated import DatedMixin, DatedPageQuerySet, FormerDate
from clubs.models.meetings import Audience, MeetingPage, PageOrganisation
from clubs.models.registrations import RegistrationMixin
from contacts.models import PageContact
from core.blocks.text import TEXT_FEATURES
from core.models import ArticlePage, BasePage, LivePageManager
from core.visibility import live_pages
from downloads.models import Document, PageDownload, Theme
from downloads.themes import PageThemesField


class SessionPageQuerySet(DatedPageQuerySet):
    def for_cards(self, request):
        """With what a line of a list shows; `club_title` is the title of the club above, if it can be seen."""
        parent_path = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
        club = live_pages(request).filter(path=parent_path).order_by().values("title")[:1]
        return (
            self.defer_streamfields()
            .select_related("host")
            .prefetch_related("former_dates")
            .annotate(club_title=Subquery(club))
        )


class SessionPage(AnnouncementMixin, DatedMixin, RegistrationMixin, CalendarMixin, MeetingPage):
    """One meeting of a club, announced."""

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
    facts = (
        *ArticlePage.facts,
        *DatedMixin.dated_facts,
        *("edition", "attendance", "place", "host", "pilots", "partners", "audience"),
        *RegistrationMixin.registration_facts,
        "programme_file",
        *("report_expected_on", "themes", "page_downloads", "page_contacts"),
    )
    told_once = "starts_at"
    own_to_each = (
        *MeetingPage.own_to_each,
        *DatedMixin.own_to_each_date,
        *RegistrationMixin.own_to_each_registration,
        *("address", "programme_file", "report_expected_on"),
    )
    base_form_class = SessionForm
    template = "pages/session_page.html"
    calendar_name = _("session.ics")
    session_model = classproperty(lambda cls: cls)
    parent_page_types = ["clubs.ClubPage"]
    subpage_types = ["clubs.ReportPage"]

    content_panels = [
        *BasePage.content_panels[:1],
        MultiFieldPanel(
            [
                FieldRowPanel(["edition", "status"]),
                *DatedMixin.dated_panels,
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(["attendance", "place", "address", FieldPanel("host")], heading=_("Where")),
        "introduction",
        "programme",
        "programme_file",
        MultiFieldPanel(
            [
                "audience",
                *RegistrationMixin.registration_panels,
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
    def own_documents(self) -> list[Document]:  # type: ignore[override]
        return [self.programme_file] if self.programme_file else []

    def get_context(self, request, *args, **kwargs) -> dict:
        return super().get_context(request, *args, **kwargs) | self.registration_context(request)

    def shown_to(self, request) -> dict:
        shown = super().shown_to(request)
        history = shown["history"]
        audience = self.audience or history.audience
        previous, following = history.neighbours("open_session")
        return shown | {
            "audience": Audience(audience).label if audience else "",
            "report": history.report,
            "report_is_reserved": history.meeting.report_is_reserved,
            "programme_file": shown["visible_documents"].get(self.programme_file_id),
            "calendar_url": self.calendar_url(request) if self.is_announced else "",
            "previous": previous,
            "next": following,
        }


class SessionFormerDate(FormerDate):
    page = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="former_dates")


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
