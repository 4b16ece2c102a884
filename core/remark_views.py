"""The remarks on a page (core.remarks): of its form while it is being written, and of every page in a report."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.apps import apps
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, JsonResponse
from django.http.request import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from modelcluster.models import get_all_child_relations
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.blocks import StructBlock
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from core.exports import SpreadsheetMixin
from core.models import BasePage
from core.panels import places
from core.remarks import Remark, remarks
from core.translation.reports import page_type_filter
from core.twins import twins

_CHUNK = 200  # pages that are read at once, about half a second


@require_POST
def of_form(request: HttpRequest) -> JsonResponse:
    """The remarks on what stands in an open form, whose address is `?form=`; nothing is saved.

    What blocks is what the form itself refuses when it is sent to be published.
    """
    asked, draft = _form(request), _form(request)
    try:
        told = _refused(asked)
        draft.defer_required_fields()
        page = draft.save(commit=False) if draft.is_valid() else draft.instance
    except MultiValueDictKeyError as error:
        raise BadRequest("a field is missing that every form sends") from error
    [(page, found)] = remarks([page], request)
    told += [remark for remark in found if not remark.blocks]
    lines = _lines(type(page), told)
    return JsonResponse(
        {
            "summary": _summary(told),
            "blocks": any(remark.blocks for remark in told),
            "html": render_to_string("admin/remarks.html", {"groups": _groups(lines)}),
            "twins": [remark.sentence for remark in told if remark.rule == twins.name],
        }
    )


def _form(request: HttpRequest) -> Any:
    """The form at `?form=`, filled in with what was sent, for who may send it."""
    match = resolve(request.GET.get("form", ""))
    if match.view_name == "wagtailadmin_pages:edit":
        page = get_object_or_404(Page, pk=match.args[0] if match.args else match.kwargs["page_id"])
        page = page.get_latest_revision_as_object()
        if not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        parent = page.get_parent().specific
    elif match.view_name == "wagtailadmin_pages:add":
        app_label, model_name, parent_pk = match.args or match.kwargs.values()
        parent = get_object_or_404(Page, pk=parent_pk).specific
        try:
            model = apps.get_model(app_label, model_name)
        except LookupError as error:
            raise Http404 from error
        if not parent.permissions_for_user(request.user).can_add_subpage():
            raise PermissionDenied
        if model not in type(parent).allowed_subpage_models():
            raise Http404
        page = model(owner=request.user, locale=parent.locale)
    else:
        raise Http404
    if not isinstance(page, BasePage):
        raise Http404
    form_class = page.get_edit_handler().get_form_class()
    return form_class(request.POST, instance=page, parent_page=parent, for_user=request.user)


def _refused(form) -> list[Remark]:
    form.is_valid()
    told = []
    for name, errors in form.errors.as_data().items():
        known = name if name in form.fields else ""
        field = form.instance._meta.get_field(name) if known else None
        for error in errors:
            if isinstance(field, StreamField):
                told += _refused_in_body(form, field, error)
            else:
                told += _said(error, known)
    for name, formset in getattr(form, "formsets", {}).items():
        if name != "comments":
            for error in formset.non_form_errors().as_data():
                told += _said(error, name)
            for line in formset.forms:
                for errors in line.errors.as_data().values():
                    for error in errors:
                        told += _said(error, name)
    return list(dict.fromkeys(told))


def _said(error: ValidationError, field: str, **where) -> Iterator[Remark]:
    for sentence in error.messages:
        yield Remark(sentence, field, blocks=True, **where)


def _refused_in_body(form, field: StreamField, error: ValidationError) -> Iterator[Remark]:
    """Each sentence with the block where it is mended, named as the editor knows it."""
    # As it was sent: a body that is refused has no value.
    widget = form.fields[field.name].widget
    body = widget.value_from_datadict(form.data, form.files, form.add_prefix(field.name))
    for number, inner in getattr(error, "block_errors", {}).items():
        child = body[number]
        for labels, sentence in _in_block(child.block, inner):
            label = " – ".join([str(child.block.label), *labels])
            yield Remark(sentence, field.name, child.id or "", label, blocks=True)
    for one in _own_errors(error):
        yield from _said(one, field.name)


def _in_block(block, error: Any) -> Iterator[tuple[list[str], str]]:
    """What is wrong in a block: the labels that lead to it there, and the sentence."""
    for key, inner in getattr(error, "block_errors", {}).items():
        if isinstance(block, StructBlock):
            child = block.child_blocks[key]
            labels = [str(child.label)]
        else:
            child, labels = getattr(block, "child_block", None), []
        for further, sentence in _in_block(child, inner):
            yield [*labels, *further], sentence
    for one in _own_errors(error):
        yield from (([], sentence) for sentence in one.messages)


def _own_errors(error: Any) -> list[ValidationError]:
    """What a block says of itself, without what the blocks in it say."""
    return error.non_block_errors.as_data() if hasattr(error, "non_block_errors") else [error]


@dataclass(frozen=True)
class Line:
    """A remark, as it is read: a link to its place in the form, and the sentence."""

    anchor: str  # of the form; empty where no place mends it
    label: str
    sentence: str
    blocks: bool


def _lines(model: type[Page], told: Iterable[Remark]) -> list[Line]:
    """What blocks comes first."""
    where = places(model)
    lines = []
    for remark in sorted(told, key=lambda remark: not remark.blocks):
        place = where.get(remark.field)
        anchor = f"block-{remark.block}-section" if remark.block else place.anchor if place else ""
        label = remark.label or (place.label if place else "")
        lines.append(Line(anchor, label, remark.sentence, remark.blocks))
    return lines


def _groups(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    groups = [
        (_("Keeps the page from being published"), [line for line in lines if line.blocks]),
        (_("Advised"), [line for line in lines if not line.blocks]),
    ]
    return [group for group in groups if group[1]]


def _summary(told: list[Remark]) -> str:
    """« 1 point empêche de publier, 2 conseils »."""
    blocking = sum(remark.blocks for remark in told)
    advised = len(told) - blocking
    said = []
    if blocking:
        words = ngettext(
            "%(number)s point keeps the page from being published",
            "%(number)s points keep the page from being published",
            blocking,
        )
        said.append(words % {"number": blocking})
    if advised:
        words = ngettext("%(number)s piece of advice", "%(number)s pieces of advice", advised)
        said.append(words % {"number": advised})
    return ", ".join(said) or _("nothing to mend")


class RemarksColumn(Column):
    cell_template_name = "admin/remarks_cell.html"


class RemarkFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[
            ("published", gettext_lazy("Published")),
            ("unpublished", gettext_lazy("To publish")),
        ],
        method="filter_state",
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )
    content_type = page_type_filter()

    class Meta:
        model = Page
        fields = []

    def filter_state(self, pages, name, value):
        waiting = Q(live=False) | Q(has_unpublished_changes=True)
        return pages.filter(waiting if value == "unpublished" else Q(live=True))


class RemarkReportView(SpreadsheetMixin, ReportView):
    """The pages that an editor may change and has something to mend on, those changed last first, each with the remarks
    on its last revision. What has nothing isn't known before it is read: a screen reads so many pages.
    """

    model = Page
    permission_policy = page_permission_policy
    any_permission_required = ["add", "change", "publish"]
    index_url_name = "before_publication_report"
    index_results_url_name = "before_publication_report_results"
    page_title = gettext_lazy("Before publication")
    header_icon = "tasks"
    results_template_name = "admin/remarks_results.html"
    paginate_by = _CHUNK
    filterset_class = RemarkFilterSet
    default_ordering = "-latest_revision_created_at"
    is_searchable = False
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("Title"),
            accessor="page.get_admin_display_title",
            get_url=lambda read: read.edit_url,
        ),
        Column("kind", label=gettext_lazy("Type")),
        RemarksColumn("lines", label=gettext_lazy("To mend"), width="45%"),
        DateColumn(
            "changed",
            label=gettext_lazy("Changed"),
            accessor="page.latest_revision_created_at",
            sort_key="latest_revision_created_at",
            width="12%",
        ),
    ]
    list_export = ["page.title", "kind", "page.live", "sentences"]
    export_headings = {
        "page.title": gettext_lazy("Title"),
        "kind": gettext_lazy("Type"),
        "page.live": gettext_lazy("Published"),
        "sentences": gettext_lazy("To mend"),
    }

    def get_base_queryset(self) -> QuerySet:
        mine = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        pages = mine.filter(depth__gt=1, alias_of=None)
        return pages.select_related("content_type", "latest_revision")

    def get_context_data(self, *args, **kwargs) -> dict:
        context = super().get_context_data(*args, **kwargs)
        return context | {"read": len(context["object_list"])}

    def get_table(self, object_list) -> Any:
        read = [] if self.is_export else _read(object_list, self.request)
        return super().get_table([page for page in read if page.lines])

    def decorate_paginated_queryset(self, pages) -> Any:
        return _in_chunks(pages, self.request) if self.is_export else pages


@dataclass(frozen=True)
class ReadPage:
    """A page of the report, with the lines about its last revision."""

    page: Page
    lines: list[Line]

    @property
    def edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    @property
    def kind(self) -> str:
        return capfirst(self.page.specific_class._meta.verbose_name)

    @property
    def sentences(self) -> str:
        return "\n".join(strip_tags(f"{line.label}: {line.sentence}") for line in self.lines)


def _read(pages: Iterable[Page], request: HttpRequest) -> list[ReadPage]:
    pages = list(pages)
    found = remarks(_last_drafts(pages), request)
    return [
        ReadPage(page, _lines(type(draft), told))
        for page, (draft, told) in zip(pages, found, strict=True)
    ]


def _in_chunks(pages: QuerySet[Page], request: HttpRequest) -> Iterator[ReadPage]:
    for start in range(0, pages.count(), _CHUNK):
        yield from _read(pages[start : start + _CHUNK], request)


def _last_drafts(pages: list[Page]) -> list[Page]:
    """The pages as they were last written, without a query for each; what they refer to isn't looked up."""
    unwritten = defaultdict(list)
    for page in pages:
        if page.latest_revision is None:
            unwritten[page.specific_class].append(page.pk)
    found: dict[int, Page] = {}
    for model, keys in unwritten.items():
        names = [relation.get_accessor_name() for relation in get_all_child_relations(model)]
        found |= model._default_manager.prefetch_related(*names).in_bulk(keys)
    return [
        found[page.pk]
        if page.latest_revision is None
        else page.specific_class.from_serializable_data(
            page.latest_revision.content | {"pk": page.pk}, check_fks=False
        )
        for page in pages
    ]
