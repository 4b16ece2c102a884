from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from clubs.models.sessions import Audience, SessionPage
from contacts.models import PageContact, contacts_of
from core.models import ArticlePage, BasePage
from downloads.models import PageDownload, fetch_downloads
from photos import renditions


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

    Audience = Audience

    audience = models.CharField(
        _("audience"), max_length=20, choices=Audience, default=Audience.PUBLIC
    )

    template = "pages/club_page.html"
    parent_page_types = ["clubs.ClubIndexPage"]
    subpage_types = ["clubs.SessionPage", "clubs.ReportPage"]

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


class ClubPageDownload(PageDownload):
    page = ParentalKey(ClubPage, on_delete=models.CASCADE, related_name="page_downloads")


class ClubPageContact(PageContact):
    page = ParentalKey(ClubPage, on_delete=models.CASCADE, related_name="page_contacts")
