from wagtail.admin.forms import WagtailAdminPageForm

from core.publication import photo_errors


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
            for name, error in photo_errors(self._meta.model, cleaned_data).items():
                self.add_error(name, error)
        return cleaned_data
