"""The register of all photos: who made them, what is allowed, whom they show, where they stand."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.images.permissions import ImagesPermissionPolicyGetter
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import page_permission_policy

from core.exports import SpreadsheetMixin
from core.viewsets import ExplainedReportView
from core.visibility import known_pages
from photos.models import Photo, photos_to_complete


class RegisterFilterSet(WagtailFilterSet):
    search = django_filters.CharFilter(label=_("Title, credit or person"), method="filter_words")
    rights = django_filters.ChoiceFilter(
        label=_("Rights"),
        method="filter_rights",
        choices=[
            ("barred", _("Can’t be published yet, or no longer")),
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
                "barred": Q(pk__in=photos_to_complete().values("pk")),
                "incomplete": Q(credit="") | Q(description=""),
                "ended": Q(licence_end__lt=today),
                "ending": Q(licence_end__range=(today, today + timedelta(days=91))),
            }[value]
        )


def uses_of(photos, request) -> dict[int, list[dict]]:
    """By photo, where each is used: `object`, `label`, whether it is a `page`, and `url` to change it.

    The address is empty for who can't change it, and a page that isn't known is counted without its title. One query
    for the references, one for each kind of object, two for the pages' permissions.
    """
    rows = ReferenceIndex.get_references_to_in_bulk(photos).values_list(
        "to_object_id", "base_content_type", "object_id"
    )
    rows = list(dict.fromkeys(rows.order_by("base_content_type", "object_id")))
    wanted = defaultdict(set)
    for _photo, kind, key in rows:
        wanted[kind].add(key)
    sources = {
        kind: model._default_manager.in_bulk(keys)
        for kind, keys in wanted.items()
        if (model := ContentType.objects.get_for_id(kind).model_class())
    }
    finder, found = AdminURLFinder(request.user), defaultdict(list)
    pages = {key for kind in sources.values() for key, one in kind.items() if isinstance(one, Page)}
    known = set(known_pages(request).filter(pk__in=pages).values_list("pk", flat=True))
    mine = page_permission_policy.instances_user_has_permission_for(request.user, "change")
    own = set(mine.filter(pk__in=pages).values_list("pk", flat=True))
    for photo, kind, key in rows:
        if source := sources.get(kind, {}).get(int(key)):
            page = isinstance(source, Page)
            if isinstance(source, Page):
                may_edit = source.pk in own
                url = reverse("wagtailadmin_pages:edit", args=[source.pk]) if may_edit else ""
            else:
                url = finder.get_edit_url(source) or ""
            model = source.specific_class if isinstance(source, Page) else type(source)
            title = _("reserved page") if page and source.pk not in known else source
            label = f"{capfirst(model._meta.verbose_name)} – {title}"
            found[int(photo)].append({"object": source, "label": label, "url": url, "page": page})
    return found


class UsesColumn(Column):
    cell_template_name = "photos/register_uses.html"


class RegisterView(SpreadsheetMixin, ExplainedReportView):
    page_title = _("Register of photos")
    header_icon = "image"
    empty_message = _(
        "No photo that you may change yet: those that you add are listed here,"
        " with their rights and the pages that show them."
    )
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

    def get_base_queryset(self) -> QuerySet:
        photos = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["change", "delete"]
        )
        return photos.order_by("title", "pk")

    @property
    def header_buttons(self):
        url, label = reverse("photos_withdraw"), _("Withdraw a person")
        return [HeaderButton(label, url, icon_name="user", priority=10)]

    def decorate_paginated_queryset(self, photos) -> Any:
        found = list(photos)
        uses = uses_of(found, self.request)
        for photo in found:
            photo.uses = uses.get(photo.pk, [])
            photo.used_on = " ; ".join(use["label"] for use in photo.uses)
        return found
