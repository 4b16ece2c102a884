"""For the admin's screens of translations: `{% load translations %}`."""

import json

from django import template
from wagtail.admin.admin_url_finder import AdminURLFinder

from core.panels import facts_of

register = template.Library()


@register.inclusion_tag("admin/translation_facts.html", takes_context=True)
def translation_facts(context, instance):
    """What the main language says for a translation, and where; nothing where it says its own."""
    original = instance.followed() if hasattr(instance, "followed") else None
    if original is None:
        return {}
    finder = AdminURLFinder(context["request"].user)
    return {"facts": facts_of(original), "edit_url": finder.get_edit_url(original)}


@register.simple_tag(takes_context=True)
def without_conversion(context) -> str:
    """The side-by-side editor doesn't offer to make an alias of the translation (core.translation.views.aliases)."""
    props = json.loads(context["props"])
    props["links"]["convertToAliasUrl"] = None
    context["props"] = json.dumps(props)
    return ""
