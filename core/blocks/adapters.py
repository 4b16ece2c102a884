"""What the body's editor does in the browser beyond Wagtail's own (site/static/js/admin-paste.js)."""

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.telepath import register
from wagtail.blocks.stream_block import StreamBlockAdapter

from core.blocks import BodyBlock
from core.text_import.pasting import too_large

# More than Wagtail's editor of a text takes in without keeping the form waiting.
MOST_LETTERS = 200_000
MOST_PARAGRAPHS = 2_000


class BodyBlockAdapter(StreamBlockAdapter):
    """A text pasted with headings, tables or quotations becomes blocks."""

    js_constructor = "core.blocks.BodyBlock"

    def js_args(self, block) -> list:
        *others, meta = super().js_args(block)
        paste = {
            "address": reverse("convert_pasted"),
            "limit": settings.PASTE_MAX_SIZE,
            "tooLarge": too_large(),
            "underWay": _("The text is being pasted…"),
            "dropped": _("Pasted. To be checked:"),
            "unavailable": _(
                "The site doesn’t answer: the text was pasted without its headings, tables and images. "
                "Undo, and paste it again later."
            ),
            "unstructured": _(
                "This field keeps words and lists alone: headings and tables became paragraphs, images weren’t pasted."
            ),
            "mostLetters": MOST_LETTERS,
            "mostParagraphs": MOST_PARAGRAPHS,
            "tooMuch": _(
                "This text is too long for one block (%(letters)s characters and %(paragraphs)s paragraphs at most), "
                "and wasn’t pasted: paste it in several parts, or drop its Word document on the form."
            )
            % {
                "letters": number_format(MOST_LETTERS, force_grouping=True),
                "paragraphs": number_format(MOST_PARAGRAPHS, force_grouping=True),
            },
            "image": _(
                "You may not add photos: choose one of the library, or ask who may to add this one."
            ),
            "images": _(
                "Drop one image at a time into a text, with its credit; "
                "for several, “Add photos” is in the page’s menu."
            ),
            "close": _("Close"),
        }
        return [*others, meta | {"paste": paste}]

    @cached_property
    def media(self) -> forms.Media:
        ours = forms.Media(
            js=["js/admin-notice.js", "js/admin-paste.js"], css={"all": ["css/admin-paste.css"]}
        )
        return super().media + ours


register(BodyBlockAdapter(), BodyBlock)
