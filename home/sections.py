"""What a new site may begin with: its sections, its themes and kinds of publication, in every language.

The words are those of the catalogue, for the association to rewrite; a section more is one entry of SECTIONS.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clubs.models import ClubIndexPage
from contacts.models import ContactsPage
from core.models import BasePage
from directory.models import DirectoryPage
from downloads.models import LibraryPage
from home.models import HomePage
from news.models import NewsIndexPage
from training.models import CataloguePage


@dataclass(frozen=True)
class Words:
    """What a page says before anybody has written in it."""

    title: str | Promise
    introduction: str | Promise


@dataclass(frozen=True)
class Section:
    """A page right below the home page, of which there is one."""

    key: str
    model: type[BasePage]
    words: Words


HOME = Words(
    _("Home"),
    _(
        "We bring together the social-housing organisations of the region. Their news, their meetings and their "
        "publications are here, for all who take an interest in housing."
    ),
)

# In the order of the menu.
SECTIONS = [
    Section(
        "news",
        NewsIndexPage,
        Words(
            _("News"),
            _(
                "What happens at the association and at its members: projects, partnerships, positions taken, dates to "
                "remember."
            ),
        ),
    ),
    Section(
        "clubs",
        ClubIndexPage,
        Words(
            _("Clubs"),
            _(
                "Those who work for our members meet here to compare what they do. Each club announces its sessions, "
                "then reports on them."
            ),
        ),
    ),
    Section(
        "publications",
        LibraryPage,
        Words(
            _("Publications"),
            _(
                "Studies, guides and proceedings by the association and its members, to read, download and cite."
            ),
        ),
    ),
    Section(
        "training",
        CataloguePage,
        Words(
            pgettext_lazy("section", "Training"),
            _(
                "Courses for those who work in social housing: what they are for, what they cost, when they are held "
                "and how to register."
            ),
        ),
    ),
    Section(
        "directory",
        DirectoryPage,
        Words(
            pgettext_lazy("section", "Members"),
            _(
                "The organisations that belong to the association: who they are and where they house."
            ),
        ),
    ),
    Section(
        "contacts",
        ContactsPage,
        Words(
            _("Contacts"), _("The people of the association, and what you can ask each of them.")
        ),
    ),
]

# Not a page: its views are there in any case, and the association may offer them or not.
MEMBERS_AREA = "members"

THEMES = [
    _("Allocations and housing paths"),
    _("Building new homes"),
    _("Energy renovation"),
    _("Neighbourhoods and urban renewal"),
    _("Ageing and disability"),
    _("Social support"),
    _("Unpaid rents"),
    _("Tenants’ participation"),
    _("Local housing policies"),
    _("Life of the association"),
]

KINDS = [
    _("Study"),
    _("Guide"),
    _("Proceedings"),
    _("Activity report"),
    _("Fact sheet"),
    _("Position paper"),
    _("Presentation slides"),
]


def words_of(page) -> Words | None:
    """What a page of one of these types says at first."""
    model = page.specific_class
    if model is HomePage:
        return HOME
    return next((section.words for section in SECTIONS if section.model is model), None)
