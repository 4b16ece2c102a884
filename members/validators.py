"""How hard a password is to guess, told by zxcvbn, which knows patterns, dates and common passwords.

It knows English words; here it is given French ones, the words of the association and what is known of the person.
"""

import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.languages import association_name

# What zxcvbn reads of a password (characters); more makes it no weaker.
READ = 72
# The field's own words, which those who guess try before all others.
FIELD = [
    *("motdepasse", "adhérent", "adhérents", "espace", "association", "union", "habitat", "hlm"),
    *("logement", "logements", "social", "sociaux", "bailleur", "bailleurs", "loyer", "patrimoine"),
    *("locataire", "locataires", "résidence", "résidences"),
]
# Neighbouring keys of a French keyboard are neighbours where zxcvbn looks for them, on an American one.
TO_QWERTY = str.maketrans(
    "azertyuiop^$qsdfghjklmù*wxcvbn,;:!&é\"'(-è_çà)=",
    "qwertyuiop[]asdfghjkl;'\\zxcvbnm,./1234567890-=",
)


class StrengthValidator:
    """Refuses what would be guessed in fewer tries than `min_score` stands for: 3 is 10⁸, 4 is 10¹⁰."""

    def __init__(self, min_score: int = 4) -> None:
        self.min_score = min_score

    def validate(self, password, user=None) -> None:
        """Raises ValidationError."""
        # Imported here: its lists of words take 13 MB of each process.
        from zxcvbn import zxcvbn

        words = [*known_words(user), *_with_folded(FIELD), *french_words()]
        typed = password[:READ]
        forms = (typed, typed.lower().translate(TO_QWERTY))
        if min(zxcvbn(form, words)["score"] for form in forms) < self.min_score:
            raise ValidationError(
                _(
                    "This password would be guessed quickly: common words or names, dates, neighbouring keys. "
                    "Take four words that have nothing to do with each other, or let a password manager make one."
                ),
                code="password_too_weak",
            )

    def get_help_text(self):
        return _("Four words that have nothing to do with each other make a good password.")


def known_words(user) -> list[str]:
    """What somebody who knows the site and the person would try."""
    texts = [settings.WAGTAIL_SITE_NAME, association_name()]
    if user is not None:
        texts += [user.first_name, user.last_name, user.email]
        if organisation := getattr(user, "organisation", None):
            texts += [organisation.name, organisation.short_name]
    words = []
    for text in texts:
        parts = "".join(char if char.isalnum() else " " for char in text).split()
        words += [part for part in parts if len(part) > 2]
        words += [first + second for first, second in pairwise(parts)]
    return _with_folded(words)


@cache
def french_words() -> list[str]:
    """The commonest first, with and without accents."""
    lines = Path(__file__).with_name("french_words.txt").read_text().splitlines()
    return _with_folded(line for line in lines if not line.startswith("#"))


def _with_folded(words) -> list[str]:
    folded = {}
    for word in words:
        word = word.lower()
        folded[word] = None
        plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
        folded[plain] = None
    return list(folded)
