from django import template

from core.blocks.media import visible_documents

register = template.Library()


@register.simple_tag(takes_context=True)
def printed(context, photo, side: int, format: str = "jpeg") -> str:
    """`<img src="{% printed photo 1280 %}">`: the address of a photo in the PDF that is being made."""
    return context["report"].print_photo(photo, side, format)


@register.simple_tag(takes_context=True)
def visible_files(context, documents) -> list:
    """Those of the files of a block that anybody may have."""
    return visible_documents(documents, context)
