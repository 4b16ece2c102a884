"""Links in an editor's text: they lead only to what the reader may see, so that no address names it either."""

from collections.abc import Callable
from contextvars import ContextVar
from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.html import escape
from wagtail.documents import get_document_model
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.rich_text import RichText, expand_db_html
from wagtail.rich_text.pages import PageLinkHandler

from core.visibility import kept_for, named_pages

# Who reads the text that is being expanded; somebody without an account where nobody says.
_reader: ContextVar = ContextVar("reader", default=None)


def expand(text: RichText | str, request) -> str:
    """The HTML of an editor's text, from a block or from a field, for the one who asks."""
    source = text.source if isinstance(text, RichText) else text
    return kept_for(request, ("rich text", source), lambda: _expand(source, request))


def _expand(source: str, request) -> str:
    token = _reader.set(request)
    try:
        return expand_db_html(source)
    finally:
        _reader.reset(token)


class _VisibleLinks:
    find: Callable[..., QuerySet]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list) -> list[str]:
        request = _reader.get() or SimpleNamespace(user=AnonymousUser())
        keys = [attrs.get("id", "") for attrs in attrs_list]
        found = cls.find(request).in_bulk({int(key) for key in keys if key.isdecimal()})
        targets = [found.get(int(key)) if key.isdecimal() else None for key in keys]
        return [f'<a href="{escape(target.url)}">' if target else "<a>" for target in targets]


class VisiblePageLinkHandler(_VisibleLinks, PageLinkHandler):
    @staticmethod
    def find(request):
        return named_pages(request)


class VisibleDocumentLinkHandler(_VisibleLinks, DocumentLinkHandler):
    @staticmethod
    def find(request):
        return get_document_model().objects.live_for(request)
