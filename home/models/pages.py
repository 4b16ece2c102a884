from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.search import index

from clubs.models import ClubIndexPage
from contacts.models import PageContact
from core.blocks import BodyBlock
from core.blocks.choosers import read_body
from core.blocks.content import objects_in
from core.languages import association_name
from core.layout import Layout, absolute
from core.models import ArticlePage, BasePage
from core.structured_data import organisation
from downloads.models import (
    Document,
    LibraryPage,
    PageDownload,
    PublicationPage,
    article_context,
)
from downloads.models.cards import find, visible_files
from home.blocks import SectionsBlock, photo_of, usual_sections
from home.models.association import AssociationSettings
from news.models import NewsIndexPage
from photos import renditions


class HomePage(BasePage):
    """Who the association is, what comes next and what is new."""

    sections = StreamField(
        SectionsBlock(),
        verbose_name=_("parts of the page"),
        blank=True,
        default=usual_sections,
        help_text=_(
            "What the page shows under its title, in this order. Each part fills itself, and stays out of sight as "
            "long as it has nothing to show."
        ),
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    template = "pages/home_page.html"
    parent_page_types = ["wagtailcore.Page"]

    content_panels = [*BasePage.content_panels, "sections", "body"]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("sections"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("home page")

    def shown_to(self, request) -> dict:
        layout, shown = Layout(request, page=self), super().shown_to(request)
        read_body(self.body)
        sections, sessions = list(self.sections), []
        # Next sessions that come first stand beside the title.
        if sections and sections[0].block_type == "sessions":
            opening = sections.pop(0)
            sessions = opening.block.found(request, self, layout)["sessions"]
            shown["opening_title"] = opening.value["title"]
        photo = photo_of(sessions, request)
        renditions.fetch_for_article(self, photo)
        documents = list(objects_in(self.body, Document))
        cards = find(request, PublicationPage.objects.read_here(request), documents)
        return shown | {
            "visible_documents": visible_files(documents, request, cards),
            "sections": sections,
            "sessions": sessions,
            "opening_photo": photo,
            "doors": [
                page
                for model in (LibraryPage, NewsIndexPage, ClubIndexPage)
                if (page := layout.section(model))
            ],
        }

    @property
    def head_title(self) -> str:
        return self.seo_title or association_name() or self.title

    def structured_data(self, request) -> dict | None:
        association = AssociationSettings.load(request)
        data = {
            "@context": "https://schema.org",
            "@type": "Organization",
            "name": association.translated("name"),
            "alternateName": association.translated("short_name"),
            "url": absolute(self.url),
            "email": association.email,
            "telephone": association.phone,
            "address": association.postal_address,
            "contactPoint": association.contact_point() if association.opening_hours else None,
        }
        if logo := organisation(request).get("logo"):
            data["logo"] = logo["url"]
        return {key: value for key, value in data.items() if value}


class ContentPage(ArticlePage):
    """A page of text: the association, its governance, how to join."""

    facts = (*ArticlePage.facts, "page_downloads", "page_contacts")
    template = "pages/content_page.html"
    parent_page_types = ["home.HomePage", "home.ContentPage"]
    subpage_types = ["home.ContentPage"]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")

    def shown_to(self, request) -> dict:
        children = ContentPage.objects.child_of(self).named_for(request).order_by("path")
        children = children.defer_streamfields().select_related("lead_photo")
        children = children.prefetch_related(renditions.prefetch("lead_photo", "card"))
        shown = super().shown_to(request) | article_context(self, request)
        return shown | {"children": list(children)}


class ContentPageDownload(PageDownload):
    page = ParentalKey(ContentPage, on_delete=models.CASCADE, related_name="page_downloads")


class ContentPageContact(PageContact):
    page = ParentalKey(ContentPage, on_delete=models.CASCADE, related_name="page_contacts")
