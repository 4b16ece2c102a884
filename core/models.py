import logging
from functools import partial
from http import HTTPMethod

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod

from core.blocks import BodyBlock
from core.blocks.choosers import read_body
from core.forms import BasePageForm
from core.frame import Frame
from core.publication import check_photos
from core.visibility import LivePageQuerySet, restrictions_on

logger = logging.getLogger(__name__)

LivePageManager = PageManager.from_queryset(LivePageQuerySet)


class BasePage(Page):
    """What every page of the site has, and the editor's tabs, named for the task.

    A page type adds to `content_panels`, `attachment_panels` and `classification_panels`; a tab without
    panels isn't shown.
    """

    introduction = models.TextField(
        _("introduction"),
        blank=True,
        max_length=600,
        help_text=_("One to three sentences, shown under the title and in the lists."),
    )
    social_image = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("image for social networks"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown when the page is shared. Without it, the lead photo serves."),
    )

    content_panels = [*Page.content_panels, "introduction"]
    attachment_panels = []
    classification_panels = []
    promote_panels = [
        "slug",
        "show_in_menus",
        "seo_title",
        FieldPanel(
            "search_description",
            help_text=_("For search engines. Without it, the introduction serves."),
        ),
        "social_image",
    ]

    search_fields = [*Page.search_fields, index.SearchField("introduction", boost=2)]

    # Pages are read; no page type answers to a form.
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    # What core.routing fetches along with the page, and has found out about its privacy.
    select_related = ("social_image",)
    known_restrictions = None

    base_form_class = BasePageForm
    objects = LivePageManager()

    class Meta:
        abstract = True

    @cached_classmethod
    def get_edit_handler(cls):
        tabs = (
            (_("Write"), cls.content_panels),
            (_("Illustrate and attach"), cls.attachment_panels),
            (_("Classify"), cls.classification_panels),
            (_("Reference and share"), cls.promote_panels),
            (_("Schedule"), cls.settings_panels),
        )
        handler = TabbedInterface(
            [ObjectList(panels, heading=heading) for heading, panels in tabs if panels],
            base_form_class=cls.base_form_class,
        )
        return handler.bind_to_model(cls)

    @property
    def description(self) -> str:
        """The page in one or two sentences, for search engines and shared links."""
        return self.search_description or self.introduction

    @property
    def share_photo(self):
        """The photo that stands for the page when it is shared, or None."""
        return self.social_image or getattr(self, "lead_photo", None)

    @property
    def crumb(self) -> str:
        """The page's own place at the end of its breadcrumb."""
        return self.title

    @property
    def feed_title(self) -> str:
        """The title where nothing around it says what the page is."""
        return self.title

    @property
    def feed_date(self):
        """The moment from which the page is new."""
        return self.first_published_at

    @property
    def kind_label(self) -> str:
        """What the page is, in a list that mixes types."""
        return capfirst(self._meta.verbose_name)

    def get_view_restrictions(self):
        if self.known_restrictions is not None:
            return self.known_restrictions
        return restrictions_on(self)

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {
            "frame": Frame(request, page=self),
            "structured_data": partial(self.structured_data, request),
        }

    def structured_data(self, request) -> dict | None:
        """The page as schema.org data, or None where it would say nothing new; called by the template."""
        return None

    def publish(self, revision, *args, **kwargs):
        """Raises ValidationError when a photo lacks what publication asks for.

        At its scheduled time the page waits instead: an error would keep the pages after it from coming out.
        """
        try:
            check_photos(revision.as_object())
        except ValidationError as error:
            if kwargs.get("log_action") != "wagtail.publish.scheduled":
                raise
            logger.error("Not published as scheduled: %s", " ".join(error.messages))
            return None
        return super().publish(revision, *args, **kwargs)


class Teaser(models.Model):
    """The editor's choice that the public may read the title and summary of what a restriction closes."""

    restriction = models.OneToOneField(
        PageViewRestriction,
        verbose_name=_("restriction"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="teaser",
    )

    class Meta:
        verbose_name = _("teaser")

    def __str__(self):
        return str(self.restriction)


class ArticlePage(BasePage):
    """A page with a lead photo and a body, and at its foot files and contacts.

    A page type declares the two ordered relations itself, `page_downloads` and `page_contacts`.
    """

    lead_photo = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("lead photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("At the head of the page and in the lists. Its credit is always shown."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    select_related = (*BasePage.select_related, "lead_photo")

    content_panels = [*BasePage.content_panels, "body"]
    attachment_panels = [
        "lead_photo",
        MultipleChooserPanel(
            "page_downloads",
            heading=_("Files to download"),
            label=_("file"),
            chooser_field_name="document",
        ),
        MultipleChooserPanel(
            "page_contacts",
            heading=_("Contacts"),
            label=_("contact"),
            chooser_field_name="contact",
        ),
    ]

    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    # The files of a page type beyond those at its foot and in its body.
    own_documents = ()

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        read_body(self.body)
        return super().get_context(request, *args, **kwargs)
