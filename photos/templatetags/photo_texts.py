"""The texts of photos on the screen of a translation."""

from django import template

from photos.views.texts import forms_of

register = template.Library()


@register.inclusion_tag("photos/texts_form.html", takes_context=True)
def photo_texts(context, page) -> dict:
    """The form of the texts of a page's photos in the page's language; nothing where there is none to write."""
    request = context["request"]
    return {"request": request, "page": page, "forms": forms_of(page, request.user)}
