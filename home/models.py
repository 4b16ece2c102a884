from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page, Site
from wagtail.search import index

from clubs.models import ClubIndexPage, SessionPage
from contacts.models import PageContact, phone_uri
from core.blocks import BodyBlock
from core.blocks.choosers import read_body
from core.blocks.content import objects_in
from core.frame import absolute
from core.languages import is_listed
from core.models import ArticlePage, BasePage
from core.wordings import Worded, WordingsForm, WordingsPanel
from downloads.models import (
    Document,
    LibraryPage,
    PageDownload,
    PublicationPage,
    article_context,
    lines,
)
from downloads.themes import name_themes
from home.colours import ColourInput, validate_colour
from news.models import NewsIndexPage, NewsPage
from photos import renditions

NEXT_SESSIONS = 3
LATEST_NEWS = 5
LATEST_PUBLICATIONS = 4


class HomePage(BasePage):
    """Who the association is, what comes next and what is new."""

    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    template = "pages/home_page.html"
    parent_page_types = ["wagtailcore.Page"]

    content_panels = [*BasePage.content_panels, "body"]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        sections = {page.specific_class: page for page in context["frame"].sections}
        read_body(self.body)
        news = NewsPage.objects.descendant_of(self).named_for(request).newest_first()
        news = name_themes(news.with_photo_and_themes()[:LATEST_NEWS])
        renditions.fetch_for_article(self, *(item.lead_photo for item in news))
        documents = list(objects_in(self.body, Document))
        latest = PublicationPage.objects.listed_here(request).live_for(request).newest_first()
        latest = latest.values("pk")[:LATEST_PUBLICATIONS]
        found = lines.find(request, documents, Q(pk__in=latest))
        # Those of the body alone may be in another language.
        publications = [page for page in found if is_listed(page, request, page.language)]
        sessions = SessionPage.objects.descendant_of(self).named_for(request)
        return context | {
            "visible_documents": lines.visible_files(documents, request, found),
            "clubs": sections.get(ClubIndexPage),
            "sessions": sessions.upcoming().for_cards(request)[:NEXT_SESSIONS],
            "news_index": sections.get(NewsIndexPage),
            "news": news,
            "library": sections.get(LibraryPage),
            "publications": publications[:LATEST_PUBLICATIONS],
        }

    def structured_data(self, request):
        association = AssociationSettings.load(request)
        data = {
            "@context": "https://schema.org",
            "@type": "Organization",
            "name": association.said("name"),
            "alternateName": association.said("short_name"),
            "url": absolute(self.url),
            "email": association.email,
            "telephone": association.phone,
            "address": association.postal_address,
        }
        if association.logo and (logo := association.logo.largest("logo")):
            data["logo"] = absolute(logo.url)
        return {key: value for key, value in data.items() if value}


class ContentPage(ArticlePage):
    """A page of text: the association, its governance, how to join."""

    template = "pages/content_page.html"
    parent_page_types = ["home.HomePage", "home.ContentPage"]
    subpage_types = ["home.ContentPage"]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {
            **article_context(self, request),
            "children": ContentPage.objects.child_of(self)
            .named_for(request)
            .order_by("path")
            .defer_streamfields()
            .select_related("lead_photo")
            .prefetch_related(renditions.prefetch("lead_photo", "card")),
        }


class ContentPageDownload(PageDownload):
    page = ParentalKey(ContentPage, on_delete=models.CASCADE, related_name="page_downloads")


class ContentPageContact(PageContact):
    page = ParentalKey(ContentPage, on_delete=models.CASCADE, related_name="page_contacts")


class AssociationForm(WordingsForm, WagtailAdminModelForm):
    pass


@register_setting(icon="home")
class AssociationSettings(Worded, BaseGenericSetting):
    """What the association sets for itself, in all languages."""

    class AccessibilityState(models.TextChoices):
        NONE = "none", _("Not compliant, or not audited")
        PARTIAL = "partial", _("Partially compliant (at least 50 %)")
        FULL = "full", _("Fully compliant")

    # Who
    name = models.CharField(_("name"), max_length=200, default="", blank=True)
    short_name = models.CharField(
        _("short name"), max_length=60, blank=True, help_text=_("Shown beside the logo.")
    )
    logo = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    email = models.EmailField(_("email address"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    postal_address = models.TextField(_("postal address"), blank=True)
    joining_page = models.ForeignKey(
        Page,
        verbose_name=_("page on how to join"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Offered to readers who meet a page kept for members."),
    )
    lists_untranslated = models.BooleanField(
        _("list what isn’t translated too"),
        default=False,
        help_text=_(
            "In the other languages, lists of news, meetings and publications then show too what exists in the main "
            "language only, marked as such."
        ),
    )
    linkedin_url = models.URLField(_("LinkedIn page"), blank=True)
    video_channel_url = models.URLField(_("video channel"), blank=True)

    # Colours
    primary_colour = models.CharField(
        _("main colour"), max_length=7, default="#1f5560", validators=[validate_colour]
    )
    accent_colour = models.CharField(
        _("second colour"), max_length=7, default="#a8472f", validators=[validate_colour]
    )

    # Legal notice (loi n° 2004-575 du 21 juin 2004, art. 1-1 and 6)
    legal_form = models.CharField(
        _("legal form"), max_length=120, blank=True, default="Association loi 1901"
    )
    siren = models.CharField(
        _("SIREN number"),
        max_length=11,
        blank=True,
        validators=[
            RegexValidator(r"^\d{3} ?\d{3} ?\d{3}$", _("Nine digits, such as 123 456 789."))
        ],
    )
    rna = models.CharField(_("RNA number"), max_length=10, blank=True)
    publication_director = models.CharField(
        _("director of publication"), max_length=120, blank=True
    )
    host_name = models.CharField(_("hosting company"), max_length=200, blank=True)
    host_address = models.TextField(_("address of the hosting company"), blank=True)
    host_phone = models.CharField(_("phone of the hosting company"), max_length=30, blank=True)
    data_protection_email = models.EmailField(
        _("address for personal data"),
        blank=True,
        help_text=_("Whoever wants to see, correct or erase data about them writes there."),
    )

    # Accessibility statement (décret n° 2019-768 du 24 juillet 2019)
    accessibility_state = models.CharField(
        _("state of conformity"),
        max_length=10,
        choices=AccessibilityState,
        default=AccessibilityState.NONE,
        help_text=_(
            "A site that nobody has audited is “not compliant”: this is the law’s wording."
        ),
    )
    accessibility_audit_date = models.DateField(_("date of the audit"), null=True, blank=True)
    accessibility_auditor = models.CharField(_("auditor"), max_length=120, blank=True)
    accessibility_rate = models.PositiveSmallIntegerField(
        _("RGAA criteria met (%)"), null=True, blank=True
    )
    accessibility_issues = models.TextField(
        _("content that isn’t accessible"), blank=True, help_text=_("One item a line.")
    )
    accessibility_contact_email = models.EmailField(
        _("address for accessibility"), blank=True, help_text=_("Otherwise the association’s own.")
    )

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    "name",
                    "short_name",
                    "logo",
                    FieldRowPanel(["email", "phone"]),
                    "postal_address",
                    "joining_page",
                    FieldRowPanel(["linkedin_url", "video_channel_url"]),
                ],
                heading=_("Identity"),
            ),
            ObjectList(
                [
                    FieldPanel("primary_colour", widget=ColourInput),
                    FieldPanel("accent_colour", widget=ColourInput),
                ],
                heading=_("Colours"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            "legal_form",
                            FieldRowPanel(["siren", "rna"]),
                            "publication_director",
                        ],
                        heading=_("Publisher"),
                    ),
                    MultiFieldPanel(
                        ["host_name", "host_address", "host_phone"], heading=_("Hosting")
                    ),
                    "data_protection_email",
                ],
                heading=_("Legal notice"),
            ),
            ObjectList(
                [
                    "accessibility_state",
                    FieldRowPanel(["accessibility_audit_date", "accessibility_rate"]),
                    "accessibility_auditor",
                    "accessibility_issues",
                    "accessibility_contact_email",
                ],
                heading=_("Accessibility"),
            ),
            ObjectList(
                [
                    "lists_untranslated",
                    HelpPanel(_("Left empty, the text of the main language is shown.")),
                    WordingsPanel(),
                ],
                heading=_("Other languages"),
            ),
        ],
        base_form_class=AssociationForm,
    )

    # Addresses are the same in all languages.
    worded = (
        "name",
        "short_name",
        "legal_form",
        "publication_director",
        "host_name",
        "accessibility_issues",
    )

    select_related = ["logo", "joining_page"]

    # What the law asks of every site's legal notice.
    legally_required = (
        "name",
        "email",
        "phone",
        "postal_address",
        "publication_director",
        "host_name",
        "host_address",
        "host_phone",
        "data_protection_email",
    )

    class Meta:
        verbose_name = _("association")

    def __str__(self):
        return self.short_name or self.name or str(_("association"))

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        renditions.make_ahead(self.logo_id, uses=["logo"])
        # The name that the admin shows, and the apps below this one.
        Site.objects.filter(is_default_site=True).update(site_name=self.name)

    @property
    def phone_uri(self) -> str:
        return phone_uri(self.phone)

    @property
    def social_links(self) -> list[dict]:
        links = {"LinkedIn": self.linkedin_url, _("Videos"): self.video_channel_url}
        return [{"name": name, "url": url} for name, url in links.items() if url]

    @property
    def missing_legal_fields(self) -> list[str]:
        """The labels of the legally required fields that are still empty."""
        return [
            str(self._meta.get_field(name).verbose_name)
            for name in self.legally_required
            if not getattr(self, name)
        ]

    def clean(self):
        super().clean()
        rate, state = self.accessibility_rate, self.accessibility_state
        if rate is not None and rate > 100:
            raise ValidationError({"accessibility_rate": _("A rate is between 0 and 100 %.")})
        if state == self.AccessibilityState.NONE:
            return
        if not self.accessibility_audit_date or rate is None:
            raise ValidationError(
                {
                    "accessibility_state": _(
                        "Only an audit gives this state: write its date and the rate it found."
                    )
                }
            )
        if rate < (100 if state == self.AccessibilityState.FULL else 50):
            raise ValidationError(
                {"accessibility_state": _("The rate found by the audit is too low for this state.")}
            )
