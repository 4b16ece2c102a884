from django.utils.functional import cached_property
from wagtail.admin.panels import Panel


class WordImportPanel(Panel):
    """On a report that was imported from Word: what could not be taken over, and the document."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/word_import_panel.html"

        def is_shown(self):
            return super().is_shown() and self.word_import is not None

        @cached_property
        def word_import(self):
            """The last import that made or filled the report, or None."""
            return self.instance.word_imports.first() if self.instance.pk else None
