import copy
import hashlib

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail_localize.segments import StringSegmentValue


class KeyFigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(
        label=_("figure"), max_length=30, help_text=_("With its unit: 12 400, 37 %, 2,4 M€.")
    )
    label = blocks.CharBlock(label=_("what it counts"), max_length=160)
    source = blocks.CharBlock(label=_("source"), required=False, max_length=160)

    class Meta:
        label = _("Figure")
        form_layout = ["value", "label", "source"]


class KeyFiguresBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), required=False, max_length=200)
    figures = blocks.ListBlock(KeyFigureBlock(), label=_("figures"), min_num=1, max_num=6)

    class Meta:
        label = _("Key figures")
        description = _("One to six figures, each with what it counts")
        icon = "order"
        template = "blocks/key_figures.html"
        preview_value = {
            "title": "",
            "figures": [
                {"value": "128", "label": "homes renovated in 2025", "source": ""},
                {"value": "37 %", "label": "less energy used", "source": "Annual survey"},
            ],
        }


class TableBlock(TypedTableBlock):
    """A table whose first row is its headers; the caption names it for screen readers (RGAA 5.4)."""

    def __init__(self, **kwargs) -> None:
        columns = [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("number", blocks.CharBlock(label=_("Number"), required=False)),
        ]
        super().__init__(columns, **kwargs)

    # wagtail-localize doesn't look into tables.

    def get_translatable_segments(self, value):
        """The caption, headings and cells, each text once, whatever its place: rows may move or come in between."""
        texts = [value.caption, *(column["heading"] for column in value.columns)]
        texts += [cell for row in value.row_data for cell in row["values"]]
        return [
            StringSegmentValue(_segment_path(text), text)
            for text in dict.fromkeys(filter(None, texts))
        ]

    def restore_translated_segments(self, value, segments):
        said = {segment.path: segment.render_text() for segment in segments}

        def translated(text):
            return said.get(_segment_path(text), text) if text else text

        table = copy.copy(value)
        table.caption = translated(value.caption)
        table.columns = [
            column | {"heading": translated(column["heading"])} for column in value.columns
        ]
        table.row_data = [
            row | {"values": [translated(cell) for cell in row["values"]]} for row in value.row_data
        ]
        return table

    class Meta:
        label = _("Table")
        description = _("Columns of texts or of numbers, with a caption")
        icon = "table"
        template = "blocks/table.html"

    def get_preview_value(self):
        return self.to_python(
            {
                "caption": "Homes by department",
                "columns": [
                    {"type": "text", "heading": "Department"},
                    {"type": "number", "heading": "Homes"},
                ],
                "rows": [
                    {"values": ["Haute-Ande", "12 400"]},
                    {"values": ["Val-de-Lauve", "8 950"]},
                ],
            }
        )


def _segment_path(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
