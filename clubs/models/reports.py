import datetime

from anyascii import anyascii
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.models import Page
from wagtail.search import index

from clubs.dates import When
from clubs.forms import ReportForm
from clubs.history import club_path
from clubs.models.meetings import MeetingPage, PageOrganisation
from clubs.models.printed import PrintedMixin
from clubs.models.sessions import SessionPage
from clubs.names import Names, names_on
from clubs.numbering import lock_numbers
from contacts.models import PageContact
from core.citations import Citation, CitedMixin
from core.languages import association_name
from core.layout import Layout, absolute
from core.models import ArticlePage, BasePage, LivePageManager
from core.structured_data import article
from core.visibility import LivePageQuerySet
from downloads.models import PageDownload, Theme
from downloads.themes import PageThemesField


def report_slug(language: str) -> str:
    """The last part of the address of a report below its session, from the language's catalogue."""
    with override(language):
        return slugify(anyascii(pgettext("in an address", "report")))


class ReportPageQuerySet(LivePageQuerySet):
    def newest_first(self):
        return self.order_by("-date", "-pk")

    def newly_published(self):
        return self.filter(first_published_at__isnull=False).order_by("-first_published_at", "-pk")


class ReportPage(PrintedMixin, CitedMixin, MeetingPage):
    """What was said at a meeting: below its session, or below the club when no session was announced."""

    date = models.DateField(_("date of the meeting"), default=timezone.localdate, db_index=True)
    themes = PageThemesField(through="clubs.ReportPageTheme")

    select_related = (*MeetingPage.select_related, "pdf")
    facts = (
        *(*ArticlePage.facts, "edition", "date", "place", "host", "partners"),
        *("themes", "page_downloads", "page_contacts"),
    )
    own_to_each = (*MeetingPage.own_to_each, "date", "partners")
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

    @classmethod
    def can_create_at(cls, parent):
        """A session has one report."""
        return super().can_create_at(parent) and not report_of(parent)

    def can_move_to(self, parent):
        return super().can_move_to(parent) and report_of(parent) in (None, self)

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
    def head_title(self) -> str:
        return self.seo_title or self.feed_title

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

    @property
    def pdf_name(self) -> str:
        return f"{report_slug(self.locale.language_code)}.pdf"

    @property
    def pdf_file_name(self) -> str:
        """The name under which readers save it."""
        return f"{self.date:%Y-%m-%d}-{slugify(anyascii(self.title))[:80]}.pdf"

    @property
    def published_on(self) -> datetime.date:
        return timezone.localdate(self.first_published_at or timezone.now())

    def citation(self, request) -> Citation:
        """The association signs it; the club is its series as far as the reader may see it."""
        club = Layout(request, page=self).page_at(club_path(self, request))
        return self._cited(request, club, names_on(self))

    def _cited(self, request, club: Page | None, names: Names) -> Citation:
        number = (
            gettext("session no. %(number)d") % {"number": self.edition} if self.edition else ""
        )
        return Citation(
            title=self.title,
            publisher=association_name(request),
            date=self.published_on,
            url=absolute(self.get_url(request) or ""),
            language=self.locale.language_code,
            kind=gettext("Report"),
            series=", ".join(filter(None, [club.title, number])) if club else "",
            pages=self.pdf.page_count if self.pdf_url else None,
            pdf_url=absolute(self.pdf_url) if self.pdf_url else "",
            abstract=self.introduction,
            keywords=tuple(str(theme.name) for theme in names.themes),
        )

    def structured_data(self, request) -> dict | None:
        return article(self, "Report", self.published_on, request)

    def shown_to(self, request) -> dict:
        shown = super().shown_to(request)
        previous, following = shown["history"].neighbours("open_report")
        return shown | {
            "session": shown["history"].session,
            "previous": previous,
            "next": following,
            "pdf_url": self.pdf_url,
            "citation": self._cited(request, shown["club"], shown["names"]),
            "citation_files": list(self.citation_files(request)),
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


def report_of(page) -> ReportPage | None:
    """The report of a session, published or not, for those who write; a club has no report of its own."""
    if not issubclass(page.specific_class, SessionPage) or not page.numchild:
        return None
    return ReportPage.objects.child_of(page).first()


@transaction.atomic
def draft_report(session: SessionPage, user) -> ReportPage:
    """The report below a session: a draft with what the session says filled in, unless there is one already."""
    lock_numbers(session.path)  # two editors who ask at once get the same
    session.refresh_from_db(fields=["numchild"])
    if report := report_of(session):
        return report
    report = ReportPage(
        title=session.title,
        slug=report_slug(session.locale.language_code),
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
