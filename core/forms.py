from wagtail.admin.forms import WagtailAdminPageForm

from core.publication import photo_problems


class BasePageForm(WagtailAdminPageForm):
    """The editor's form: a draft is saved as it stands, publication asks for what the site promises."""

    saving_draft = False

    def defer_required_fields(self):
        """Wagtail calls this when the editor saves a draft."""
        super().defer_required_fields()
        self.saving_draft = True

    def restore_required_fields(self):
        super().restore_required_fields()
        self.saving_draft = False

    def clean(self):
        cleaned_data = super().clean()
        if not self.saving_draft:
            for name, problems in photo_problems(self._meta.model, cleaned_data).items():
                self.add_error(name if name in self.fields else None, problems)
        return cleaned_data
