"""The words of the site's own texts, and those among them that a mistyped one may stand for."""

import re
from collections.abc import Iterable
from itertools import pairwise

from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from core.tasks import batches
from search.models import KnownWord
from search.queries import known_words
from search.word_forms import analysed_as, fold

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
                    KnownWord(
                        language=language,
                        folded=word,
                        written=words[word],
                        length=len(word),
                        sound=sound(word),
                    )
                    for word in sorted(new)
                    if word.isalpha() and len(word) <= 30
                ],
                ignore_conflicts=True,
            )


def learn_sounds() -> None:
    """For words that were known before their sound was."""
    unheard = KnownWord.objects.filter(sound="")
    for keys in batches(unheard.values_list("pk", flat=True), _AT_ONCE):
        words = list(KnownWord.objects.filter(pk__in=keys))
        for word in words:
            word.sound = sound(word.folded)
        KnownWord.objects.bulk_update(words, ["sound"], batch_size=500)


def near(words: Iterable[str], language: str) -> dict[str, list[tuple[str, int]]]:
    """By word, known ones that it may stand for, the likeliest first, each with how far it is: 0 sounds the same."""
    folded = {word: fold(word) for word in words}
    folded = {word: text for word, text in folded.items() if _WRITTEN.fullmatch(text)}
    if not folded:
        return {}
    lengths = {
        len(text) + more
        for text in folded.values()
        for more in range(-_most(text), _most(text) + 1)
    }
    sounds = {sound(text) for text in folded.values()}
    known = KnownWord.objects.filter(language=analysed_as(language))
    rows = known.filter(Q(length__in=lengths) | Q(sound__in=sounds))
    written, heard = {}, {}
    for text, word, spoken in rows.values_list("folded", "written", "sound"):
        written[text] = word
        heard.setdefault(spoken, []).append(text)
    return {word: _nearest(text, written, heard) for word, text in folded.items()}


def halves(word: str, language: str) -> list[str]:
    """Two known words that one may be written together of: "log book" for "logbook"."""
    text = fold(word)
    cuts = [(text[:place], text[place:]) for place in range(3, len(text) - 2)]
    known = known_words({half for cut in cuts for half in cut}, language)
    return [
        f"{known[one]} {known[other]}" for one, other in cuts if one in known and other in known
    ]


def _most(folded: str) -> int:
    """How many letters may differ."""
    return 0 if len(folded) < 5 else 1 if len(folded) < 8 else 2


def _nearest(
    folded: str, written: dict[str, str], heard: dict[str, list[str]]
) -> list[tuple[str, int]]:
    matches = process.extract(
        folded, list(written), scorer=OSA.distance, score_cutoff=_most(folded), limit=50
    )
    found = {like: distance for like, distance, _place in matches if distance}
    found = {like: distance for like, distance in found.items() if _is_slip(folded, like, distance)}
    own = sound(folded)
    for like in heard.get(own, ()):
        # Long enough for its sound to tell it from others.
        if like != folded and len(own) >= 4:
            found[like] = 0
    in_order = sorted(found, key=lambda like: (found[like], like[0] != folded[0], like))
    return [(written[like], found[like]) for like in in_order[:MOST]]


# Rows of a French keyboard, and letters that are taken for one another.
_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_ALIKE = ("cs", "sz", "ck", "iy", "mn", "bp", "dt", "fv", "gj", "ei")


def _is_slip(folded: str, like: str, distance: int) -> bool:
    """Whether one is a slip of the other, and no other word: in a short word a letter is taken for one beside it."""
    steps = Levenshtein.editops(folded, like)
    if any(_is_syllable(one, other) for one, other in pairwise(steps)):
        return False
    if len(folded) >= 8:
        return True
    if len(steps) > distance:  # two letters have changed places
        return True
    return all(
        step.tag != "replace" or _are_close(folded[step.src_pos], like[step.dest_pos])
        for step in steps
    )


def _is_syllable(one, other) -> bool:
    """Whether two letters more or less stand side by side: one word holds something that the other doesn't."""
    if one.tag != other.tag or one.tag == "replace":
        return False
    return other.src_pos - one.src_pos <= 1 and other.dest_pos - one.dest_pos <= 1


def _are_close(one: str, other: str) -> bool:
    if any(one in pair and other in pair for pair in _ALIKE):
        return True
    places = [
        (row, letters.index(letter))
        for letter in (one, other)
        for row, letters in enumerate(_ROWS)
        if letter in letters
    ]
    return len(places) == 2 and all(abs(a - b) <= 1 for a, b in zip(*places, strict=True))


# How French is said, one step after the other; what English and names of places lose by it is little.
_SOUNDS = [
    (re.compile(pattern), said)
    for pattern, said in (
        (r"ph", "f"),
        (r"ch|sh", "1"),
        (r"ss|sc(?=[eiy])|c(?=[eiy])", "S"),
        (r"[ck]h?|qu?", "k"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"je(?=[ao])", "j"),
        (r"h", ""),
        (r"(?<=[^s])ti(?=on|el|eu|enc)", "Si"),
        (r"eau|au", "o"),
        (r"(?:ai|ei)(?![lnm])", "e"),
        (r"oeu|eu", "e"),
        (r"ou", "u"),
        (r"(?:ain|ein|[iy][nm])(?![aeiouynm])", "5"),
        (r"[ae][nm](?=[^aeiouynm]|$)", "2"),
        (r"o[nm](?=[^aeiouynm]|$)", "3"),
        (r"y", "i"),
        (r"(?<=[aeiou235])s(?=[aeiou35])", "z"),
        (r"S", "s"),
        (r"(.)\1+", r"\1"),
        (r"e[rz]$", "e"),
        (r"(?<=..)(?:e?s|e|[tdxpz]s?)$", ""),
    )
]


def sound(folded: str) -> str:
    """How a word of ASCII letters sounds in French: « chofage » as « chauffage »."""
    for pattern, said in _SOUNDS:
        folded = pattern.sub(said, folded)
    return folded[:30]
