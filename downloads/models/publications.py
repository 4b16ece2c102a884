from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
)
from wagtail.search import index
from wagtail.search.backends import get_search_backend

from core.blocks.content import objects_in
from core.citations import Citation, CitedMixin, iso_date
from core.languages import listed, publication_languages
from core.layout import absolute
from core.models import ArticlePage, BasePage, LivePageManager
from core.refusals import ON_PUBLICATION
from core.typography import sort_key
from core.visibility import LivePageQuerySet, named_pages, published_once, was_published
from downloads import citation
from downloads.models.cards import (
    PublicationCard,
    find,
    pages_around,
    publication_cards,
    visible_files,
)
from downloads.models.documents import Document
from downloads.models.publication_relations import prefetch_files
from downloads.models.vocabularies import Kind
from downloads.themes import PageThemesField, in_main_language, prefetch_themes
from photos import renditions


def _standing(text: str, model: type) -> Q:
    """For objects of a model: that they say a word in any of its forms, or that their title has one that begins so."""
    backend = get_search_backend()
    found = Q()
    for search in (backend.search, backend.autocomplete):
        keys = search(text, model, order_by_relevance=False).get_queryset().order_by().values("pk")
        found |= Q(pk__in=keys)
    return found


class PublicationPageQuerySet(LivePageQuerySet):
    def newest_first(self):
        return self.order_by("-date", "-pk")

    def named_here(self, request):
        """Of each publication that the request may name, one translation: in the language in use if it has one."""
        here = Q(locale__language_code=get_language())
        # In this order, those in the language in use are not looked up.
        translated = named_pages(request).filter(here, translation_key=OuterRef("translation_key"))
        return self.named_for(request).filter(here | ~Exists(translated.order_by()))

    def listed_here(self, request):
        """Those of them that lists in the language in use show: translated into it, or written in it."""
        return listed(self.named_here(request), request, also=Q(language=get_language()))

    def read_here(self, request):
        """Those of them that it may see."""
        return self.named_here(request).live_for(request)

    def about(self, words: str, request):
        """Those that say each of the words, or whose series, if the request may see it, has it in its title."""
        found, series = self, apps.get_model("downloads.SeriesPage")
        for word in words.split():
            of_series = series.objects.live_for(request).filter(_standing(word, series))
            found = found.filter(_standing(word, self.model) | Q(series__in=of_series.values("pk")))
        return found

    def for_cards(self):
        """With what a card or a line shows."""
        pages = self.defer_streamfields().select_related("kind", "series")
        return pages.prefetch_related(prefetch_themes(PublicationPage), prefetch_files())


class PublicationPage(CitedMixin, ArticlePage):
    """A report, proceedings, a guide…: what it is, and its files. The body is its HTML version, if it has one."""

    class Precision(models.TextChoices):
        DAY = "day", _("Day, month and year")
        MONTH = "month", _("Month and year")
        YEAR = "year", _("Year")

    kind = models.ForeignKey(
        Kind,
        verbose_name=_("kind"),
        null=True,  # in a draft
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to=in_main_language,
    )
    date = models.DateField(
        _("date"),
        null=True,  # in a draft
        default=timezone.localdate,
    )
    date_precision = models.CharField(
        _("what readers see of the date"),
        max_length=5,
        choices=Precision,
        default=Precision.MONTH,
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=publication_languages,
        default=settings.LANGUAGE_CODE,
    )
    authors = models.TextField(
        _("authors"),
        blank=True,
        max_length=600,
        help_text=_("One person a line, as she signs: first name, then surname."),
    )
    series = models.ForeignKey(
        "downloads.SeriesPage",
        verbose_name=_("series"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    number = models.PositiveIntegerField(_("number in the series"), null=True, blank=True)
    themes = PageThemesField(through="downloads.PublicationTheme")
    download_count = models.PositiveIntegerField(_("downloads"), default=0, editable=False)
    sort_title = models.CharField(max_length=255, default="", editable=False)

    select_related = (*ArticlePage.select_related, "kind", "series")
    # Kinds and series are those of the main language.
    facts = (
        *(*ArticlePage.facts, "files"),
        *("kind", "date", "date_precision", "language", "authors", "series", "number"),
        *("themes", "organisations", "related_pages"),
    )
    told_once = True
    own_to_each = (
        *ArticlePage.own_to_each,
        *("date", "files", "authors", "number", "related_pages", "download_count"),
    )
    template = "pages/publication_page.html"
    parent_page_types = ["downloads.LibraryPage"]
    subpage_types = []

    content_panels = [
        *BasePage.content_panels[:1],
        # A handful of kinds: a menu is quicker than Wagtail's chooser.
        FieldPanel("kind", widget=forms.Select),
        MultiFieldPanel(
            [FieldRowPanel(["date", "date_precision"]), "language"], heading=_("Date and language")
        ),
        FieldPanel("introduction", heading=_("Summary")),
        InlinePanel("files", heading=_("Files"), label=_("File"), min_num=1),
        FieldPanel(
            "body",
            heading=_("Version to read online"),
            help_text=_("For who can’t open the file: its text on the page itself. Optional."),
        ),
    ]
    attachment_panels = [
        MultiFieldPanel(
            [
                "authors",
                MultipleChooserPanel(
                    "organisations",
                    heading=_("Organisations"),
                    label=_("organisation"),
                    chooser_field_name="organisation",
                ),
            ],
            heading=_("Who wrote it"),
        ),
        MultipleChooserPanel(
            "related_pages",
            heading=_("Related pages"),
            label=_("page"),
            chooser_field_name="related",
            help_text=_("Sessions, reports and news: each then shows this publication too."),
        ),
    ]
    classification_panels = [
        MultiFieldPanel([FieldRowPanel(["series", "number"])], heading=_("Series")),
        "themes",
    ]

    search_fields = [
        *ArticlePage.search_fields,
        index.SearchField("authors"),
        index.FilterField("date"),
    ]

    objects = LivePageManager.from_queryset(PublicationPageQuerySet)()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        indexes = [
            models.Index(fields=["-date"], name="downloads_publication_newest"),
            models.Index(fields=["-download_count"], name="downloads_publication_most"),
            models.Index(fields=["sort_title"], name="downloads_publication_titles"),
        ]

    @property
    def author_names(self) -> list[str]:
        return [line.strip() for line in self.authors.splitlines() if line.strip()]

    @property
    def iso_date(self) -> str:
        """« 2025-11 »: the date at its precision, in ISO 8601."""
        return iso_date(self.date, self.date_precision)

    def clean(self) -> None:
        super().clean()
        if self.number is None:
            return
        if self.series is None:
            message = _("A number needs a series: choose one, or empty it.")
            raise ValidationError({"number": ValidationError(message, code=ON_PUBLICATION)})
        others = PublicationPage.objects.filter(
            series__translation_key=self.series.translation_key, number=self.number
        ).exclude(translation_key=self.translation_key)
        if other := others.first():
            message = _("Number %(number)s of this series is already “%(title)s”.")
            words = {"number": self.number, "title": other.title}
            raise ValidationError({"number": ValidationError(message % words, code=ON_PUBLICATION)})

    def save(self, *args, **kwargs) -> None:
        self.sort_title = sort_key(self.title)[:255]
        stored = PublicationPage.objects.defer_streamfields()
        former = stored.filter(pk=self.pk).first() if self.pk else None
        super().save(*args, **kwargs)
        if former and not was_published(former):
            self._name_files(former)

    def _name_files(self, former: "PublicationPage") -> None:
        """Files called like the draft, and in no page that came out, are called like it when that changes.

        Their permanent link, the name on the reader's disk and the language that the link states follow.
        """
        changed = [
            name for name in ("title", "language") if getattr(former, name) != getattr(self, name)
        ]
        if not changed:
            return
        for document in Document.objects.filter(publication_files__page=self).distinct():
            alike = [name for name in changed if getattr(document, name) == getattr(former, name)]
            if alike and not published_once(document.pages()).exists():
                for name in alike:
                    setattr(document, name, getattr(self, name))
                document.save()

    def with_content_json(self, content):
        """A draft knows nothing of the downloads since."""
        page = super().with_content_json(content)
        counts = PublicationPage.objects.filter(pk=self.pk).values_list("download_count", flat=True)
        page.download_count = counts.first() or 0
        return page

    def card(self, request) -> PublicationCard:
        """The publication of a page, which may be the preview of a draft."""
        if self.pk and not self.theme_items.is_deferring and not self.files.is_deferring:
            prefetch_related_objects([self], prefetch_themes(PublicationPage), prefetch_files(True))
        return publication_cards([self], request)[0]

    def citation(self, request) -> Citation:
        return citation.citation(self.card(request), request)

    def get_context(self, request, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["layout"].cover = context["cover"]
        return context

    def shown_to(self, request) -> dict:
        shown = super().shown_to(request)
        renditions.fetch_for_article(self)
        card = self.card(request)
        documents = list(objects_in(self.body, Document))
        readable = PublicationPage.objects.read_here(request)
        found = find(request, readable, documents, self._is_neighbour(request, card))
        pages = [other.page for other in found if self.series]
        numbers = [page for page in pages if page.series_id == self.series_id and page.number]
        numbers.sort(key=lambda page: page.number)
        cited = citation.citation(card, request)
        return shown | {
            "card": card,
            "cover": self._cover(card),
            "visible_documents": visible_files(documents, request, [card, *found]),
            "citation": cited,
            "citation_files": list(self.citation_files(request)),
            "structured_data": citation.structured_data(card, cited, request),
            "related": pages_around(self, request),
            "previous": next((p for p in reversed(numbers) if p.number < self.number), None),
            "next": next((p for p in numbers if p.number > self.number), None),
        }

    def _cover(self, card: PublicationCard) -> dict | None:
        """The cover of its file, as core.layout shows an image."""
        document = card.main and card.main.document
        if not document or not document.cover:
            return None
        return {
            "url": absolute(document.cover.url),
            "width": document.cover_width,
            "height": document.cover_height,
            "alt": _("Cover of “%(title)s”") % {"title": self.title},
        }

    def _is_neighbour(self, request, card: PublicationCard) -> Q | None:
        """The numbers of the series before and after this one, for a reader who may see the series."""
        if self.number is None or not card.series:
            return None
        numbers = PublicationPage.objects.read_here(request).filter(series=self.series_id)
        before = numbers.filter(number__lt=self.number).order_by("-number")
        after = numbers.filter(number__gt=self.number).order_by("number")
        return Q(pk__in=before.values("pk")[:1]) | Q(pk__in=after.values("pk")[:1])
