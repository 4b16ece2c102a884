from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock


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

    def __init__(self, **kwargs):
        columns = [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("number", blocks.CharBlock(label=_("Number"), required=False)),
        ]
        super().__init__(columns, **kwargs)

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
