"""The editors' forms of courses and of their dates."""

from django.core.exceptions import ValidationError

from clubs.forms import DatedForm
from core.forms import BasePageForm
from core.refusals import ON_PUBLICATION
from training.completeness import PUBLIC_FACTS, completeness_of, is_certified, missing_sentence

# What a new date takes from its course, for the editor to change.
_TAKEN = {
    "title": "title",
    "price": "price",
    "member_price": "member_price",
    "attendance": "format",
}


class CourseForm(BasePageForm):
    """A certified association publishes a course with all its public facts."""

    def clean(self):
        cleaned_data = super().clean()
        if not self.saving_draft and is_certified():
            for fact in completeness_of(self._values(cleaned_data)).missing:
                name = next((name for name in PUBLIC_FACTS[fact][1] if name in self.fields), None)
                self.add_error(name, ValidationError(missing_sentence(fact), code=ON_PUBLICATION))
        return cleaned_data

    def _values(self, cleaned_data) -> dict:
        """What the form says and, of what it has no field for, what stands on the page."""
        names = [name for _label, names in PUBLIC_FACTS.values() for name in names]
        values = {
            name: cleaned_data[name] if name in cleaned_data else getattr(self.instance, name)
            for name in names
            if name != "page_contacts"
        }
        return values | {"page_contacts": self._has_contacts()}

    def _has_contacts(self) -> bool:
        formset = self.formsets.get("page_contacts")
        if formset is None or not formset.is_valid():
            return formset is not None or self.instance.page_contacts.exists()
        left = [form for form in formset.forms if form not in formset.deleted_forms]
        return any(form.cleaned_data.get("contact") for form in left)


class CourseSessionForm(DatedForm):
    """A new date begins with what its course says."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        course = self.parent_page and self.parent_page.specific
        if self.instance._state.adding and hasattr(course, "member_price"):
            for name, source in _TAKEN.items():
                if not self.initial.get(name) or name == "attendance":
                    self.initial[name] = getattr(course, source)

    def clean(self):
        if self.instance._state.adding and not self.cleaned_data.get("slug"):
            self.cleaned_data["slug"] = "session"
        return super().clean()
