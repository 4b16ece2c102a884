"""The search's own tables: what it may answer, the words it knows, what editors tell it, what was asked."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Page
from wagtail.search import index

from clubs.models import ClubPage
from contacts.models import Contact, Organisation
from core.languages import publication_languages, site_languages
from downloads.models import Document, SeriesPage, Theme
from photos.models import Photo
from search.word_forms import is_acronym


class Entry(index.Indexed, models.Model):
    """What the search may answer: a page, a contact or an organisation, with its texts and what narrows a search.

    It is made again from its object by search.indexing. Who sees it is asked when somebody searches
    (search.matching), never kept here.
    """

    class Kind(models.TextChoices):
        PUBLICATION = "publication", _("Publication")
        SERIES = "collection", _("Series")
        REPORT = "compte-rendu", _("Report")
        SESSION = "seance", _("Session")
        CLUB = "club", _("Club")
        NEWS = "actualite", _("News item")
        COURSE = "formation", _("Course")
        PAGE = "page", _("Page")
        CONTACT = "contact", _("Contact")
        ORGANISATION = "organisme", _("Organisation")

    page = models.OneToOneField(
        Page, verbose_name=_("page"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    contact = models.OneToOneField(
        Contact, verbose_name=_("contact"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    organisation = models.OneToOneField(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    # Where it stands, and what it is written in: an English study has its page in the French library.
    site_language = models.CharField(max_length=10, choices=site_languages, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=publication_languages)
    # What its own words are: a translation's are in its own language, whatever language its files are in.
    text_language = models.CharField(max_length=10, editable=False)
    translation_key = models.UUIDField(null=True, editable=False)
    title = models.TextField(editable=False)
    title_length = models.IntegerField(default=1, editable=False)  # in words
    introduction = models.TextField(blank=True, editable=False)
    body = models.TextField(blank=True, editable=False)
    # What it is: its kind, number, edition and date, in words.
    label = models.TextField(blank=True, editable=False)
    # Names that it shows, one a line, each after what it names and a tab (search.results): never quoted.
    keywords = models.TextField(blank=True, editable=False)
    # Stems of its texts for the order, by lines (search.stems).
    stems = models.TextField(blank=True, editable=False)
    # A list of other pages, such as the home page: nobody looks for it by what it says.
    is_section = models.BooleanField(default=False, editable=False)
    date = models.DateField(null=True, editable=False)
    themes = models.ManyToManyField(Theme, related_name="+")
    club = models.ForeignKey(
        ClubPage, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    series = models.ForeignKey(
        SeriesPage, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    indexed_at = models.DateTimeField(auto_now=True)

    # search.indexing does it, along with the row itself.
    search_auto_update = False
    search_fields = [
        index.SearchField("title"),
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.SearchField("label"),
        index.SearchField("names"),
        index.AutocompleteField("title"),
    ]

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes = [models.Index(fields=["translation_key"], name="search_entry_translations")]

    def __str__(self) -> str:
        return self.title

    @property
    def named(self) -> list[tuple[str, str]]:
        """(what it names, name) of each of the keywords."""
        lines = (line.partition("\t") for line in self.keywords.splitlines())
        return [(kind, name) for kind, _tab, name in lines]

    @property
    def names(self) -> str:
        return "\n".join(name for _kind, name in self.named)


class FileText(index.Indexed, models.Model):
    """What a file says on one of the pages that show it: a document its pages, a photo its caption there.

    One row for each page and file, so that neither says anything of another page where the file is, and that its words
    leave with the file.
    """

    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="file_texts", editable=False
    )
    document = models.ForeignKey(
        Document, null=True, on_delete=models.CASCADE, related_name="+", editable=False
    )
    photo = models.ForeignKey(
        Photo, null=True, on_delete=models.CASCADE, related_name="+", editable=False
    )
    caption = models.TextField(blank=True, editable=False)
    # Stems of its title and of its pages for the order, by lines (search.stems).
    stems = models.TextField(blank=True, editable=False)

    search_auto_update = False
    search_fields = [index.SearchField("text")]

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")
        constraints = [
            models.UniqueConstraint(fields=["entry", "document"], name="search_file_once"),
            models.UniqueConstraint(fields=["entry", "photo"], name="search_photo_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}, {self.document_id or self.photo_id}"

    @property
    def language(self) -> str:
        return self.document.language if self.document else self.entry.text_language

    @property
    def text(self) -> str:
        if not self.document:
            return self.caption
        texts = [self.document.title, *(page.text for page in self.document.texts.all())]
        return "\n".join(texts)[: settings.FILE_TEXT_LENGTH]

    @classmethod
    def get_indexed_objects(cls):
        files = FileText.objects.select_related("entry", "document")
        return files.prefetch_related("document__texts")


class KnownWord(models.Model):
    """A word of the site's own texts, to be proposed for one that was mistyped: to whoever may read it somewhere."""

    language = models.CharField(max_length=10, editable=False)
    folded = models.CharField(max_length=30, editable=False)
    written = models.CharField(max_length=30, editable=False)
    # How it sounds (search.spelling.sound).
    sound = models.CharField(max_length=30, default="", db_index=True, editable=False)
    length = models.PositiveSmallIntegerField(db_index=True, editable=False)

    class Meta:
        verbose_name = _("known word")
        verbose_name_plural = _("known words")
        constraints = [
            models.UniqueConstraint(fields=["language", "folded"], name="search_word_once")
        ]

    def __str__(self) -> str:
        return self.written


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class Synonyms(models.Model):
    """Words that mean the same: a search for one finds the others."""

    words = models.TextField(
        _("words"),
        max_length=1000,
        help_text=_("One a line, in any language: bailleur, organisme Hlm, landlord."),
    )

    panels = [FieldPanel("words")]

    keeps_history = True

    class Meta:
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["words__alphabetical"]

    def __str__(self) -> str:
        return " = ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        return _lines(self.words)

    def clean(self) -> None:
        if len(self.lines) < 2:
            raise ValidationError({"words": _("Write two words at least, one a line.")})


class Acronym(models.Model):
    """An acronym of the trade and what it stands for: a search for one finds the other."""

    letters = models.CharField(
        _("acronym"), max_length=10, unique=True, help_text=_("In capitals: QPV.")
    )
    meanings = models.TextField(
        _("meanings"),
        max_length=1000,
        help_text=_(
            "What it stands for, one a line: quartier prioritaire de la politique de la ville."
        ),
    )

    panels = [FieldPanel("letters"), FieldPanel("meanings")]

    keeps_history = True

    class Meta:
        verbose_name = _("acronym")
        verbose_name_plural = _("acronyms")
        ordering = ["letters__alphabetical"]

    def __str__(self) -> str:
        return self.letters

    @property
    def lines(self) -> list[str]:
        """All that says the same, the acronym first."""
        return [self.letters, *_lines(self.meanings)]

    def clean(self) -> None:
        if not is_acronym(self.letters):
            raise ValidationError(
                {"letters": _("Write two to five capital letters, without dots.")}
            )


class PromotedResult(models.Model):
    """A page that editors put first for some searches."""

    searches = models.TextField(
        _("searches"),
        max_length=1000,
        help_text=_("One a line. Accents, case, plurals and the order of words don’t matter."),
    )
    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+"
    )
    note = models.CharField(
        _("note"),
        max_length=200,
        blank=True,
        help_text=_("Shown to readers instead of the page’s introduction."),
    )
    sort_order = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The smallest comes first.")
    )

    panels = ["searches", PageChooserPanel("page"), "note", "sort_order"]

    keeps_history = True

    class Meta:
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return ", ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        return _lines(self.searches)


class AskedQuery(models.Model):
    """How often something was searched for in a day; nothing of who asked is kept."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=10, choices=site_languages)
    words = models.CharField(_("search"), max_length=80)
    asked = models.PositiveIntegerField(_("asked"), default=0)
    found_nothing = models.PositiveIntegerField(_("without a result"), default=0)

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        ordering = ["-day", "-asked"]
        constraints = [
            models.UniqueConstraint(fields=["day", "language", "words"], name="search_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.words} ({self.day})"
