"""What an editor is told of the times of a session before it is published (core.remarks)."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError

from clubs.models.dated import DatedMixin
from core.remarks import Draft, Remark, from_error


def times(drafts: list[Draft]) -> Iterator[tuple[Draft, Remark]]:
    for draft in drafts:
        if isinstance(draft.page, DatedMixin):
            try:
                draft.page.check_times()
            except ValidationError as error:
                yield from ((draft, remark) for remark in from_error(error))
