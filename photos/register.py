"""The register of all photos: who made them, what is allowed, whom they show, where they stand."""

from collections import defaultdict
from datetime import timedelta

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.images.permissions import ImagesPermissionPolicyGetter
from wagtail.models import Page, ReferenceIndex

from photos.models import Photo

# A cell that begins so is run by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class RegisterFilterSet(WagtailFilterSet):
    search = django_filters.CharFilter(label=_("Title, credit or person"), method="filter_words")
    rights = django_filters.ChoiceFilter(
        label=_("Rights"),
        method="filter_rights",
        choices=[
            ("incomplete", _("Credit or alternative text missing")),
            ("ended", _("Licence ended")),
            ("ending", _("Licence ends within three months")),
        ],
    )

    class Meta:
        model = Photo
        fields = ["search", "rights", "licence", "consent"]

    def filter_words(self, photos, name, value):
        words = Q(title__icontains=value) | Q(credit__icontains=value) | Q(people__icontains=value)
        return photos.filter(words)

    def filter_rights(self, photos, name, value):
        today = timezone.localdate()
        return photos.filter(
            {
                "incomplete": Q(credit="") | Q(description=""),
                "ended": Q(licence_end__lt=today),
                "ending": Q(licence_end__range=(today, today + timedelta(days=91))),
            }[value]
        )


def uses_of(photos, user) -> dict[int, list[dict]]:
    """By photo, where each is used: `object`, `label`, whether it is a `page`, and `url` to change it.

    A page's own screen says who may change it; of other objects the address is empty for who can't. One query
    for the references, one for each kind of object.
    """
    rows = ReferenceIndex.get_references_to_in_bulk(photos).values_list(
        "to_object_id", "base_content_type", "object_id"
    )
    rows = list(dict.fromkeys(rows.order_by("base_content_type", "object_id")))
    wanted = defaultdict(set)
    for _photo, kind, key in rows:
        wanted[kind].add(key)
    sources = {
        kind: ContentType.objects.get_for_id(kind).model_class()._default_manager.in_bulk(keys)
        for kind, keys in wanted.items()
    }
    finder, found = AdminURLFinder(user), defaultdict(list)
    for photo, kind, key in rows:
        if source := sources[kind].get(int(key)):
            page = isinstance(source, Page)
            if page:
                url = reverse("wagtailadmin_pages:edit", args=[source.pk])
            else:
                url = finder.get_edit_url(source) or ""
            model = source.specific_class if page else type(source)
            label = f"{capfirst(model._meta.verbose_name)} – {source}"
            found[int(photo)].append({"object": source, "label": label, "url": url, "page": page})
    return found


class UsesColumn(Column):
    cell_template_name = "photos/register_uses.html"


class RegisterView(ReportView):
    page_title = _("Register of photos")
    header_icon = "image"
    index_url_name = "photos_register"
    index_results_url_name = "photos_register_results"
    permission_policy = ImagesPermissionPolicyGetter()
    any_permission_required = ["add", "change", "delete"]
    filterset_class = RegisterFilterSet
    is_searchable = False
    list_export = [
        "title",
        "credit",
        "caption",
        "description",
        "get_licence_display",
        "licence_end",
        "people",
        "get_consent_display",
        "used_on",
    ]
    export_headings = {
        "get_licence_display": _("licence"),
        "get_consent_display": _("consent of the people shown"),
        "used_on": _("Used on"),
    }
    columns = [
        TitleColumn("title", label=_("Title"), url_name="wagtailimages:edit", sort_key="title"),
        Column("credit", label=_("Credit"), sort_key="credit"),
        Column("get_licence_display", label=_("Licence"), sort_key="licence"),
        Column("licence_end", label=_("End"), sort_key="licence_end"),
        Column("people", label=_("People shown")),
        Column("get_consent_display", label=_("Consent"), sort_key="consent"),
        UsesColumn("uses", label=_("Used on")),
    ]

    def get_base_queryset(self):
        photos = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["change", "delete"]
        )
        return photos.order_by("title", "pk")

    @property
    def header_buttons(self):
        url, label = reverse("photos_withdraw"), _("Withdraw a person")
        return [HeaderButton(label, url, icon_name="user", priority=10)]

    def decorate_paginated_queryset(self, photos):
        found = list(photos)
        uses = uses_of(found, self.request.user)
        for photo in found:
            photo.uses = uses.get(photo.pk, [])
            photo.used_on = " ; ".join(use["label"] for use in photo.uses)
        return found

    def to_row_dict(self, item):
        row = super().to_row_dict(item)
        return {
            name: f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
            for name, value in row.items()
        }
