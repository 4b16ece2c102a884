"""What an editor is told of the times of a session before it is published (core.remarks)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from clubs.models.dated import DatedMixin
from core.remarks import Draft, Told, from_error, rule


@rule(
    gettext_lazy("Times that can’t be"),
    gettext_lazy("Look at the beginning and the end."),
)
def times(drafts: list[Draft]) -> Told:
    for draft in drafts:
        if isinstance(draft.page, DatedMixin):
            try:
                draft.page.check_times()
            except ValidationError as error:
                yield from ((draft, remark) for remark in from_error(error))
