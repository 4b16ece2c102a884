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


def near(words: Iterable[str], language: str) -> dict[str, list[tuple[str, int]]]:
    """By word, the known ones that differ by a letter, or two if it is long, and by how many; the nearest first."""
    folded = {word: fold(word) for word in words}
    folded = {word: text for word, text in folded.items() if _WRITTEN.fullmatch(text)}
    lengths = {
        len(text) + more
        for text in folded.values()
        for more in range(-_most(text), _most(text) + 1)
    }
    known = KnownWord.objects.filter(language=analysed_as(language), length__in=lengths)
    written = dict(known.values_list("folded", "written")) if lengths else {}
    return {word: _nearest(text, written) for word, text in folded.items()}


def _most(folded: str) -> int:
    """How many letters may differ."""
    return 1 if len(folded) < 6 else 2


def _nearest(folded: str, written: dict[str, str]) -> list[tuple[str, int]]:
    found = process.extract(
        folded, list(written), scorer=OSA.distance, score_cutoff=_most(folded), limit=50
    )
    found = [(like, distance) for like, distance, _place in found if distance]
    found.sort(key=lambda match: (match[1], match[0][0] != folded[0], match[0]))
    return [(written[like], distance) for like, distance in found[:MOST]]
