"""The words that a reader looks for."""

import re

from django.conf import settings
from django.utils.translation import gettext as _


def clean_query(text: str) -> tuple[str, str]:
    """The words to look for, and a sentence for the reader when there is nothing to look for, or too much.

    Only words are kept: quotation marks and operators would be commands to the database's own search.
    """
    words = re.findall(r"\w+(?:[’'-]\w+)*", text)
    query = " ".join(words)
    longest, most = settings.SEARCH_QUERY_MAX_LENGTH, settings.SEARCH_QUERY_MAX_WORDS
    if text.strip() and not words:
        return "", _("There are no words in this search: type at least one.")
    if len(query) > longest or len(words) > most:
        limits = {"words": most, "characters": longest}
        return query[:longest], (
            _("This search is too long: %(words)d words and %(characters)d characters at most.")
            % limits
        )
    return query, ""
