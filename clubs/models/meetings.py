"""What a session and a report have in common: a number, a place, a host, and a club above them."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Orderable

from clubs.history import History, club_path
from clubs.names import names_on
from clubs.numbering import check_edition, is_edition_taken, lock_numbers
from contacts.models import Organisation
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
    # Whether the reader may know its title and summary only: set by clubs.history.
    is_reserved = False

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.path and self.edition:
            check_edition(self.edition, self.club_path, meeting=self)

    def save(self, *args, **kwargs):
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

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        history = History(self, request)
        club = context["frame"].page_at(club_path(self, request))
        index = context["frame"].page_at(club.path[: -self.steplen]) if club else None
        # A session that has a report isn't in the list of meetings: its report is.
        listed = index and history.meeting.page.pk == self.pk
        return context | {
            **article_context(self, request),
            "club": club,
            "history": history,
            "names": names_on(self, index.get_url(request) if listed else ""),
        }


class PageOrganisation(Orderable):
    """An organisation named on a page; each use has its own, with a ParentalKey `page`."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+"
    )

    panels = ["organisation"]

    class Meta(Orderable.Meta):
        abstract = True
