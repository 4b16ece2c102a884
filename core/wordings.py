"""Texts of what all languages share, a photo or the association's settings, said in the site's other languages.

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
from wagtail.admin.panels import Panel

from core.templatetags.parvis import language_name


class Worded(models.Model):
    """The model's own fields are in the main language; `worded` names those that may be said in the others."""

    wordings = models.JSONField(
        _("in the other languages"), default=dict, blank=True, editable=False
    )  # {"en": {"caption": "…"}}

    worded = ()

    class Meta:
        abstract = True

    def said(self, name: str) -> str:
        """A text in the language in use or, without it, in the main one."""
        return self._own_wording(name) or getattr(self, name)

    def said_in(self, name: str) -> str:
        """The code of the language that `said` speaks where it isn't the one in use; for `lang`."""
        own = get_language() == settings.LANGUAGE_CODE or self._own_wording(name)
        return "" if own or not getattr(self, name) else settings.LANGUAGE_CODE

    @classmethod
    def unsaid_in(cls, language: str) -> models.QuerySet:
        """Those of which a text isn't said yet in a language in which readers meet them."""
        lacking = Q()
        for name in cls.worded:
            words = f"wordings__{language}__{name}"
            empty = Q(**{f"{words}__isnull": True}) | Q(**{words: ""})
            lacking |= ~Q(**{name: ""}) & empty
        return cls._default_manager.filter(lacking)

    def _own_wording(self, name: str) -> str:
        return self.wordings.get(get_language(), {}).get(name, "")


def unsaid_in(language: str) -> list[Worded]:
    """All that lacks a text in a language, whatever it is."""
    models_ = [model for model in apps.get_models() if issubclass(model, Worded)]
    return [found for model in models_ for found in model.unsaid_in(language)]


def other_languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class WordingsForm(forms.ModelForm):
    """Adds a field for each text in each other language, after the text's own where the form has it."""

    main_language = settings.LANGUAGE_CODE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.wording_names = {}
        order = list(self.fields)
        for name in self._meta.model.worded:
            for code in reversed(other_languages()):
                key = f"{name}_{code}"
                self.fields[key] = self._wording_field(name, code)
                self.wording_names[key] = (code, name)
                order.insert(order.index(name) + 1 if name in order else len(order), key)
        self.order_fields(order)

    def _wording_field(self, name: str, code: str) -> forms.Field:
        field = self._meta.model._meta.get_field(name).formfield(required=False)
        own = self.fields.get(name)
        field.label = _("%(text)s, in %(language)s") % {
            "text": own.label if own else capfirst(field.label),
            "language": language_name(code),
        }
        field.help_text, field.original = "", getattr(self.instance, name)
        field.initial = self.instance.wordings.get(code, {}).get(name, "")
        field.widget.attrs["lang"] = code
        if own and isinstance(own.widget, forms.Textarea):
            field.widget = forms.Textarea(attrs=own.widget.attrs | {"lang": code})
        return field

    @property
    def wording_fields(self):
        return [self[key] for key in self.wording_names]

    def clean(self):
        cleaned_data = super().clean()
        # Texts of a language that the site no longer has stay as they are.
        wordings = {code: dict(texts) for code, texts in self.instance.wordings.items()}
        for key, (code, name) in self.wording_names.items():
            if key in cleaned_data:
                wordings.setdefault(code, {})[name] = cleaned_data[key].strip()
        self.instance.wordings = wordings
        return cleaned_data


class WordingsPanel(Panel):
    """The fields of a WordingsForm, for models that are edited by panels."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/wordings_panel.html"
