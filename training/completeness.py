"""Which of the nine public facts of a course are there, and which are missing.

Indicator 1 of the national quality standard for training (référentiel national qualité, « Qualiopi ») names them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.languages import association
from core.refusals import Refusal

# By name, what it is called and the fields of which one must be filled in.
PUBLIC_FACTS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "prerequisites": (gettext_lazy("prerequisites"), ("prerequisites",)),
    "objectives": (gettext_lazy("objectives"), ("objectives",)),
    "duration": (gettext_lazy("duration"), ("hours", "days")),
    "access": (gettext_lazy("access and delay"), ("access",)),
    "price": (gettext_lazy("price"), ("price",)),
    "contacts": (gettext_lazy("contacts"), ("page_contacts",)),
    "methods": (gettext_lazy("teaching methods"), ("methods",)),
    "assessment": (gettext_lazy("assessment"), ("assessment",)),
    "accessibility": (gettext_lazy("access for disabled people"), ("accessibility",)),
}


@dataclass(frozen=True)
class Completeness:
    """How many public facts there are, and the names in `PUBLIC_FACTS` of those that are missing."""

    missing: tuple[str, ...]

    @property
    def total(self) -> int:
        return len(PUBLIC_FACTS)

    @property
    def number(self) -> int:
        return self.total - len(self.missing)

    @property
    def missing_words(self) -> str:
        return get_text_list([str(PUBLIC_FACTS[name][0]) for name in self.missing], _("and"))

    def __str__(self) -> str:
        return f"{self.number}/{self.total}"


def completeness(page) -> Completeness:
    values = {
        name: bool(page.page_contacts.all()) if name == "page_contacts" else getattr(page, name)
        for _label, names in PUBLIC_FACTS.values()
        for name in names
    }
    return completeness_of(values)


def completeness_of(values: Mapping[str, Any]) -> Completeness:
    """Of what stands in the fields, by their names."""
    missing = [
        fact
        for fact, (_label, names) in PUBLIC_FACTS.items()
        if not any(_is_said(values.get(name)) for name in names)
    ]
    return Completeness(tuple(missing))


def is_certified() -> bool:
    """Whether the association is certified, and so publishes no course without these facts."""
    return association().is_training_certified


def missing_sentence(fact: str) -> str:
    label = capfirst(str(PUBLIC_FACTS[fact][0]))
    return _("%(fact)s: a certified association publishes no course without it.") % {"fact": label}


def check_complete(page) -> None:
    """Raises Refusal with a sentence for each public fact that a certified association's course lacks."""
    if is_certified() and (missing := completeness(page).missing):
        raise Refusal({PUBLIC_FACTS[fact][1][0]: missing_sentence(fact) for fact in missing})


def _is_said(value) -> bool:
    """Rich text that an editor has emptied still has its tags."""
    if isinstance(value, str):
        return bool(re.sub(r"\s|&nbsp;", "", strip_tags(value)))
    return bool(value)
