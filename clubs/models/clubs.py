from functools import partial

from django.db import models
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from clubs.archive import ClubCard, ClubFacet, listed_meetings, read_meetings
from clubs.calendars import CalendarMixin
from clubs.exports import MEETINGS
from clubs.history import History, meetings_below
from clubs.models.meetings import Audience
from clubs.models.sessions import SessionPage
from clubs.month import Month
from contacts.models import PageContact
from core import exports
from core.facets import YearFacet, when_asked
from core.languages import Untranslated, listed_below, original_of
from core.layout import Layout
from core.listing import Listing
from core.models import ArticlePage, BasePage
from core.visibility import can_see, is_teaser, kept_for
from downloads.models import PageDownload, article_context
from downloads.themes import theme_facet

LATEST_REPORTS = 3


class ClubIndexPage(CalendarMixin, BasePage):
    """All clubs and all their meetings, to come and held; or the sessions of one month."""

    template = "pages/club_index_page.html"
    session_model = SessionPage
    max_count_per_parent = 1
    show_in_menus_default = True
    parent_page_types = ["home.HomePage"]
    subpage_types = ["clubs.ClubPage"]

    class Meta:
        verbose_name = _("list of clubs")

    def get_context(self, request, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        if "mois" in request.GET:
            below = meetings_below(self, request).order_by().values("pk")
            sessions = SessionPage.objects.filter(pk__in=below).named_for(request)
            coming = sessions.upcoming().for_cards(request).order_by("title__alphabetical", "pk")
            reserved = (session for session in coming if is_teaser(request, session))
            shown = Month(request, sessions.live_for(request), reserved)
            context["layout"].own_query = shown.own_query
            return context | {"month": shown}
        places, cards = self._known(request)
        listing = self.listing(request, places)
        coming = [meeting.day for meeting in listing.page_obj if not meeting.is_past]
        month = min(coming, default=timezone.localdate())
        context["layout"].own_query = listing.own_query
        return context | {
            "listing": listing,
            "clubs": cards,
            "month_url": f"?mois={month:%Y-%m}",
            "calendar_url": self.calendar_url(request),
        }

    def cards(self, request) -> list[ClubCard]:
        """The clubs that the request may know of, in the order of the list."""
        _places, cards = self._known(request)
        return cards

    def listing(self, request, places: dict[str, tuple[str, str]]) -> Listing:
        """What the request narrows the meetings to; `places` are those of `_places`."""
        return Listing(
            request,
            when_asked(lambda: listed_meetings(self, request)),
            [
                ClubFacet(places),
                theme_facet("sessionpage__theme_items__tag", "reportpage__theme_items__tag"),
                YearFacet("day"),
            ],
            decorate=partial(read_meetings, request=request),
            index=self,
        )

    def _known(self, request) -> tuple[dict[str, tuple[str, str]], list[ClubCard]]:
        """What `_places` and `_cards` say of the clubs, those in another language last."""

        def look():
            clubs = sorted(
                listed_below(self, ClubPage, request),
                key=lambda club: (club.locale_id != self.locale_id, club.path),
            )
            places = self._places(clubs, request)
            return places, self._cards(clubs, places, request)

        return kept_for(request, ("clubs", self.pk), look)

    def _cards(self, clubs: list["ClubPage"], places: dict, request) -> list[ClubCard]:
        """The clubs, each with the nearest of its sessions that the request may see and that is held."""
        below = meetings_below(self, request).order_by().values("pk")
        sessions = SessionPage.objects.filter(pk__in=below).live_for(request).upcoming()
        coming = {}
        for session in sessions.exclude(status=SessionPage.Status.CANCELLED).for_cards(request):
            slug, _title = places.get(session.path[: self.steplen * (self.depth + 1)], ("", ""))
            coming.setdefault(slug, session)
        return [ClubCard(club, coming.get(club.slug)) for club in clubs]

    def _places(self, clubs: list["ClubPage"], request) -> dict[str, tuple[str, str]]:
        """Slug and title of the clubs that the request may see, by the tree paths of their meetings."""
        known = {}
        for club in clubs:
            if can_see(request, club):
                foreign = club.locale_id != self.locale_id
                title = Untranslated(club.title) if foreign else club.title
                known[club.translation_key] = club.slug, title
        places = {
            club.path: known[club.translation_key]
            for club in clubs
            if club.translation_key in known
        }
        if original := original_of(self, request):
            others = ClubPage.objects.child_of(original).live_for(request)
            for path, key in others.values_list("path", "translation_key"):
                if key in known:
                    places[path] = known[key]
        return places

    def serve(self, request, *args, **kwargs) -> HttpResponseBase:
        if (name := request.GET.get("format")) in exports.FORMATS:
            places, _cards = self._known(request)
            return exports.answer(self.listing(request, places), MEETINGS, name)
        response = super().serve(request, *args, **kwargs)
        shown = response.context_data.get("month") or response.context_data["listing"]
        response.status_code = shown.status
        return response


class ClubPage(CalendarMixin, ArticlePage):
    """A series of meetings with an audience."""

    Audience = Audience

    audience = models.CharField(
        _("audience"), max_length=20, choices=Audience, default=Audience.PUBLIC
    )

    facts = (*ArticlePage.facts, "audience", "page_downloads", "page_contacts")
    template = "pages/club_page.html"
    session_model = SessionPage
    parent_page_types = ["clubs.ClubIndexPage"]
    subpage_types = ["clubs.SessionPage", "clubs.ReportPage"]

    content_panels = [*BasePage.content_panels, "audience", "body"]

    class Meta:
        verbose_name = _("club")
        verbose_name_plural = _("clubs")

    def shown_to(self, request) -> dict:
        history = History(self, request)
        past = history.past
        reports = [meeting.open_report for meeting in past if meeting.open_report]
        latest = reports[:LATEST_REPORTS]
        index = Layout(request, page=self).page_at(self.path[: -self.steplen])
        return super().shown_to(request) | {
            **article_context(self, request, *(report.lead_photo for report in latest)),
            "upcoming": history.upcoming,
            "past": past,
            "reports": latest,
            "reports_url": f"{index.get_url(request)}?club={self.slug}" if index else "",
            "calendar_url": self.calendar_url(request),
        }


class ClubPageDownload(PageDownload):
    page = ParentalKey(ClubPage, on_delete=models.CASCADE, related_name="page_downloads")


class ClubPageContact(PageContact):
    page = ParentalKey(ClubPage, on_delete=models.CASCADE, related_name="page_contacts")
