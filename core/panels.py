"""The editing form of a translation: what the main language says for it is shown, and can't be changed there."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    ObjectList,
    Panel,
    PanelGroup,
    TabbedInterface,
)
from wagtail.models import TaskState, WorkflowState

from core.facts import FactsMixin, child_relation, line_words, told_columns
from core.publish_checks import photos_of


class FactsPanel(Panel):
    """The facts of a translation, as the panels of the main language name them, and where they are changed."""

    def __init__(self, panels: list[Panel], **kwargs) -> None:
        super().__init__(heading=gettext_lazy("What holds in every language"), **kwargs)
        self.panels = panels

    def clone_kwargs(self):
        kwargs = super().clone_kwargs()
        kwargs.pop("heading")
        return kwargs | {"panels": self.panels}

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/facts_panel.html"

        def edit_url(self) -> str | None:
            return AdminURLFinder(self.request.user).get_edit_url(self.form.followed)

        def facts(self) -> list[tuple[str, str]]:
            return _told(self.form.followed, self.panel.panels)


class LineWordsPanel(Panel):
    """Of a child relation that is a fact, the words of each line (core.facts.line_words)."""

    def __init__(self, relation_name: str, heading, **kwargs):
        super().__init__(heading=heading, **kwargs)
        self.relation_name = relation_name

    def clone_kwargs(self):
        return super().clone_kwargs() | {"relation_name": self.relation_name}

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/line_words_panel.html"

        @property
        def formset(self):
            return self.form.formsets[self.panel.relation_name]


class _WithoutFacts:
    """A form's outermost panel, from which those of facts are taken where the form has no fields for them."""

    def get_bound_panel(self: Any, instance=None, request=None, form=None, prefix="panel"):
        handler = self
        if getattr(form, "followed", None):
            taken: list[Panel] = []
            handler = _without(self, form.instance, taken)
            first = handler.children[0] if isinstance(self, TabbedInterface) else handler
            facts = FactsPanel(taken).bind_to_model(self.model)
            first.children = [facts, *first.children]
        bound: Any = super(_WithoutFacts, handler)
        return bound.get_bound_panel(instance, request, form, prefix)


class FactsTabs(_WithoutFacts, TabbedInterface):
    pass


class FactsList(_WithoutFacts, ObjectList):
    pass


def facts_of(instance: Any) -> list[tuple[str, str]]:
    """The facts of a page or snippet, as its form names them, without those that have no value."""
    handler = getattr(instance, "edit_handler", None)
    handler = handler.bind_to_model(type(instance)) if handler else instance.get_edit_handler()
    panels: list[Panel] = []
    _without(handler, instance, panels)
    return _told(instance, panels)


def _told(instance: FactsMixin, panels: list[Panel]) -> list[tuple[str, str]]:
    named: list[Any] = [(panel, said(instance, _name(panel))) for panel in panels]
    return [
        (str(panel.heading or capfirst(panel.db_field.verbose_name)), words)
        for panel, words in named
        if words
    ]


def said(instance: FactsMixin, name: str) -> str:
    """A fact in words, in the language of the admin; nothing where there is none."""
    model: Any = instance
    if relation := child_relation(field := model._meta.get_field(name)):
        lines = getattr(instance, relation.get_accessor_name()).all()
        columns = told_columns(type(instance), relation)
        told = [column for column in columns if column.name != "translation_key"]
        return ", ".join(_line([_words(line, column) for column in told]) for line in lines)
    return _words(instance, field)


def _line(words: list[str]) -> str:
    """« Volume 2 (Annex) »."""
    what, *more = [word for word in words if word] or [""]
    return f"{what} ({', '.join(more)})" if more else what


def _words(instance, field) -> str:
    value = getattr(instance, field.name)
    if value is None or value == "":
        return ""
    if field.choices:
        return str(getattr(instance, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "tzinfo") and hasattr(value, "date"):
        value = timezone.localtime(value)
        return formats.date_format(value, "DATETIME_FORMAT")
    return str(formats.localize(value))


def _name(panel: Any) -> str:
    return panel.relation_name if isinstance(panel, InlinePanel) else panel.field_name


def _without(panel: Panel, instance: FactsMixin, taken: list[Panel]) -> Any:
    """A copy of a bound panel without those of facts, which go to `taken`; None where nothing is left."""
    if isinstance(panel, FieldPanel | InlinePanel) and _name(panel) in instance.facts:
        taken.append(panel)
        if line_words(type(instance), _name(panel)):
            return LineWordsPanel(panel.relation_name, panel.heading).bind_to_model(panel.model)
        return None
    if not isinstance(panel, PanelGroup):
        return panel
    group: Any = copy(panel)
    group.__dict__.pop("child_identifiers", None)
    group.children = [
        left for child in panel.children if (left := _without(child, instance, taken)) is not None
    ]
    return group if group.children else None


@dataclass(frozen=True)
class Place:
    """Where a field stands in an editing form: the anchor of its panel, and what the panel calls it."""

    anchor: str
    label: str


def places(model: type) -> dict[str, Place]:
    """By name, where each field and child relation of a page type stands in its form, in the language in use."""
    found: dict[str, Place] = {}
    handler = model.get_edit_handler()  # type: ignore[attr-defined]
    for tab, tab_name in zip(handler.children, handler.child_identifiers, strict=True):
        if isinstance(tab, PanelGroup):
            for panel, name in zip(tab.children, tab.child_identifiers, strict=True):
                anchor = f"panel-child-{tab_name}-{name}-section"
                for name, label in _named_fields(panel):
                    found[name] = Place(anchor, label)
    return found


def _named_fields(panel: Any) -> Iterator[tuple[str, str]]:
    if isinstance(panel, PanelGroup):
        for child in panel.children:
            yield from _named_fields(child)
    elif isinstance(panel, FieldPanel | InlinePanel):
        label = panel.heading or capfirst(panel.db_field.verbose_name)
        yield _name(panel), str(label)


class BeforePublicationPanel(Panel):
    """Under every tab of a form: what would keep the page from being published, and what is advised, as it stands."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/before_publication.html"

        def show_panel_furniture(self) -> bool:
            return False


class ReturnedPanel(Panel):
    """At the head of a page that a reviewer sent back: what she asks for, until it is submitted again."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/returned_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.asked is not None

        @cached_property
        def asked(self) -> TaskState | None:
            flow = self.instance.current_workflow_state if self.instance.pk else None
            if flow is None or flow.status != WorkflowState.STATUS_NEEDS_CHANGES:
                return None
            return flow.current_task_state


class PhotosPanel(Panel):
    """At the head of a page whose photos can't all be published yet: how many, and the screen of all of them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/photos_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.incomplete > 0

        @cached_property
        def incomplete(self) -> int:
            if not self.instance.pk:
                return 0
            found = photos_of(self.instance).values()
            return sum(bool(photo.missing_for_publication) for _field, photo in found)
