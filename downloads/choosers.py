"""The editors' chooser of files: with covers, and with the publication that a file belongs to."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import SearchFilterMixin
from wagtail.admin.ui.tables import Column
from wagtail.documents.views.chooser import (
    BaseDocumentChooseView,
    DocumentChooseResultsView,
    DocumentChooseView,
    DocumentChosenMultipleView,
    DocumentChosenView,
)
from wagtail.search.backends import get_search_backend

from core.recent import UsedFirst
from core.visibility import known_files

MOST_FOUND = 100


class CoverColumn(Column):
    cell_template_name = "admin/cover_cell.html"


def publication_of(document) -> str:
    links = list(document.publication_files.all())
    if not links:
        return ""
    page = links[0].page
    return ", ".join(str(part) for part in (page.kind, page.date and page.date.year) if part)


class _InTheText(SearchFilterMixin):
    """Words found in the text of the files too, and not only at the beginning of those of the title."""

    def filter(self, objects):
        by_title = super().filter(objects)
        if not self.is_searching:
            return by_title
        by_text = get_search_backend().search(self.search_query, objects)
        found = (*by_title[:MOST_FOUND], *by_text[:MOST_FOUND])
        return objects.filter(pk__in={document.pk for document in found})


class _WithCovers(BaseDocumentChooseView):
    def get_filter_form_class(self):
        form_class = super().get_filter_form_class()
        return type(form_class.__name__, (_InTheText, form_class), {})

    def get_object_list(self):
        return super().get_object_list().prefetch_related("publication_files__page__kind")

    @property
    def columns(self):
        title, *others = super().columns
        return [
            CoverColumn("cover", label=_("Cover"), width="60px"),
            title,
            Column("publication", label=_("Publication"), accessor=publication_of),
            *others,
        ]


class FileChooseView(UsedFirst, _WithCovers, DocumentChooseView):
    pass


class FileChooseResultsView(UsedFirst, _WithCovers, DocumentChooseResultsView):
    pass


class FileChosenView(DocumentChosenView):
    def get_object(self, pk):
        document = super().get_object(pk)
        if not known_files(self.request, self.model_class.objects.filter(pk=pk)).exists():
            raise PermissionDenied
        return document


class FileChosenMultipleView(DocumentChosenMultipleView):
    def get_objects(self, pks):
        return known_files(self.request, super().get_objects(pks))
