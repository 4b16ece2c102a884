from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length, Substr
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from contacts.models import Organisation, PageContact, contacts_of
from core.models import ArticlePage, BasePage, LivePageManager
from core.visibility import LivePageQuerySet, live_pages
from downloads.models import PageDownload, Theme, fetch_downloads
from downloads.themes import PageThemesField
from photos import renditions


class SessionPageQuerySet(LivePageQuerySet):
    def upcoming(self):
        """Today's and later ones, the nearest first; a cancelled one stays until its day."""
        return self.filter(starts_at__gte=_today()).order_by("starts_at", "pk")

    def past(self):
        return self.filter(starts_at__lt=_today()).order_by("-starts_at", "-pk")

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


class ClubIndexPage(BasePage):
    """All clubs, and the sessions to come."""

    template = "pages/club_index_page.html"
    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["clubs.ClubPage"]

    class Meta:
        verbose_name = _("list of clubs")

    def get_context(self, request, *args, **kwargs):
        sessions = SessionPage.objects.descendant_of(self).live_for(request)
        upcoming = list(sessions.upcoming().for_cards(request))
        clubs = list(ClubPage.objects.child_of(self).live_for(request).order_by("path"))
        for club in clubs:
            club.next_session = next(
                (session for session in upcoming if session.path.startswith(club.path)), None
            )
        return super().get_context(request, *args, **kwargs) | {
            "clubs": clubs,
            "upcoming": upcoming,
        }


class ClubPage(ArticlePage):
    """A series of meetings with an audience."""

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Open to all")
        ORGANISATIONS = "organisations", _("Open to every organisation")
        MEMBERS = "members", _("For members only")

    audience = models.CharField(
        _("audience"), max_length=20, choices=Audience, default=Audience.PUBLIC
    )

    template = "pages/club_page.html"
    parent_page_types = ["clubs.ClubIndexPage"]
    subpage_types = ["clubs.SessionPage"]

    content_panels = [*BasePage.content_panels, "audience", "body"]

    class Meta:
        verbose_name = _("club")
        verbose_name_plural = _("clubs")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        contacts = contacts_of(self)
        renditions.fetch_for_article(self, *(contact.photo for contact in contacts))
        downloads, visible_documents = fetch_downloads(self, request)
        sessions = SessionPage.objects.child_of(self).live_for(request).for_cards(request)
        return context | {
            "visible_documents": visible_documents,
            "downloads": downloads,
            "contacts": contacts,
            "upcoming": sessions.upcoming(),
            "past": sessions.past(),
        }


class SessionPage(ArticlePage):
    """One meeting of a club."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")

    edition = models.PositiveSmallIntegerField(
        _("edition"), null=True, blank=True, help_text=_("7 for the 7th session of the club.")
    )
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.PLANNED)
    place = models.CharField(_("place"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("host"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="hosted_sessions",
    )
    themes = PageThemesField(through="clubs.SessionPageTheme")

    select_related = (*ArticlePage.select_related, "host")
    template = "pages/session_page.html"
    parent_page_types = ["clubs.ClubPage"]
    subpage_types = []

    content_panels = [
        *BasePage.content_panels[:1],
        MultiFieldPanel(
            [
                "edition",
                FieldRowPanel(["starts_at", "ends_at"]),
                "status",
                InlinePanel("former_dates", heading=_("Former dates"), label=_("Former date")),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(["place", "address", FieldPanel("host")], heading=_("Where")),
        "introduction",
        "body",
    ]
    classification_panels = ["themes"]

    search_fields = [
        *ArticlePage.search_fields,
        index.SearchField("place"),
        index.FilterField("starts_at"),
    ]

    objects = LivePageManager.from_queryset(SessionPageQuerySet)()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @cached_property
    def former_date(self):
        """The last day from which the session was moved, or None."""
        if self.status != self.Status.MOVED:
            return None
        if hasattr(self, "last_former"):  # fetched along for a list
            return self.last_former
        former = list(self.former_dates.all())
        return former[-1].date if former else None

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError(
                {"ends_at": _("The session ends before it begins: check both times.")}
            )

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        contacts = contacts_of(self)
        renditions.fetch_for_article(self, *(contact.photo for contact in contacts))
        downloads, visible_documents = fetch_downloads(self, request)
        siblings = SessionPage.objects.sibling_of(self, inclusive=False).live_for(request)
        siblings = siblings.defer_streamfields()
        return context | {
            "visible_documents": visible_documents,
            "downloads": downloads,
            "contacts": contacts,
            "previous": siblings.filter(starts_at__lt=self.starts_at)
            .order_by("-starts_at")
            .first(),
            "next": siblings.filter(starts_at__gt=self.starts_at).order_by("starts_at").first(),
        }


class SessionFormerDate(Orderable):
    """A day for which the session was announced before it was moved."""

    page = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="former_dates")
    date = models.DateField(_("date"))

    panels = ["date"]


class SessionPageTheme(ItemBase):
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="session_items")
    content_object = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="theme_items")


class ClubPageDownload(PageDownload):
    page = ParentalKey(ClubPage, on_delete=models.CASCADE, related_name="page_downloads")


class ClubPageContact(PageContact):
    page = ParentalKey(ClubPage, on_delete=models.CASCADE, related_name="page_contacts")


class SessionPageDownload(PageDownload):
    page = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="page_downloads")


class SessionPageContact(PageContact):
    page = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="page_contacts")


def _today():
    """The beginning of the day, where the site is."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
