"""Texts of what all languages share, a photo or the association's settings, translated into the site's other languages.

Pages and snippets have a row for each language and are translated by wagtail-localize; a photo is one in all of them.
"""

from django import forms
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import Panel

from core.templatetags.parvis import language_name


class TranslatedFields(models.Model):
    """The model's own fields are in the main language; `translated_fields` names those that may be translated."""

    translated_texts = models.JSONField(
        _("in the other languages"), default=dict, blank=True, editable=False
    )  # {"en": {"caption": "…"}}

    translated_fields: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def translated(self, name: str) -> str:
        """A text in the language in use or, without it, in the main one."""
        return self._translation(name) or getattr(self, name)

    def text_language(self, name: str) -> str:
        """The code of the language that `translated` gives where it isn't the one in use; for `lang`."""
        own = get_language() == settings.LANGUAGE_CODE or self._translation(name)
        return "" if own or not getattr(self, name) else settings.LANGUAGE_CODE

    @classmethod
    def untranslated_in(cls, language: str) -> models.QuerySet:
        """Those of which a text isn't translated yet into a language in which readers meet them."""
        lacking = Q()
        for name in cls.translated_fields:
            words = f"translated_texts__{language}__{name}"
            empty = Q(**{f"{words}__isnull": True}) | Q(**{words: ""})
            lacking |= ~Q((name, "")) & empty
        return cls._default_manager.filter(lacking)

    def _translation(self, name: str) -> str:
        return self.translated_texts.get(get_language(), {}).get(name, "")


def untranslated_in(language: str) -> list[TranslatedFields]:
    """All that lacks a text in a language, whatever it is."""
    models_ = [model for model in apps.get_models() if issubclass(model, TranslatedFields)]
    return [found for model in models_ for found in model.untranslated_in(language)]


def other_languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class TranslatedFieldsForm(forms.ModelForm):
    """Adds a field for each text in each other language, after the text's own where the form has it."""

    main_language = settings.LANGUAGE_CODE

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.translated_names = {}
        order = list(self.fields)
        for name in self._meta.model.translated_fields:
            for code in reversed(other_languages()):
                key = f"{name}_{code}"
                self.fields[key] = self._translation_field(name, code)
                self.translated_names[key] = (code, name)
                order.insert(order.index(name) + 1 if name in order else len(order), key)
        self.order_fields(order)

    def _translation_field(self, name: str, code: str) -> forms.Field:
        field = self._meta.model._meta.get_field(name).formfield(required=False)
        own = self.fields.get(name)
        field.label = _("%(text)s, in %(language)s") % {
            "text": own.label if own else capfirst(field.label),
            "language": language_name(code),
        }
        field.help_text, field.original = "", getattr(self.instance, name)
        field.initial = self.instance.translated_texts.get(code, {}).get(name, "")
        field.widget.attrs["lang"] = code
        if own and isinstance(own.widget, forms.Textarea):
            field.widget = forms.Textarea(attrs=own.widget.attrs | {"lang": code})
        return field

    @property
    def translation_fields(self):
        return [self[key] for key in self.translated_names]

    def clean(self) -> dict:
        cleaned_data = super().clean() or self.cleaned_data
        # Texts of a language that the site no longer has stay as they are.
        translated_texts = {
            code: dict(texts) for code, texts in self.instance.translated_texts.items()
        }
        for key, (code, name) in self.translated_names.items():
            if key in cleaned_data:
                translated_texts.setdefault(code, {})[name] = cleaned_data[key].strip()
        self.instance.translated_texts = translated_texts
        return cleaned_data


class TranslatedFieldsAdminForm(TranslatedFieldsForm, WagtailAdminModelForm):
    """For models that are edited by panels."""


class TranslatedFieldsPanel(Panel):
    """The fields of a TranslatedFieldsForm, for models that are edited by panels."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/translated_fields_panel.html"
