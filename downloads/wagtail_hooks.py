from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from downloads.models import Kind, Theme


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    list_display = ["name", "slug"]


class KindViewSet(SnippetViewSet):
    model = Kind
    icon = "doc-empty"
    list_display = ["name", "slug"]


class VocabulariesViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Vocabularies")
    menu_icon = "tag"
    menu_order = 260
    items = [ThemeViewSet, KindViewSet]


register_snippet(VocabulariesViewSetGroup)
