"""The words of the site's own texts, and those among them that a mistyped one may stand for."""

import re
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.word_forms import analysed_as, fold
from search.models import KnownWord

_WRITTEN = re.compile(r"[^\W\d_]{4,24}")
# Candidates for one word, the nearest first; whoever asks sees one of them, if she may.
MOST = 5
_AT_ONCE = 5000  # words in one statement


def learn(texts: Iterable[tuple[str, str]]) -> None:
    """Adds the words of some texts, each after its language, to those that are known."""
    found: dict[str, dict[str, str]] = {}
    for language, text in texts:
        words = found.setdefault(analysed_as(language), {})
        for written in set(_WRITTEN.findall(text.lower())):
            words.setdefault(fold(written), written)
    for language, words in found.items():
        in_order = sorted(words)
        for begin in range(0, len(in_order), _AT_ONCE):
            folded = in_order[begin : begin + _AT_ONCE]
            known = KnownWord.objects.filter(language=language, folded__in=folded)
            new = set(folded) - set(known.values_list("folded", flat=True))
            # In order, so that two workers never wait for each other.
            KnownWord.objects.bulk_create(
                [
                    KnownWord(language=language, folded=word, written=words[word], length=len(word))
                    for word in sorted(new)
                    if word.isalpha() and len(word) <= 30
                ],
                ignore_conflicts=True,
            )


def near(word: str, language: str) -> list[tuple[str, int]]:
    """Known words that differ by a letter, or by two if the word is long, and by how many; the nearest first."""
    folded = fold(word)
    length, most = len(folded), 1 if len(folded) < 6 else 2
    if not 4 <= length <= 24 or not folded.isalpha():
        return []
    known = KnownWord.objects.filter(
        language=analysed_as(language), length__range=(length - most, length + most)
    ).exclude(folded=folded)
    written = dict(known.values_list("folded", "written"))
    found = process.extract(folded, list(written), scorer=OSA.distance, score_cutoff=most, limit=50)
    found.sort(key=lambda match: (match[1], match[0][0] != folded[0], match[0]))
    return [(written[folded], distance) for folded, distance, _place in found[:MOST]]
