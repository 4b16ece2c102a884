"""What an editor is advised about the themes and files of a page, before it is published (core.remarks)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.remarks import Draft, Remark, Told, rule
from downloads.themes import PageThemesField


@rule(
    gettext_lazy("No theme"),
    gettext_lazy("Tick at least one: the page is found by its subject."),
)
def themes(drafts: list[Draft]) -> Told:
    for draft in drafts:
        for field in type(draft.page)._meta.get_fields():
            if not isinstance(field, PageThemesField):
                continue
            through = field.remote_field.through
            relation = through._meta.get_field("content_object").remote_field
            if not getattr(draft.page, relation.get_accessor_name()).all():
                sentence = _("Tick at least one: the page is found by its subject.")
                yield draft, Remark(sentence, field.name)


@rule(
    gettext_lazy("File that doesn’t say its language"),
    gettext_lazy("Set it in the document, and export it again."),
)
def file_languages(drafts: list[Draft]) -> Told:
    """Of files that have been read: a screen reader takes another language’s voice for them (RGAA 4.1, 13.3)."""
    for draft in drafts:
        told = set()
        for part in draft.files:
            file = part.value
            if file.pk not in told and file.tagged is not None and not file.own_language:
                told.add(file.pk)
                sentence = _(
                    "The file “%(title)s” doesn’t say its language: set it in the document, and export it again."
                )
                yield draft, part.remark(sentence % {"title": file.title})
