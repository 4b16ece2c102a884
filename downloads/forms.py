from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.documents.widgets import AdminDocumentChooser

from core.file_formats import extension_of, has_format
from core.references import is_key
from core.templatetags.parvis import month
from downloads.dates import PartialDate, PartialDateField
from downloads.models import Document, Replacement
from downloads.replacing import next_title, year_of
from downloads.themes import choosable_kinds, choosable_themes
from downloads.versions import keep_current


class DocumentForm(BaseDocumentForm):
    """A file is what its name says: HTML renamed .pdf isn't taken."""

    def __init__(self, *args, **kwargs) -> None:
        self.user = kwargs.get("user")
        super().__init__(*args, **kwargs)
        # Several files dropped at once come with nothing but their names.
        self.fields["language"].required = False
        if self.instance.pk and "file" in self.fields:
            self.fields["reason"] = forms.CharField(
                label=_("Why the file is replaced"),
                required=False,
                max_length=300,
                help_text=_(
                    "When you choose another file: its link stays the same, readers see that it was updated, "
                    "and the former one is kept below."
                ),
            )
            self.order_fields(["title", "file", "reason"])

    def clean_language(self):
        return self.cleaned_data["language"] or self.instance.language

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            extension = extension_of(file.name)
            if extension and not has_format(file, extension):  # Wagtail refuses one without
                raise forms.ValidationError(
                    _(
                        "“%(name)s” isn’t a %(format)s file, whatever its name says. "
                        "Export it again from the program that made it."
                    ),
                    params={"name": file.name, "format": extension.upper()},
                    code="not_what_it_says",
                )
        return file

    def save(self, commit=True):
        if "file" in self.changed_data and self.instance.pk:
            keep_current(self.instance, self.user, self.cleaned_data.get("reason", ""))
            self.original_file = None  # which Wagtail would delete
            self.instance.forget()
        return super().save(commit=commit)

    class Meta(BaseDocumentForm.Meta):
        widgets = {"file": BaseDocumentForm.Meta.widgets["file"]}


# By field: the objects that it offers, and its options, which are read once for all lines.
Terms = dict[str, tuple[QuerySet, list]]


def offered(series: QuerySet) -> Terms:
    """The vocabularies for the forms of one screen; `series` are those that the editor may be told of."""
    none = [("", "–")]
    return {
        name: (objects, empty + [(term.pk, str(term)) for term in objects])
        for name, objects, empty in (
            ("kind", choosable_kinds(), none),
            ("series", series, none),
            ("themes", choosable_themes(), []),
        )
    }


def _made_on(page) -> str:
    """What an editor may go by where no date was found: that of the program which wrote the file isn't taken for it."""
    days = [link.document.own_date for link in page.files.all() if link.document.own_date]
    if not days:
        return str(_("Not found in the file: write it here."))
    return _("Not found. The file was made in %(month)s.") % {"month": month(days[0])}


class SharedForm(forms.Form):
    """What is often the same for several publications; nothing is asked for."""

    kind = forms.ModelChoiceField(None, required=False, label=_("Kind"))
    date = PartialDateField(
        required=False,
        label=_("Date"),
        help_text=_("2017, 11/2017 or 12/11/2017: as precisely as it is known."),
    )
    series = forms.ModelChoiceField(None, required=False, label=_("Series"))
    themes = forms.ModelMultipleChoiceField(
        None, required=False, label=_("Themes"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, terms: Terms, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, (objects, options) in terms.items():
            field: Any = self.fields[name]
            field.queryset, field.choices = objects, options


class DraftForm(SharedForm):
    """The line of one draft among many: it may be saved without its kind and date, which publication asks for."""

    FIELDS = ("title", "kind", "language", "series", "number")

    chosen = forms.BooleanField(required=False)
    title = forms.CharField(max_length=255, label=_("Title"))
    language = forms.ChoiceField(choices=settings.PUBLICATION_LANGUAGES, label=_("Language"))
    number = forms.IntegerField(
        required=False, min_value=0, max_value=100_000, label=_("Number in the series")
    )

    def __init__(self, data, page, terms: Terms) -> None:
        self.page = page
        initial = {name: getattr(page, name) for name in self.FIELDS}
        if page.date:
            initial["date"] = PartialDate(page.date, page.date_precision)
        initial["themes"] = [link.tag_id for link in page.theme_items.all()]
        super().__init__(data, initial=initial, prefix=str(page.pk), terms=terms)
        key = self.add_prefix("date")
        given = self.data.get(key) if self.is_bound else initial.get("date")
        self.fields["date"].help_text = "" if given else _made_on(page)

    @property
    def theme_names(self) -> str:
        ticked = {str(key) for key in self["themes"].value() or []}
        options = self.fields["themes"].choices  # type: ignore[attr-defined]
        return ", ".join(name for key, name in options if str(key) in ticked)

    def write(self) -> bool:
        """Puts what was typed on the page; whether anything of it is new."""
        values = self.cleaned_data
        for name in self.FIELDS:
            setattr(self.page, name, values[name])
        if found := values["date"]:
            self.page.date, self.page.date_precision = found.day, found.precision
        else:
            self.page.date = None
        if "themes" in self.changed_data:
            self.page.themes.set(values["themes"])
        return bool(set(self.changed_data) - {"chosen"})


class _KnownFileChooser(AdminDocumentChooser):
    """Doesn't look up again the file that its form has."""

    known: Document | None = None

    def get_instance(self, value):
        if self.known and str(value) == str(self.known.pk):
            return self.known
        return super().get_instance(value) if is_key(value) else None


class ReplacementForm(forms.Form):
    """The line of a file that waits to replace another: which, and what that will be called."""

    chosen = forms.BooleanField(required=False)
    document = forms.ModelChoiceField(
        None,
        required=False,
        label=_("Replaces"),
        widget=_KnownFileChooser,
        error_messages={"invalid_choice": _("You can’t replace this file.")},
    )
    title = forms.CharField(required=False, max_length=255, label=_("Title from now on"))

    def __init__(self, data, replacement: Replacement, documents: QuerySet[Document]) -> None:
        self.replacement = replacement
        document = replacement.document
        initial = {
            "chosen": document is not None,
            "document": document,
            "title": next_title(document, replacement.name) if document else "",
        }
        super().__init__(data, initial=initial, prefix=str(replacement.pk))
        field: Any = self.fields["document"]
        field.queryset, field.widget.known = documents, document

    @property
    def years(self) -> tuple[int | None, int | None]:
        """That of the file which is here, as its title or name says it, and that of the new one."""
        document = self.replacement.document
        known = year_of(document.title) or year_of(document.file.name) if document else None
        return known, year_of(self.replacement.name)

    @property
    def former_name(self) -> str:
        document = self.replacement.document
        return PurePath(document.file.name).name if document else ""

    def pair(self) -> None:
        """Keeps which file is replaced; the title of another one than before follows it, unless it was typed."""
        document = self.cleaned_data["document"]
        if "document" in self.changed_data:
            self.replacement.document = document
            self.replacement.save(update_fields=["document"])
        if document and ("title" not in self.changed_data or not self.cleaned_data["title"]):
            self.cleaned_data["title"] = next_title(document, self.replacement.name)
