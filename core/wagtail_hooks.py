from django.http import Http404
from wagtail import hooks

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
