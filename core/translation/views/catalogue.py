"""The words of wagtail-localize's editor that its own French lacks or joins badly."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.i18n import JavaScriptCatalog


class EditorCatalogue(JavaScriptCatalog):
    """In place of wagtail-localize's own catalogue, which its editor asks for at the same address."""

    packages = ["wagtail_localize"]

    def get_catalog(self):
        if get_language() == "en":
            return super().get_catalog()
        # The first is followed by the name of a language, without a space.
        return super().get_catalog() | {
            "Publish in ": _("Publish in: "),
            "There are unsaved segments. Please save or cancel them before leaving.": _(
                "There are unsaved segments. Please save or cancel them before leaving."
            ),
        }
