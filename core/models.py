import logging
from functools import partial
from http import HTTPMethod

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel, ObjectList
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod

from core import withdrawal_models  # noqa: F401  (Django looks for models from here)
from core.blocks import BodyBlock
from core.blocks.choosers import read_body
from core.facts import FactsMixin
from core.forms import BasePageForm
from core.generations import kept
from core.layout import Layout
from core.panels import BeforePublicationPanel, FactsTabs, PhotosPanel, ReturnedPanel
from core.permissions import OfferedPagePermissions
from core.publish_checks import check_photos
from core.refusals import Refusal
from core.review_models import Review
from core.routing import AddressMixin
from core.slugs import PlainSlugInput, settled_slug
from core.translation.marks import marking
from core.translation.missing import ask_first, check_publishable, with_typed_texts
from core.translation.models import UntranslatedTexts
from core.visibility import LivePageQuerySet, kept_for, restrictions_on
from core.word.panels import WordPanel

logger = logging.getLogger(__name__)

LivePageManager = PageManager.from_queryset(LivePageQuerySet)


class BasePage(AddressMixin, FactsMixin, Page):
    """What every page of the site has, and the editor's tabs, named for the task.

    A page type adds to `content_panels`, `attachment_panels` and `classification_panels`; a tab without
    panels isn't shown.
    """

    slug: str  # Wagtail's field

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
        FieldPanel("slug", widget=PlainSlugInput),
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
    select_related: tuple[str, ...] = ("social_image", "review")
    known_restrictions = None
    # Fields and child relations that a page made on the model of this one doesn't take from it.
    own_to_each: tuple[str, ...] = ("go_live_at", "expire_at", "seo_title", "search_description")
    # Whether its editor is told of another page of the type that says nearly the same (core.twins); the name of a field
    # where that goes for pages of the same day only.
    told_once: bool | str = False
    # Whether the page answers at addresses right below its own too, in its `route`.
    answers_below = False

    base_form_class = BasePageForm
    objects = LivePageManager()

    class Meta:
        abstract = True

    @cached_classmethod
    def get_edit_handler(cls):
        tabs = (
            (_("Write"), [ReturnedPanel(), PhotosPanel(), WordPanel(), *cls.content_panels]),
            (_("Illustrate and attach"), cls.attachment_panels),
            (_("Classify"), cls.classification_panels),
            (_("Reference and share"), cls.promote_panels),
            (_("Schedule"), cls.settings_panels),
        )
        handler = FactsTabs(
            [
                *(ObjectList(panels, heading=heading) for heading, panels in tabs if panels),
                BeforePublicationPanel(),
            ],
            base_form_class=cls.base_form_class,
        )
        return handler.bind_to_model(cls)

    @property
    def reviewed_on(self):
        """The day on which somebody said that the page is still true, where it hasn't been published since."""
        return Review.day_of(self)

    @property
    def description(self) -> str:
        """The page in one or two sentences, for search engines and shared links."""
        return self.search_description or self.introduction

    @property
    def share_photo(self):
        """The photo that stands for the page when it is shared, or None."""
        return self.social_image or getattr(self, "lead_photo", None)

    @property
    def head_title(self) -> str:
        """The title of the document, and of what is shared of it."""
        return self.seo_title or self.title

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

    def permissions_for_user(self, user):
        return OfferedPagePermissions(user, self)

    def get_view_restrictions(self):
        if self.known_restrictions is not None:
            return self.known_restrictions
        return restrictions_on(self)

    def get_context(self, request, *args, **kwargs) -> dict:
        return super().get_context(request, *args, **kwargs) | {
            "layout": Layout(request, page=self),
            "structured_data": partial(self.structured_data, request),
            **kept_for(request, ("shown", self.pk), partial(self.shown_to, request)),
        }

    def shown_to(self, request) -> dict:
        """What the template shows, apart from what depends on more of the request than the reader's sight.

        It is kept as core.visibility.kept_for says, so it holds nothing that knows the request.
        """
        return {}

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        if get_language() == settings.LANGUAGE_CODE:
            return response
        untranslated = kept(request, ("untranslated", self.pk), lambda: UntranslatedTexts.of(self))
        with marking(untranslated):
            return response.render()

    def structured_data(self, request) -> dict | None:
        """The page as schema.org data, or None where it would say nothing new; called by the template."""
        return None

    def full_clean(self, *args, **kwargs) -> None:
        """Also without a form: a page is checked when it is published, moved or copied."""
        try:
            super().full_clean(*args, **kwargs)
        except ValidationError as error:
            raise Refusal(error) from error

    def save(self, *args, **kwargs):
        written = kwargs.get("update_fields")
        # The tree's root has no parent, and a page without a place in the tree can't be saved.
        if self.path and (written is None or "slug" in written):
            self.slug = settled_slug(self, self.slug, self.title)
        return super().save(*args, **kwargs)

    def values_of_next(self) -> dict:
        """What a page made on the model of this one has in place of its own."""
        return {}

    def check_publication(self) -> None:
        """Raises Refusal where the page lacks what its type asks for when it is published."""

    def publish(self, revision, *args, **kwargs):
        """Raises Refusal when a photo or a translation lacks what publication asks for.

        At its scheduled time the page waits instead: an error would keep the pages after it from coming out.
        """
        try:
            with transaction.atomic():
                revision = with_typed_texts(revision)
                page = revision.as_object()
                check_photos(page)
                page.check_publication()
                check_publishable(page)
                ask_first(page)
                published = super().publish(revision, *args, **kwargs)
                if not page.go_live_at or page.go_live_at <= timezone.now():
                    UntranslatedTexts.keep(page)
                return published
        except Refusal as error:
            if kwargs.get("log_action") != "wagtail.publish.scheduled":
                raise
            # The reasons quote titles, which no log holds; the page's form says them.
            logger.error("Not published as scheduled: page %d, %s", self.pk, type(error).__name__)
            return None


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

    def __str__(self) -> str:
        return str(self.restriction)


class Change(models.Model):
    """A note that something happened to an object, until its handlers are told (core.changes)."""

    class Happened(models.TextChoices):
        SAVED = "saved"
        PUBLISHED = "published"
        UNPUBLISHED = "unpublished"
        MOVED = "moved"
        RENAMED = "renamed"  # its address has changed
        RESTRICTED = "restricted"  # who may see it has changed
        SHOWN = "shown"  # what shows it has changed
        READ = "read"  # its text and cover were read from its file
        DELETED = "deleted"

    model = models.CharField(max_length=100, editable=False)  # its label
    key = models.CharField(max_length=255, editable=False)
    happened = models.CharField(max_length=20, choices=Happened, editable=False)

    class Meta:
        verbose_name = _("change")

    def __str__(self) -> str:
        return f"{self.model} {self.key}: {self.happened}"


class Worker(models.Model):
    """A background worker that is alive: it says so every few seconds (core.workers)."""

    name = models.CharField(max_length=64, primary_key=True, editable=False)
    seen_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("background worker")

    def __str__(self) -> str:
        return self.name


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

    select_related: tuple[str, ...] = (*BasePage.select_related, "lead_photo")
    facts: tuple[str, ...] = ("lead_photo",)

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

    def shown_to(self, request) -> dict:
        read_body(self.body)
        return super().shown_to(request)
