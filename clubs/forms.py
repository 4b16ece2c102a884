"""The editors' forms of sessions and reports: numbers are proposed, a moved date keeps the former one."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from clubs.numbering import check_edition, next_edition
from core.forms import BasePageForm


class MeetingForm(BasePageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding and self.initial.get("edition") is None:
            self.initial["edition"] = self.proposed_edition

    @property
    def proposed_edition(self) -> int | None:
        return next_edition(self.parent_page.path)

    def clean(self):
        cleaned_data = super().clean()
        if self.instance._state.adding and (edition := cleaned_data.get("edition")):
            try:
                self.check_new_edition(edition)
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned_data

    def check_new_edition(self, edition: int):
        check_edition(edition, self.parent_page.path)


class SessionForm(MeetingForm):
    def clean(self):
        cleaned_data = super().clean()
        if starts_at := cleaned_data.get("starts_at"):
            self._check_former_dates(timezone.localdate(starts_at))
        return cleaned_data

    def save(self, commit=True):
        session = super().save(commit=False)
        session.keep_published_date()
        if commit:
            session.save()
            self.save_m2m()
        return session

    def _check_former_dates(self, day):
        """The last former date isn't the session's own day.

        It may have been, when the day is taken back: what `keep_published_date` notes or takes off then is right.
        """
        formset = self.formsets.get("former_dates")
        if formset is None or not formset.is_valid():
            return
        lines = [form for form in formset.ordered_forms if form.cleaned_data.get("date")]
        if not lines or lines[-1].cleaned_data["date"] != day:
            return
        if "date" in lines[-1].changed_data or not self.instance.published:
            message = _(
                "The session would be moved to the day it was moved from: check both dates."
            )
            self.add_error("starts_at", message)


class ReportForm(MeetingForm):
    """A report below a session bears the session's number, whatever it is."""

    @property
    def proposed_edition(self):
        session = self._session
        return session.edition if session else super().proposed_edition

    def check_new_edition(self, edition):
        if not self._session:
            super().check_new_edition(edition)

    @property
    def _session(self):
        parent = self.parent_page.specific_deferred
        return parent if hasattr(parent, "starts_at") else None
