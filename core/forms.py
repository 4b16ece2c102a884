from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

from core.facts import line_words
from core.publish_checks import photo_errors
from core.refusals import ON_PUBLICATION, Refusal
from core.slugs import check_new_slug, settled_slug
from core.visibility import was_published


class FactsForm:
    """For forms of models with facts: as long as the main language says them, the form has no fields for them."""

    followed: Any = None

    def __init__(self: Any, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.followed = self.instance.followed() if self.instance.pk else None
        if self.followed:
            for name in self.instance.facts:
                self.fields.pop(name, None)
                if words := line_words(type(self.instance), name):
                    _leave_words(self.formsets[name], words)
                else:
                    getattr(self, "formsets", {}).pop(name, None)


def _leave_words(formset, words: list[str]) -> None:
    """Of lines that are there, and stay in their order, what is left to the translators."""
    formset.can_delete = formset.can_order = False
    formset.extra = 0
    for form in formset.forms:
        for name in set(form.fields) - {*words, form._meta.model._meta.pk.name}:
            del form.fields[name]


def _of_drafts(error: Any) -> ValidationError | None:
    """The error without what is asked of published pages alone."""
    if not isinstance(error, ValidationError):
        return ValidationError(error)

    def left(errors: list[ValidationError]) -> list[ValidationError]:
        return [error for error in errors if error.code != ON_PUBLICATION]

    if hasattr(error, "error_dict"):
        fields = {name: kept for name, errors in error.error_dict.items() if (kept := left(errors))}
        return ValidationError(fields) if fields else None
    kept = left(error.error_list)
    return ValidationError(kept) if kept else None


class FactsModelForm(FactsForm, WagtailAdminModelForm):
    pass


class BasePageForm(FactsForm, WagtailAdminPageForm):
    """The editor's form: a draft is saved as it stands, publication asks for what the site promises."""

    saving_draft = False

    def defer_required_fields(self) -> None:
        """Wagtail calls this when the editor saves a draft."""
        super().defer_required_fields()
        self.saving_draft = True

    def restore_required_fields(self) -> None:
        super().restore_required_fields()
        self.saving_draft = False

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and not (self.instance.pk and was_published(self.instance)):
            self.fields["slug"].required = False  # made from the title

    def clean(self):
        if "slug" in self.cleaned_data and "title" in self.cleaned_data:
            self.cleaned_data["slug"] = settled_slug(
                self.instance,
                self.cleaned_data["slug"],
                self.cleaned_data["title"],
                self.parent_page,
            )
            try:
                check_new_slug(self.instance, self.cleaned_data["slug"])
            except Refusal as refusal:
                self.add_error(None, refusal)
        cleaned_data = super().clean()
        if not self.saving_draft:
            for name, error in photo_errors(self._meta.model, cleaned_data).items():
                self.add_error(name, error)
        return cleaned_data

    def add_error(self, field: str | None, error: Any) -> None:
        """A number that is taken, or an end before its beginning, doesn't keep the rest of a draft from being saved."""
        if self.saving_draft:
            error = _of_drafts(error)
        if error:
            super().add_error(field, error)

    def get_field_updates_for_resave(self):
        """What the open form must show after it was saved by itself: the slug too, which may have been taken."""
        updates = list(super().get_field_updates_for_resave())
        if "slug" in self.cleaned_data:
            updates.append((self.add_prefix("slug"), self.instance.slug))
        return updates
