import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget

from downloads.viewsets import ThemedFilterSet, ThemedPageViewSet, dated_columns
from news.models import NewsPage


class NewsFilterSet(ThemedFilterSet):
    date = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = NewsPage
        fields = []


class NewsViewSet(ThemedPageViewSet):
    model = NewsPage
    name = "news"
    menu_label = _("News")
    icon = "doc-full"
    menu_order = 110
    columns = dated_columns("date", _("Date"))
    filterset_class = NewsFilterSet
    ordering = "-date"


@hooks.register("register_admin_viewset")
def register_news():
    return NewsViewSet("news")
