from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel

from core.publish_checks import photos_of
from core.word.models import WordImport


class WordPanel(Panel):
    """At the head of a page with a body: where a Word document is dropped, and what an earlier one could not give."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs | {"heading": gettext_lazy("From Word")})

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/word_panel.html"

        class Media:
            js = ["js/admin-notice.js", "js/admin-word-drop.js"]
            css = {"all": ["css/admin-paste.css", "css/admin-word.css"]}

        def __init__(self, **kwargs) -> None:
            super().__init__(**kwargs)
            if not self.word_imports:
                self.heading = ""

        def is_shown(self) -> bool:
            return super().is_shown() and hasattr(self.instance, "body")

        @property
        def dropped_on(self) -> int:
            """The page on whose form a document is dropped; of a new page the one above."""
            return self.instance.pk or self.form.parent_page.pk

        @cached_property
        def word_imports(self) -> list[WordImport]:
            """The imports that made or filled the page, the last first."""
            return list(WordImport.objects.filter(page=self.instance.pk or 0))

        @cached_property
        def has_photos(self) -> bool:
            return bool(photos_of(self.instance))

        @property
        def texts(self) -> dict[str, str]:
            """What the script says."""
            return {
                "sending": _("The document is being sent…"),
                "reading": _("The document is being read…"),
                "images": _("The document is being read: {done} images of {total}."),
                "taken": _("The text of the document is in the form. To be checked:"),
                "complete": _(
                    "The text of the document is in the form. Everything was taken over."
                ),
                "title": _("The page has a title already: the document’s wasn’t taken:"),
                "introduction": _(
                    "The page has an introduction already: the document’s wasn’t taken:"
                ),
                "one": _("Drop one Word document at a time. Nothing was changed."),
                "other": _(
                    "This file wasn’t taken: only a Word document can be dropped on the form, or an image on its body. "
                    "Files to download are chosen in their own tab."
                ),
                "unavailable": _(
                    "The site doesn’t answer: nothing was changed. Drop the document again later."
                ),
                "close": _("Close"),
            }
