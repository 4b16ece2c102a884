"""What somebody changed in an object that has no versions: which field, from what to what.

A model says `keeps_history = True`, and in `not_in_history` which fields are for fewer people than its history is. What
is saved in the admin is then compared with what stood in the database, and written into Wagtail's history of the
object, which its screen *History* and the journal show. The lines go with the object: they may say a former phone
number.
"""

from collections.abc import Collection, Iterator

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.html import strip_tags
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.models import get_all_child_relations
from wagtail.log_actions import LogFormatter, get_active_log_context, log
from wagtail.models import ModelLogEntry

CHANGE = "core.change"
_LENGTH = 80  # characters of a value


def note_changes(instance: models.Model, update_fields: Collection[str] | None) -> None:
    """Called before the object is saved, in the request of whoever changes it."""
    if get_active_log_context().user is None or instance._state.adding:
        return
    stored = type(instance)._base_manager.filter(pk=instance.pk).first()
    if stored is None:
        return
    found = [*_changes(stored, instance, update_fields), *_changed_lines(instance)]
    if found:
        log(instance, CHANGE, data={"fields": found})


def forget_changes(instance: models.Model) -> None:
    kind = ContentType.objects.get_for_model(instance, for_concrete_model=False)
    entries = ModelLogEntry.objects.filter(action=CHANGE, content_type=kind)
    entries.filter(object_id=str(instance.pk)).delete()


def _changes(before, after, only: Collection[str] | None) -> Iterator[list[str]]:
    for field in after._meta.concrete_fields:
        untold = getattr(after, "not_in_history", ())
        if not field.editable or field.primary_key or field.name in untold:
            continue
        if only is not None and field.name not in only:
            continue
        if field.value_to_string(before) != field.value_to_string(after):
            yield [field.name, _said(field, before), _said(field, after)]


def _changed_lines(instance) -> Iterator[list[str]]:
    """The same of its child rows, such as the brackets of a scale, where a form has them."""
    in_form = getattr(instance, "_cluster_related_objects", {})
    for relation in get_all_child_relations(type(instance)):
        name = relation.get_accessor_name()
        if name not in in_form:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: instance.pk})
        before = {row.pk: _line_said(row, relation) for row in rows}
        after = {row.pk: _line_said(row, relation) for row in in_form[name] if row.pk}
        added = [_line_said(row, relation) for row in in_form[name] if not row.pk]
        for key, words in before.items():
            if words != after.get(key):
                yield [name, words, after.get(key, "")]
        yield from ([name, "", words] for words in added)


def _line_said(row, relation) -> str:
    """« OPH, 1 000, 450,00 »: what a child row says, without what it belongs to and its place among the others."""
    fields = (field for field in row._meta.concrete_fields if field.editable)
    told = (
        _said(field, row)
        for field in fields
        if not field.primary_key and field != relation.field and field.name != "sort_order"
    )
    return Truncator(", ".join(word for word in told if word)).chars(_LENGTH)


def _said(field: models.Field, instance) -> str:
    """A value as a reader of the history understands it; nothing where it has no short form."""
    value = getattr(instance, field.attname)
    if value is None or value == "" or isinstance(value, list | dict):
        return ""
    if field.remote_field:
        try:
            return Truncator(str(getattr(instance, field.name))).chars(_LENGTH)
        except ObjectDoesNotExist:
            return ""
    if field.choices:
        return str(getattr(instance, f"get_{field.name}_display")())
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateField):
        value = field.to_python(value)
        is_moment = isinstance(field, models.DateTimeField)
        return date_format(value, "SHORT_DATETIME_FORMAT" if is_moment else "SHORT_DATE_FORMAT")
    if isinstance(field, models.DecimalField):
        return number_format(value, field.decimal_places)
    if isinstance(field, models.CharField | models.TextField | models.IntegerField):
        return Truncator(" ".join(strip_tags(str(value)).split())).chars(_LENGTH)
    return ""


class ChangeFormatter(LogFormatter):
    label = gettext_lazy("Change fields")

    def format_message(self, log_entry) -> str:
        model = log_entry.content_type.model_class()
        return " · ".join(
            _line(model, *change) for change in log_entry.data.get("fields", [])
        ) or str(self.label)


def _line(model: type[models.Model] | None, name: str, before: str, after: str) -> str:
    label = _label(model, name) if model else name
    words = {"field": label, "before": before, "after": after}
    if before and after:
        return _("%(field)s: “%(before)s” became “%(after)s”") % words
    if after:
        return _("%(field)s: “%(after)s” was added") % words
    if before:
        return _("%(field)s: “%(before)s” was removed") % words
    return _("%(field)s changed") % words


def _label(model: type[models.Model], name: str) -> str:
    """What a field is called, or the rows of a child relation."""
    known = {field.name: field.verbose_name for field in model._meta.concrete_fields}
    known |= {
        relation.get_accessor_name(): relation.related_model._meta.verbose_name_plural
        for relation in get_all_child_relations(model)
    }
    return capfirst(str(known.get(name, name)))
