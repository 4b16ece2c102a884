from django.utils.translation import gettext_lazy as _
from wagtail import blocks

# What an editor may do inside a text: titles and files are blocks of their own.
TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class LabelBlock(blocks.ChoiceBlock):
    """A choice whose label is the editor's, not a word of the text: the search neither finds nor quotes it."""

    def get_searchable_content(self, value):
        return []


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("text"), max_length=200)
    level = LabelBlock(
        label=_("level"),
        choices=[("h2", _("Section")), ("h3", _("Subsection"))],
        default="h2",
    )

    class Meta:
        label = _("Heading")
        description = _("The title of a section or of a subsection")
        icon = "title"
        template = "blocks/heading.html"
        preview_value = {"text": _("What the residents say"), "level": "h2"}


class BodyTextBlock(blocks.RichTextBlock):
    def __init__(self, features=TEXT_FEATURES, **kwargs) -> None:
        super().__init__(features=features, **kwargs)

    class Meta:
        label = _("Text")
        description = _("Paragraphs, lists, bold and links")
        icon = "pilcrow"
        template = "blocks/rich_text.html"
        preview_value = (
            "<p>The workshop compared three ways of <b>meeting tenants</b> before works begin:</p>"
            "<ul><li>a visit to each home,</li><li>a stand in the courtyard,</li>"
            "<li>an evening meeting.</li></ul>"
        )


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("quotation"), help_text=_("Without quotation marks."))
    speaker = blocks.CharBlock(label=_("speaker"), max_length=120)
    role = blocks.CharBlock(
        label=_("role"),
        required=False,
        max_length=200,
        help_text=_("Function and organisation of the speaker."),
    )

    def clean(self, value):
        """Quotation marks typed around the whole are taken off: the site sets its own."""
        cleaned = super().clean(value)
        cleaned["text"] = cleaned["text"].strip('«»“”" \u00a0\u202f')
        return cleaned

    class Meta:
        label = _("Quotation")
        description = _("Words of a person, with her name and role")
        icon = "openquote"
        template = "blocks/quote.html"
        preview_value = {
            "text": "Nothing replaces an hour spent on the landing with the people who live there.",
            "speaker": "Maud Sérane",
            "role": "caretaker",
        }


class CalloutBlock(blocks.StructBlock):
    kind = LabelBlock(
        label=_("kind"),
        choices=[("question", _("Question")), ("note", _("To remember"))],
        default="note",
    )
    title = blocks.CharBlock(label=_("title"), max_length=200)
    text = BodyTextBlock(label=_("text"), features=["bold", "italic", "ul", "link"])

    class Meta:
        label = _("Call-out")
        description = _("A question with its answer, or a point to remember")
        icon = "help"
        template = "blocks/callout.html"
        form_layout = ["kind", "title", "text"]
        preview_value = {
            "kind": "question",
            "title": "Who pays for the works?",
            "text": "<p>The landlord, with grants from the region and the State.</p>",
        }
