"""Fills in the admin's forms as a browser would: what the form holds, then what the editor changes."""

from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    querydict_from_html,
    streamfield,
)


def edit(client, page: Page, *, publish: bool = True, **changes):
    """The answer to the edit form of a page, sent with these changes; as a draft unless `publish`."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form")
    return client.post(address, _with(data, _empty_bodies(page) | changes, publish))


def add(client, model: type[Page], parent: Page, *, publish: bool = True, **values):
    """The answer to the form of a new page."""
    return client.post(*filled_in(client, model, parent, publish=publish, **values))


def filled_in(client, model: type[Page], parent: Page, *, publish: bool = True, **values) -> tuple:
    """(address, data) of the form of a new page, ready to be sent."""
    names = (model._meta.app_label, model._meta.model_name, parent.pk)
    address = reverse("wagtailadmin_pages:add", args=names)
    data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form")
    return address, _with(data, _empty_bodies(model) | values, publish)


def filled_in_again(client, page: Page) -> tuple:
    """(address, data) of the edit form of a page as it is."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form")
    return address, _with(data, _empty_bodies(page), False)


def preview(client, page: Page, **changes) -> tuple:
    """The answer to the edit form sent to the preview, and the address that then shows it."""
    form = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = querydict_from_html(client.get(form).content.decode(), form_id="page-edit-form")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    return client.post(address, _with(data, _empty_bodies(page) | changes, False)), address


def _empty_bodies(model) -> dict:
    """The admin's script writes the fields of a body, which no page as sent holds."""
    fields = model._meta.get_fields()
    return {field.name: body() for field in fields if isinstance(field, StreamField)}


def _with(data, changes: dict, publish: bool):
    data = data.copy()
    for name in ("action-publish", "action-submit", "action-unpublish"):
        data.pop(name, None)
    for name, value in nested_form_data(changes).items():
        if isinstance(value, tuple):
            data.setlist(name, [str(part) for part in value])
        else:
            data[name] = "" if value is None else value
    if publish:
        data["action-publish"] = "1"
    return data


def body(*blocks) -> dict:
    return streamfield(blocks)


def photo_block(photo, caption: str = "") -> tuple:
    return "photo", {"photo": photo.pk, "caption": caption}


def listed(objects, field: str) -> dict:
    """An ordered relation filled in: `page_downloads=listed(documents, "document")`."""
    return inline_formset(
        [{field: chosen.pk, "ORDER": str(n)} for n, chosen in enumerate(objects, 1)]
    )
