"""`{% load notices %}`: what stands above a page for a time."""

from django import template

from core.templatetags.parvis import request_of
from home.models import HomePage
from home.notices import shown_notices

register = template.Library()


@register.inclusion_tag("components/site_notices.html", takes_context=True)
def site_notices(context) -> dict:
    request, page = request_of(context), context.get("page")
    home = page if isinstance(page, HomePage) else None
    return {"request": request, **(shown_notices(request, home) if request else {})}
