"""A page as the model of the next: an unpublished copy, without what belongs to the first alone."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.actions.copy_page import CopyPageAction
from wagtail.admin import messages
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from core import privacy
from core.models import BasePage
from core.slugs import MAX_LENGTH, WITHOUT_LETTERS, slug_of


@require_POST
def use_as_model(request: HttpRequest, page_pk: int) -> HttpResponseBase:
    """Makes a draft beside the page, closed to whom the page is closed, and leads to its form."""
    page = get_object_or_404(Page, pk=page_pk).specific
    if not may_be_model(page, request.user):
        raise PermissionDenied
    with transaction.atomic():
        draft = _draft(page, request.user)
        privacy.keep_all(request, page, draft)
    sentence = _(
        "A draft was made on the model of “%(title)s”. Give it its title, and check its dates and texts."
    )
    messages.success(request, sentence % {"title": page.title})
    return redirect("wagtailadmin_pages:edit", draft.pk)


def may_be_model(page: Page, user) -> bool:
    """Whether somebody who may change the page may write another one like it beside it."""
    if not isinstance(page, BasePage) or page.depth < 3 or page.alias_of_id:
        return False
    parent = page.get_parent().specific
    return (
        page.permissions_for_user(user).can_edit()
        and parent.permissions_for_user(user).can_add_subpage()
        and type(page).can_create_at(parent)
    )


def _draft(page: BasePage, user) -> Page:
    parent = page.get_parent()
    title = _("%(title)s (copy)") % {"title": page.title[: MAX_LENGTH - 20]}
    slug = find_available_slug(parent, slug_of(title) or WITHOUT_LETTERS)
    return CopyPageAction(
        page,
        to=parent,
        user=user,
        update_attrs={"title": title, "slug": slug} | page.values_of_next(),
        exclude_fields=[*page.own_to_each],
        copy_revisions=False,
        keep_live=False,
    ).execute(skip_permission_checks=True)
