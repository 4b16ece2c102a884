from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages

from core.publication import check_photos
from core.rich_text import VisibleDocumentLinkHandler, VisiblePageLinkHandler
from core.visibility import is_published


# After Wagtail's own, which these replace.
@hooks.register("register_rich_text_features", order=100)
def link_to_what_can_be_seen(features):
    features.register_link_type(VisiblePageLinkHandler)
    features.register_link_type(VisibleDocumentLinkHandler)


@hooks.register("before_serve_page")
def hide_expired(page, request, serve_args, serve_kwargs):
    """A page past its expiry is gone at once, without waiting for the scheduled job."""
    if not is_published(page):
        raise Http404


@hooks.register("before_bulk_action")
def check_before_bulk_publish(request, action_type, objects, action_class_instance):
    """Publishing several pages at once asks for the same as publishing one."""
    if request.method != "POST" or action_type != "publish":
        return None
    for page in objects:
        try:
            check_photos(page.get_latest_revision_as_object())
        except ValidationError as error:
            messages.error(
                request, f"{page.get_admin_display_title()} : {' '.join(error.messages)}"
            )
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None
