"""No translation becomes an alias of its original."""

from typing import NoReturn

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.refusals import Refusal


@require_POST
def convert_to_alias(request, page_id: int) -> NoReturn:
    """In place of wagtail-localize's view, for which to edit is enough: readers see no alias, so the page would be
    withdrawn by somebody who may not unpublish it, and its texts forgotten."""
    raise Refusal(
        _(
            "Readers are shown no page that merely mirrors another: unpublish this translation or delete it instead."
        )
    )
