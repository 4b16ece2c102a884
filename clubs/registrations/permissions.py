"""Who reads the list of those who registered, and who looks after them."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from wagtail.models import Page

from clubs.models import Registration
from clubs.models.registrations import RegistrationMixin
from core.visibility import known_pages


def registering_page(pk: int) -> Any:
    """The page of a RegistrationMixin, of its own type, for an editors' screen; 404 for any other."""
    page = get_object_or_404(Page, pk=pk).specific
    if not isinstance(page, RegistrationMixin):
        raise Http404
    return page


def may_read(request, page: Any) -> bool:
    """Whoever may edit the page; and who looks after registrations, where she knows of it or somebody comes to it."""
    if page.permissions_for_user(request.user).can_edit():
        return True
    return request.user.has_perm("clubs.view_registration") and _is_known(request, page)


def may_look_after(request, page: Any) -> bool:
    """Whether she may note who is present, send certificates and write to all."""
    return request.user.has_perm("clubs.change_registration") and may_read(request, page)


def _is_known(request, page: Any) -> bool:
    registered = Registration.objects.of(page)
    return registered.exists() or known_pages(request).filter(pk=page.pk).exists()
