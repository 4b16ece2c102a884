from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.search import index

from clubs.dates import When
from clubs.forms import ReportForm
from clubs.models.meetings import MeetingPage, PageOrganisation
from clubs.models.sessions import SessionPage
from contacts.models import PageContact
from core.models import ArticlePage, BasePage, LivePageManager
from core.structured_data import article
from core.visibility import LivePageQuerySet
from downloads.models import PageDownload, Theme
from downloads.themes import PageThemesField

# The last part of the address of a report below its session.
REPORT_SLUGS = {"fr": "compte-rendu"}


class ReportPageQuerySet(LivePageQuerySet):
    def newest_first(self):
        return self.order_by("-date", "-pk")

    def newly_published(self):
        return self.filter(first_published_at__isnull=False).order_by("-first_published_at", "-pk")


class ReportPage(MeetingPage):
    """What was said at a meeting: below its session, or below the club when no session was announced."""

    date = models.DateField(_("date of the meeting"), default=timezone.localdate, db_index=True)
    themes = PageThemesField(through="clubs.ReportPageTheme")

    base_form_class = ReportForm
    template = "pages/report_page.html"
    parent_page_types = ["clubs.SessionPage", "clubs.ClubPage"]
    subpage_types = []

    content_panels = [
        *BasePage.content_panels[:1],
        MultiFieldPanel(
            [
                FieldRowPanel(["date", "edition"]),
                FieldRowPanel(["place", FieldPanel("host")]),
                MultipleChooserPanel(
                    "partners",
                    heading=_("Partners"),
                    label=_("organisation"),
                    chooser_field_name="organisation",
                ),
            ],
            heading=_("The meeting"),
        ),
        *ArticlePage.content_panels[1:],
    ]
    classification_panels = ["themes"]

    search_fields = [*ArticlePage.search_fields, index.FilterField("date")]

    objects = LivePageManager.from_queryset(ReportPageQuerySet)()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    @property
    def day(self):
        return self.date

    @property
    def crumb(self) -> str:
        """Below its session, whose title it mostly shares."""
        return gettext("Report")

    @property
    def feed_title(self) -> str:
        return gettext("Report: %(title)s") % {"title": self.title}

    @property
    def when(self) -> When:
        return When(self.date)

    @cached_property
    def session(self) -> SessionPage | None:
        """The session above, whoever may see it; None where the report stands right below the club."""
        parent_path = self.path[: -self.steplen]
        return SessionPage.objects.filter(path=parent_path).first() if parent_path else None

    @property
    def club_path(self) -> str:
        return self.path[: -2 * self.steplen] if self.session else super().club_path

    def structured_data(self, request):
        published = self.first_published_at or timezone.now()
        return article(self, "Article", timezone.localdate(published))

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        previous, following = context["history"].neighbours("report")
        return context | {
            "session": context["history"].session,
            "previous": previous,
            "next": following,
        }


class ReportPartner(PageOrganisation):
    page = ParentalKey(ReportPage, on_delete=models.CASCADE, related_name="partners")


class ReportPageTheme(ItemBase):
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="report_items")
    content_object = ParentalKey(ReportPage, on_delete=models.CASCADE, related_name="theme_items")


class ReportPageDownload(PageDownload):
    page = ParentalKey(ReportPage, on_delete=models.CASCADE, related_name="page_downloads")


class ReportPageContact(PageContact):
    page = ParentalKey(ReportPage, on_delete=models.CASCADE, related_name="page_contacts")


def draft_report(session: SessionPage, user) -> ReportPage:
    """A draft report below a session, with what the session says filled in."""
    report = ReportPage(
        title=session.title,
        slug=REPORT_SLUGS.get(session.locale.language_code, "report"),
        introduction=session.introduction,
        date=session.day,
        edition=session.edition,
        place=session.place,
        host=session.host,
        live=False,
        has_unpublished_changes=True,
        owner=user,
    )
    report.partners = [
        ReportPartner(organisation=line.organisation) for line in session.partners.all()
    ]
    report.page_contacts = [
        ReportPageContact(contact=line.contact) for line in session.page_contacts.all()
    ]
    report.theme_items = [ReportPageTheme(tag=line.tag) for line in session.theme_items.all()]
    session.add_child(instance=report)
    report.save_revision(user=user, log_action=True)
    return report
