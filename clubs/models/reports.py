from anyascii import anyascii
from django.db import models, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.search import index
from wagtail.url_routing import RouteResult

from clubs.dates import When
from clubs.forms import ReportForm
from clubs.models.meetings import MeetingPage, PageOrganisation
from clubs.models.sessions import SessionPage
from clubs.numbering import lock_numbers
from clubs.panels import WordImportPanel
from contacts.models import PageContact
from core.models import ArticlePage, BasePage, LivePageManager
from core.sending import send_file
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


class ReportPage(MeetingPage):
    """What was said at a meeting: below its session, or below the club when no session was announced."""

    date = models.DateField(_("date of the meeting"), default=timezone.localdate, db_index=True)
    themes = PageThemesField(through="clubs.ReportPageTheme")

    select_related = (*MeetingPage.select_related, "pdf")
    base_form_class = ReportForm
    template = "pages/report_page.html"
    parent_page_types = ["clubs.SessionPage", "clubs.ClubPage"]
    subpage_types = []

    content_panels = [
        WordImportPanel(heading=_("From Word")),
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
    def pdf_url(self) -> str:
        """The address of the PDF under the page's own, or nothing while there is none (clubs.pdf)."""
        pdf = getattr(self, "pdf", None)
        return f"{self.url}{self.pdf_name}" if pdf and pdf.is_current else ""

    @property
    def pdf_name(self) -> str:
        return f"{report_slug(self.locale.language_code)}.pdf"

    @property
    def pdf_file_name(self) -> str:
        """The name under which readers save it."""
        return f"{self.date:%Y-%m-%d}-{slugify(anyascii(self.title))[:80]}.pdf"

    def route(self, request, path_components):
        if path_components == [self.pdf_name] and self.live:
            return RouteResult(self, kwargs={"pdf": True})
        return super().route(request, path_components)

    def serve(self, request, *args, pdf=False, **kwargs):
        if not pdf:
            return super().serve(request, *args, **kwargs)
        if not self.pdf_url:
            raise Http404
        try:
            return send_file(request, self.pdf.file, self.pdf_file_name, etag=self.pdf.digest)
        except FileNotFoundError as error:
            raise Http404 from error

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
            "pdf_url": self.pdf_url,
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
