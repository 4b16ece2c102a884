import re

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# Control characters, line and paragraph separators, marks that turn the direction of what follows, half characters.
_UNSEEN = r"\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"

# For what stands in one line of a message or of a list, and could begin another one there.
validate_single_line = RegexValidator(
    re.compile(f"[{_UNSEEN}]"),
    _("Write this on one line, without control characters."),
    inverse_match=True,
)
