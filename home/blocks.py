"""The parts of the home page, each of which fills itself; editors put them in order."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from clubs.models import ClubIndexPage, SessionPage
from contacts.models import BoardSeat, ContactsPage
from core.blocks.data import KeyFigureBlock
from core.languages import association
from core.layout import Layout
from core.visibility import can_see_photo, is_teaser
from downloads.models import LibraryPage, PublicationPage
from downloads.models.cards import find
from downloads.themes import ThemedPage
from news.models import NewsIndexPage, NewsPage
from photos import renditions
from training.models import CataloguePage

NEXT_SESSIONS = 3
LATEST_NEWS = 5
LATEST_PUBLICATIONS = 4
NEXT_COURSES = 4
CLUBS = 9


class SectionBlock(blocks.StructBlock):
    """`found` is what a part shows the reader of a home page; it asks nothing where the part isn't on the page."""

    title = blocks.CharBlock(
        label=_("title"),
        required=False,
        default="",
        max_length=80,
        help_text=_("Left empty, the usual title is shown."),
    )

    class Meta:
        preview_value = {"title": ""}

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        request = context["request"]
        layout = context.get("layout") or Layout(request)
        home = context.get("page") or layout.home  # a preview of the block has no page
        found = self.found(request, home, layout) if home else {}
        return context | found | {"title": value["title"], "association": association(request)}

    def found(self, request, home, layout: Layout) -> dict:
        return {}


class SessionsBlock(SectionBlock):
    class Meta:
        label = _("Next sessions")
        description = _("The three next sessions; as the first part they stand beside the title")
        icon = "date"
        template = "sections/sessions.html"

    def found(self, request, home, layout) -> dict:
        sessions = SessionPage.objects.descendant_of(home).named_for(request).upcoming()
        cards = sessions.for_cards(request).select_related("lead_photo")
        cards = list(cards[:NEXT_SESSIONS])
        return {"sessions": cards, "clubs": layout.section(ClubIndexPage)}


def photo_of(sessions: list[SessionPage], request):
    """The photo of the nearest session that has one which the reader may see, or None."""
    photos = (page.lead_photo for page in sessions if not is_teaser(request, page))
    return next((photo for photo in photos if photo and can_see_photo(photo)), None)


class MeetingsBlock(SectionBlock):
    class Meta:
        label = _("Families of meetings")
        description = _("The clubs, each with its audience and its next session")
        icon = "group"
        template = "sections/meetings.html"

    def found(self, request, home, layout) -> dict:
        index = layout.section(ClubIndexPage)
        cards = index.specific.cards(request) if index else []
        return {"cards": cards[:CLUBS], "clubs": index}


class NewsBlock(SectionBlock):
    class Meta:
        label = _("News")
        description = _("The five latest news items")
        icon = "doc-full"
        template = "sections/news.html"

    def found(self, request, home, layout) -> dict:
        news = NewsPage.objects.descendant_of(home).named_for(request).newest_first()
        news = news.with_photo_and_themes().prefetch_related(
            renditions.prefetch("lead_photo", "card", "lead")
        )
        return {
            "news": [ThemedPage(item) for item in news[:LATEST_NEWS]],
            "news_index": layout.section(NewsIndexPage),
        }


class PublicationsBlock(SectionBlock):
    class Meta:
        label = _("Publications")
        description = _("The four latest publications, with their covers")
        icon = "doc-full-inverse"
        template = "sections/publications.html"

    def found(self, request, home, layout) -> dict:
        readable = PublicationPage.objects.read_here(request)
        latest = PublicationPage.objects.listed_here(request).live_for(request).newest_first()
        latest = latest.values("pk")[:LATEST_PUBLICATIONS]
        return {
            "publications": find(request, readable, [], Q(pk__in=latest)),
            "library": layout.section(LibraryPage),
        }


class CoursesBlock(SectionBlock):
    class Meta:
        label = _("Courses")
        description = _("Four courses of the catalogue, those with the nearest dates first")
        icon = "calendar-check"
        template = "sections/courses.html"

    def found(self, request, home, layout) -> dict:
        catalogue = layout.section(CataloguePage)
        cards = catalogue.specific.nearest(request, NEXT_COURSES) if catalogue else []
        return {"courses": cards, "catalogue": catalogue}


class FiguresBlock(SectionBlock):
    figures = blocks.ListBlock(KeyFigureBlock(), label=_("figures"), min_num=1, max_num=6)

    class Meta:
        label = _("Figures")
        description = _("One to six figures, each with what it counts")
        icon = "order"
        template = "sections/figures.html"
        preview_value = {
            "title": "",
            "figures": [
                {"value": "61 400", "label": "social homes", "source": ""},
                {"value": "212", "label": "municipalities", "source": ""},
            ],
        }


class BoardBlock(SectionBlock):
    class Meta:
        label = _("Board")
        description = _("The organisations that sit on the board, the bureau first")
        icon = "group"
        template = "sections/board.html"

    def found(self, request, home, layout) -> dict:
        return {"seats": list(BoardSeat.objects.current())}


class JoiningBlock(SectionBlock):
    text = blocks.TextBlock(
        label=_("text"),
        required=False,
        default="",
        max_length=600,
        help_text=_("What membership brings, in a few sentences."),
    )

    class Meta:
        label = _("Joining")
        description = _("Why to become a member, and the way to it")
        icon = "key"
        template = "sections/joining.html"
        preview_value = {"title": "", "text": "Members meet six times a year."}


class OfficeBlock(SectionBlock):
    class Meta:
        label = _("The office")
        description = _("Address, phone, e-mail and opening hours, from the association’s settings")
        icon = "mail"
        template = "sections/office.html"

    def found(self, request, home, layout) -> dict:
        return {"contacts_page": layout.section(ContactsPage)}


class TextBlock(SectionBlock):
    class Meta:
        label = _("The page’s text")
        description = _("What is written in the body, below: paragraphs, photos, files")
        icon = "pilcrow"
        template = "sections/text.html"


class SectionsBlock(blocks.StreamBlock):
    sessions = SessionsBlock()
    meetings = MeetingsBlock()
    news = NewsBlock()
    publications = PublicationsBlock()
    courses = CoursesBlock()
    figures = FiguresBlock()
    board = BoardBlock()
    joining = JoiningBlock()
    office = OfficeBlock()
    text = TextBlock()

    class Meta:
        # Each part once: a second one would show the same.
        block_counts = {
            name: {"max_num": 1}
            for name in (
                *("sessions", "meetings", "news", "publications", "courses"),
                *("board", "joining", "office", "text"),
            )
        }


def usual_sections() -> list[tuple[str, dict]]:
    """Those of a home page that nobody has composed."""
    return [(name, {}) for name in ("sessions", "news", "publications", "text")]
