"""What an editor is told of the public facts of a course before it is published (core.remarks)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.remarks import Draft, Remark, Told, rule
from training.completeness import PUBLIC_FACTS, completeness, is_certified, missing_sentence
from training.models import CoursePage


@rule(
    gettext_lazy("Public fact that is missing"),
    gettext_lazy("Readers look for it before they register."),
)
def public_facts(drafts: list[Draft]) -> Told:
    courses = [draft for draft in drafts if isinstance(draft.page, CoursePage)]
    certified = bool(courses) and is_certified()
    for draft in courses:
        for fact in completeness(draft.page).missing:
            name = PUBLIC_FACTS[fact][1][0]
            if certified:
                yield draft, Remark(missing_sentence(fact), name, blocks=True)
            elif name != "page_contacts":  # core.remarks asks for these of every page
                yield draft, Remark(_("Readers look for it before they register."), name)
