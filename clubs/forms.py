"""The editors' forms of sessions and reports: numbers are proposed, a moved date keeps the former one."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from clubs.numbering import check_edition, next_edition
from core.forms import BasePageForm
from core.refusals import ON_PUBLICATION


class MeetingForm(BasePageForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding and self.initial.get("edition") is None:
            self.initial["edition"] = self.proposed_edition
        if field := self.fields.get("edition"):
            # The model's example of a number would stand above another one.
            field.help_text = _("Its number in the club. The next free one is proposed.")

    @property
    def proposed_edition(self) -> int | None:
        return next_edition(self.parent_page.path)

    def clean(self):
        cleaned_data = super().clean()
        if self.instance._state.adding and (edition := cleaned_data.get("edition")):
            try:
                self.check_new_edition(edition)
            except ValidationError as error:
                if self.saving_draft:
                    cleaned_data["edition"] = self.proposed_edition
                else:
                    self.add_error(None, error)
        return cleaned_data

    def get_field_updates_for_resave(self) -> list[tuple]:
        """The open form shows the number that a new draft got, where its own was taken meanwhile."""
        updates = list(super().get_field_updates_for_resave())
        if "edition" in self.cleaned_data:
            updates.append((self.add_prefix("edition"), self.instance.edition or ""))
        return updates

    def check_new_edition(self, edition: int) -> None:
        check_edition(edition, self.parent_page.path)


class DatedForm(BasePageForm):
    """For pages with clubs.models.dated.DatedMixin."""

    end_has_followed = False

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("starts_at"):
            field.help_text = _("If you change the start alone, the end follows.")

    def clean(self):
        cleaned_data = super().clean()
        self._let_end_follow(cleaned_data)
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

    def _let_end_follow(self, values: dict) -> None:
        """The session stays as long as it was, on the clock, when its start alone is changed."""
        start, end = self.initial.get("starts_at"), self.initial.get("ends_at")
        if not (start and end and values.get("starts_at") and values.get("ends_at")):
            return
        if "starts_at" in self.changed_data and "ends_at" not in self.changed_data:
            length = timezone.make_naive(end) - timezone.make_naive(start)
            follows = timezone.make_naive(values["starts_at"]) + length
            values["ends_at"] = timezone.make_aware(follows)
            self.end_has_followed = True

    def get_field_updates_for_resave(self) -> list[tuple]:
        """The open form shows the end that has followed, or its next save would bring the former one back."""
        updates = list(super().get_field_updates_for_resave())
        if self.end_has_followed:
            end = timezone.localtime(self.cleaned_data["ends_at"])
            updates.append(
                (self.add_prefix("ends_at"), self.fields["ends_at"].widget.format_value(end))
            )
        return updates

    def _check_former_dates(self, day) -> None:
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
            self.add_error("starts_at", ValidationError(message, code=ON_PUBLICATION))


class SessionForm(DatedForm, MeetingForm):
    pass


class ReportForm(MeetingForm):
    """A report below a session bears the session's number, whatever it is."""

    @property
    def proposed_edition(self):
        session = self._session
        return session.edition if session else super().proposed_edition

    def check_new_edition(self, edition) -> None:
        if not self._session:
            super().check_new_edition(edition)

    @property
    def _session(self):
        parent = self.parent_page.specific_deferred
        return parent if hasattr(parent, "starts_at") else None
