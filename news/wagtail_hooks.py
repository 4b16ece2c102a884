import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import Column

from downloads.viewsets import (
    ThemedFilterSet,
    ThemedIndexView,
    ThemedPageViewSet,
    dated_columns,
)
from news.models import NewsPage
from photos.renditions import prefetch


class NewsFilterSet(ThemedFilterSet):
    date = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = NewsPage
        fields = []


class PhotoColumn(Column):
    cell_template_name = "admin/photo_cell.html"


class NewsIndexView(ThemedIndexView):
    def annotate_queryset(self, pages):
        pages = super().annotate_queryset(pages).select_related("lead_photo")
        return pages.prefetch_related(prefetch("lead_photo", "card"))


class NewsViewSet(ThemedPageViewSet):
    model = NewsPage
    name = "news"
    menu_label = _("News")
    icon = "doc-full"
    add_label = _("Add a news item")
    menu_order = 110
    index_view_class = NewsIndexView
    columns = dated_columns(PhotoColumn("lead_photo", label=_("Photo"), width="100"))
    filterset_class = NewsFilterSet
    ordering = "-date"


@hooks.register("register_admin_viewset")
def register_news():
    return NewsViewSet("news")
