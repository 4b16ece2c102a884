from pathlib import PurePosixPath
from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.signals import post_delete
from django.http import Http404
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.url_routing import RouteResult

from clubs.models.printed import delete_file
from contacts.models import BoardSeat, Organisation
from core.facets import TermFacet, ValueFacet
from core.listing import Listing, Sort
from core.models import BasePage
from directory.known import known_organisations, organisation_url
from directory.organisation import organisation_context
from photos import renditions


class DirectoryPage(BasePage):
    """The member organisations; below its address each organisation that readers know has a page of its own.

    Who may see the page may see those below it.
    """

    template = "pages/directory_page.html"
    max_count_per_parent = 1
    show_in_menus_default = True
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    answers_below = True

    sorts = [
        Sort("nom", _("By name"), ["sort_name", "pk"]),
        Sort(
            "logements",
            _("Most homes first"),
            [F("homes_managed").desc(nulls_last=True), "sort_name", "pk"],
        ),
    ]

    class Meta:
        verbose_name = _("members’ directory")

    def listing(self, request) -> Listing:
        """What the request narrows the members to."""
        return Listing(
            request,
            Organisation.objects.members(),
            [
                ValueFacet("famille", _("Family"), "kind", Organisation.Kind.choices),
                TermFacet("territoire", _("Territory"), "territories", key_field=""),
            ],
            for_cards=lambda members: members.select_related("logo").prefetch_related(
                "territories", renditions.prefetch("logo", "logo")
            ),
            sorts=self.sorts,
            page_size=settings.DIRECTORY_PAGE_SIZE,
            index=self,
        )

    def get_context(self, request, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        listing = self.listing(request)
        context["layout"].own_query = listing.own_query
        return context | {"listing": listing}

    def route(self, request, path_components):
        if len(path_components) == 1:
            return RouteResult(self, kwargs={"slug": path_components[0]})
        return super().route(request, path_components)

    def serve(self, request, *args, slug: str = "", **kwargs) -> HttpResponseBase:
        if slug:
            return self._organisation(request, slug)
        response = super().serve(request, *args, **kwargs)
        response.status_code = response.context_data["listing"].status
        return response

    def _organisation(self, request, slug: str) -> HttpResponseBase:
        found = known_organisations(request).select_related("logo").filter(slug=slug).first()
        if found is None:
            raise Http404
        context = organisation_context(found, self, request)
        status = context["listing"].status
        return TemplateResponse(request, "pages/organisation.html", context, status=status)


def unguessable_name(card, filename: str) -> str:
    """Given out by the page of the organisation alone, as long as it says what the site does."""
    return f"cards/{token_urlsafe(24)}{PurePosixPath(filename).suffix}"


class YearCard(models.Model):
    """The PDF of what an organisation did in a year, in the language of a directory (directory.card)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", editable=False
    )
    directory = models.ForeignKey(
        DirectoryPage, on_delete=models.CASCADE, related_name="+", editable=False
    )
    year = models.PositiveSmallIntegerField(editable=False)
    file = models.FileField(upload_to=unguessable_name, max_length=200, editable=False)
    # Of all that the file was made from: another one makes it be made anew.
    digest = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("yearly card")
        verbose_name_plural = _("yearly cards")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "directory", "year"], name="directory_card_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.year}"


post_delete.connect(delete_file, sender=YearCard)


class BoardPage(BasePage):
    """The board: its bureau, its other seats, and those that were given up."""

    template = "pages/board_page.html"
    max_count_per_parent = 1
    parent_page_types = ["home.HomePage", "home.ContentPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("page of the board")

    def shown_to(self, request) -> dict:
        logos = renditions.prefetch("organisation__logo", "logo")
        seats = list(BoardSeat.objects.current().prefetch_related(logos))
        return super().shown_to(request) | {
            "bureau": [seat for seat in seats if seat.in_bureau],
            "others": [seat for seat in seats if not seat.in_bureau],
            "former": list(BoardSeat.objects.former()),
        }


def organisation_addresses(request) -> list[str]:
    """In every language, those of the pages of organisations that the request may see."""
    directories = list(DirectoryPage.objects.live_for(request))
    known = list(known_organisations(request).order_by("pk")) if directories else []
    return [
        organisation_url(directory, organisation)
        for directory in directories
        for organisation in known
    ]
