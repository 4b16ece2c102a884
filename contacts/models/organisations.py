from itertools import chain, count
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from contacts.addresses import normalise_domain
from core.slugs import WITHOUT_LETTERS, PlainSlugInput, slug_of
from core.typography import sort_key
from core.validators import validate_single_line

# Membership and email domains are given by those who have it, with no other right over organisations.
CHANGE_MEMBERSHIP = "contacts.change_membership"


class Territory(models.Model):
    """A place where organisations work, a département more often than not. Its name is the same in every language."""

    name = models.CharField(
        _("name"), max_length=80, unique=True, validators=[validate_single_line]
    )
    slug = models.SlugField(
        _("name in the addresses"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("Made from the name if left empty."),
    )
    sort_order = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The smallest comes first.")
    )

    panels = ["name", FieldPanel("slug", widget=PlainSlugInput), "sort_order"]

    keeps_history = True

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["sort_order", "name__alphabetical"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.slug = self.slug or _free_slug(Territory.objects.exclude(pk=self.pk), self.name, 80)
        super().save(*args, **kwargs)


class OrganisationQuerySet(models.QuerySet):
    def members(self):
        """Those whose membership runs today: the rule of `is_member`."""
        today = timezone.localdate()
        return self.filter(
            Q(membership_end=None) | Q(membership_end__gte=today), membership_start__lte=today
        )

    def with_domain(self, domain: str) -> "Organisation | None":
        """The organisation whose list has exactly this domain, in its normal form."""
        candidates = self.filter(email_domains__contains=domain)
        return next((found for found in candidates if domain in found.domains), None)

    def responsible_for(self, domain: str) -> "Organisation | None":
        """The organisation that a domain in its normal form is of, be it below one on an organisation's list.

        `agence.valmire.example.org` is of whoever has `valmire.example.org`, unless another has it by itself.
        """
        labels = domain.split(".")
        names = (".".join(labels[start:]) for start in range(len(labels) - 1))
        return next((found for name in names if (found := self.with_domain(name))), None)


def _membership_panel(field: str) -> FieldPanel:
    """For those who look after memberships; the others' forms have no such field, whatever they send."""
    return FieldPanel(field, permission=CHANGE_MEMBERSHIP)


class Organisation(index.Indexed, models.Model):
    """A landlord, member or not, or a partner. What is said of it holds in every language."""

    class Kind(models.TextChoices):
        """The families of French social housing, and those who work with them."""

        OPH = "oph", _("Public housing office (OPH)")
        ESH = "esh", _("Social housing company (ESH)")
        COOPERATIVE = "coop", _("Social housing cooperative (Coop Hlm)")
        SEM = "sem", _("Semi-public company (SEM)")
        SACICAP = "sacicap", _("Home ownership cooperative company (SACICAP)")
        COORDINATION = "sac", _("Coordination company (SAC)")
        LAND_TRUST = "ofs", _("Community land trust (OFS)")
        INTEGRATION = "moi", _("Organisation building for social integration (MOI)")
        ASSOCIATION = "association", _("Association that runs housing")
        AUTHORITY = "collectivite", _("Local authority")
        FEDERATION = "federation", _("Federation or network")
        PARTNER = "partenaire", _("Partner")

    name = models.CharField(
        _("name"), max_length=200, unique=True, validators=[validate_single_line]
    )
    short_name = models.CharField(
        _("short name"), max_length=60, blank=True, validators=[validate_single_line]
    )
    logo = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    website = models.URLField(_("website"), blank=True)
    slug = models.SlugField(
        _("name in the addresses"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_("Made from the short name or the name if left empty."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True)
    territories = models.ManyToManyField(
        Territory, verbose_name=_("territories"), blank=True, related_name="organisations"
    )
    homes_managed = models.PositiveIntegerField(_("homes managed"), null=True, blank=True)
    homes_counted_in = models.PositiveSmallIntegerField(
        _("counted in"),
        null=True,
        blank=True,
        help_text=_("The year of this number: 2025 for the homes managed on 31 December 2025."),
    )
    # Chosen photo by photo. No foreign key: a photo isn't shown to all because an organisation is on it
    # (core.references.uses_of_photos).
    photos = models.ManyToManyField(
        "photos.Photo",
        verbose_name=_("photos that show it"),
        blank=True,
        related_name="organisations",
    )
    membership_start = models.DateField(_("member since"), null=True, blank=True)
    membership_end = models.DateField(
        _("member until"), null=True, blank=True, help_text=_("Last day of the membership.")
    )
    email_domains = models.CharField(
        _("email domains"),
        max_length=300,
        blank=True,
        help_text=_(
            "Separated by commas: valmire-habitat.example.org. Whoever has an address on one of them can make "
            "an account."
        ),
    )
    # The name as lists in any language are sorted by it.
    sort_name = models.CharField(max_length=200, default="", db_index=True, editable=False)
    # The end of membership that its correspondents have been told of.
    announced_end = models.DateField(null=True, editable=False)

    panels = [
        MultiFieldPanel(
            [
                *("name", "short_name"),
                FieldPanel("kind", heading=_("Family")),
                *("logo", "website"),
                FieldPanel("slug", widget=PlainSlugInput),
            ],
            heading=_("Who"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("territories", widget=forms.CheckboxSelectMultiple),
                FieldRowPanel(["homes_managed", "homes_counted_in"]),
            ],
            heading=_("Where and how many homes"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [_membership_panel("membership_start"), _membership_panel("membership_end")]
                ),
                _membership_panel("email_domains"),
            ],
            heading=_("Membership"),
        ),
    ]

    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.AutocompleteField("short_name"),
        index.SearchField("short_name"),
        index.FilterField("kind"),
    ]

    objects = OrganisationQuerySet.as_manager()

    keeps_history = True
    # Who has them is a member; the others who may edit an organisation don't see the field.
    not_in_history = {"email_domains"}

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name__alphabetical"]
        permissions = [("change_membership", "Can change memberships and domains")]

    def __str__(self) -> str:
        return self.short_name or self.name

    def save(self, *args, **kwargs) -> None:
        others = Organisation.objects.exclude(pk=self.pk)
        self.slug = self.slug or _free_slug(others, str(self), 100)
        self.sort_name = sort_key(self.name)[:200]
        super().save(*args, **kwargs)

    @property
    def website_name(self) -> str:
        """« valmire-habitat.example.org »: its website as readers name it."""
        return (urlsplit(self.website).hostname or "").removeprefix("www.")

    @property
    def is_member(self) -> bool:
        today = timezone.localdate()
        return bool(
            self.membership_start
            and self.membership_start <= today
            and (self.membership_end is None or today <= self.membership_end)
        )

    @property
    def membership(self) -> str | Promise:
        """How things stand today, in the words of the admin's list."""
        today = timezone.localdate()
        if self.is_member:
            return _("Member")
        if self.membership_start is None:
            return _("No start date") if self.domains or self.membership_end else ""
        return _("Not begun") if self.membership_start > today else _("Ended")

    @property
    def lacks_start(self) -> bool:
        """Whether its domains let nobody in, for want of the date when the membership begins."""
        return bool(self.domains) and self.membership_start is None

    @property
    def domains(self) -> list[str]:
        return [domain.strip() for domain in self.email_domains.split(",") if domain.strip()]

    def clean_fields(self, exclude=None) -> None:
        """What concerns fields that a form leaves out isn't asked of whoever fills it in."""
        super().clean_fields(exclude)
        left_out = set(exclude or ())
        if "email_domains" not in left_out:
            self._clean_domains()
        if not left_out & {"homes_managed", "homes_counted_in"}:
            self._clean_homes()
        if (
            not left_out & {"membership_start", "membership_end"}
            and self.membership_start
            and self.membership_end
            and self.membership_end < self.membership_start
        ):
            raise ValidationError(
                {"membership_end": _("The membership ends before it begins: check both dates.")}
            )

    def _clean_homes(self) -> None:
        year = self.homes_counted_in
        if self.homes_managed is not None and year is None:
            raise ValidationError({"homes_counted_in": _("A number of homes needs its year.")})
        if year is not None and self.homes_managed is None:
            raise ValidationError({"homes_managed": _("Write the number of homes of this year.")})
        if year is not None and not 1900 <= year <= timezone.localdate().year:
            raise ValidationError({"homes_counted_in": _("Write a past year, such as 2025.")})

    def _clean_domains(self) -> None:
        try:
            domains = list(dict.fromkeys(normalise_domain(domain) for domain in self.domains))
        except ValidationError as problem:
            raise ValidationError({"email_domains": problem.messages}) from None
        for domain in domains:
            if domain in settings.PUBLIC_MAIL_DOMAINS:
                sentence = _("Everybody can have an address on %(domain)s: invite people instead.")
                raise ValidationError({"email_domains": sentence % {"domain": domain}})
            other = Organisation.objects.with_domain(domain)
            if other and other.pk != self.pk:
                sentence = _("%(domain)s is a domain of %(organisation)s already.")
                raise ValidationError(
                    {"email_domains": sentence % {"domain": domain, "organisation": other}}
                )
        self.email_domains = ", ".join(domains)


def _free_slug(others: models.QuerySet, text: str, longest: int) -> str:
    """The text in an address or, where one of the others has it, the first free of `valmire-2`, `valmire-3`…"""
    wanted = slug_of(text, longest - 6) or WITHOUT_LETTERS
    taken = set(others.filter(slug__startswith=wanted).values_list("slug", flat=True))
    names = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)
