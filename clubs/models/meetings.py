"""What a session and a report have in common: a number, a place, a host, and a club above them."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Orderable

from clubs.history import History, club_path
from clubs.names import names_on
from clubs.numbering import check_edition, is_edition_taken, lock_numbers, next_edition
from contacts.models import Organisation
from core.layout import Layout
from core.models import ArticlePage
from downloads.models import article_context


class Audience(models.TextChoices):
    """Whom a club, or one session of it, is for."""

    PUBLIC = "public", _("Open to all")
    ORGANISATIONS = "organisations", _("Open to every organisation")
    MEMBERS = "members", _("For members only")


class MeetingPage(ArticlePage):
    """A meeting of a club, announced or reported. No two meetings of a club have the same number."""

    edition = models.PositiveSmallIntegerField(
        _("edition"), null=True, blank=True, help_text=_("7 for the 7th session of the club.")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("host"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="hosted_%(class)ss",
    )

    select_related = (*ArticlePage.select_related, "host")

    own_to_each: tuple[str, ...] = (*ArticlePage.own_to_each, "place", "host")

    class Meta:
        abstract = True

    def values_of_next(self) -> dict:
        return super().values_of_next() | {"edition": next_edition(self.club_path)}

    def clean(self) -> None:
        super().clean()
        if self.path and self.edition:
            check_edition(self.edition, self.club_path, meeting=self)

    def save(self, *args, **kwargs) -> None:
        """A copy, and the slower of two editors who number a new session at once, are left without a number."""
        with transaction.atomic():
            if self._state.adding and self.edition:
                lock_numbers(self.club_path)
                if is_edition_taken(self.edition, self.club_path, meeting=self):
                    self.edition = None
            super().save(*args, **kwargs)

    @property
    def club_path(self) -> str:
        """The tree path of the club above."""
        return self.path[: -self.steplen]

    def shown_to(self, request) -> dict:
        history = History(self, request)
        club = Layout(request, page=self).page_at(club_path(self, request))
        return super().shown_to(request) | {
            **article_context(self, request),
            "club": club,
            "history": history,
            # A list holds the report in place of its session.
            "names": names_on(self, linked=history.report in (None, self)),
        }


class PageOrganisation(Orderable):
    """An organisation named on a page; each use has its own, with a ParentalKey `page`."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+"
    )

    panels = ["organisation"]

    class Meta(Orderable.Meta):
        abstract = True
