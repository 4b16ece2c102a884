from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.layout import Layout
from core.templatetags.parvis import request_of, typeset
from directory.known import InAddresses, organisation_url
from directory.models import BoardPage, DirectoryPage

register = template.Library()


@register.simple_tag(takes_context=True, name="organisation_url")
def url(context, organisation: InAddresses | None) -> str:
    """The address of an organisation's page, or nothing where the site has no members' directory for this reader.

    Of an organisation that the page shows anyway: such a one the reader knows (directory.known).
    """
    directory = _layout(context).section(DirectoryPage)
    if not directory or not organisation:
        return ""
    return organisation_url(directory, organisation, request_of(context))


@register.simple_tag(takes_context=True)
def linked_organisation(context, organisation: InAddresses) -> SafeString:
    """The name of an organisation, as a link to its page if it has one."""
    name, address = typeset(getattr(organisation, "name", organisation)), url(context, organisation)
    return format_html('<a href="{}">{}</a>', address, name) if address else name


@register.inclusion_tag("components/directory_ways.html", takes_context=True)
def ways_to_the_directory(context) -> dict:
    """Links to the pages of the board and of the members, where the reader's site has them."""
    layout = _layout(context)
    return {"board": layout.section(BoardPage), "directory": layout.section(DirectoryPage)}


def _layout(context) -> Layout:
    """The page's own, which knows its sections already, but for what is included without the rest of the context."""
    return context.get("layout") or Layout(request_of(context))
