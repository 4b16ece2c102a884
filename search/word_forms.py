"""Words as readers write them and as texts have them: the one analyser of the site's search.

A text is cut into words, and each word is kept as *terms* of ASCII letters and digits, so that every database finds
the same. A term is a stem, or, after `EXACT`, the word itself without accents or case. Of each word two stems are
kept, that of the word without accents and the word's own without accents: "impayees" typed without its accent and
"impayés" meet in one of them. The stemmer is that of the content's language. An acronym asked for in capitals is looked
for as it is written, and "n° 7" is one word.
"""

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import snowballstemmer
from anyascii import anyascii
from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import override

EXACT = "\ue000"  # a character that is part of a word for SQLite, and in no text

_STEMMERS = {"fr": "french", "en": "english"}
_of_thread = threading.local()

MOST_LETTERS = 5  # of an acronym
_HYPHENS = "\u2010\u2011-"
SOFT_HYPHEN = "\u00ad"  # where a line has cut what may be one word or a compound
_SPACES = " \u00a0\u2009\u202f"
# Dates in figures, acronyms with dots, numbers in groups or with decimals, words with their hyphens. No groups:
# findall is then five times as fast as finditer.
_WORD = re.compile(
    r"(?<!\w)[nN](?:[°º]|os?\b\.?|um(?:ber|[eé]ros?)\b)[ \u00a0\u202f]?\d+"
    r"|(?<!\d)\d{1,2}[/.]\d{1,2}[/.]\d{4}(?!\d)|(?<!\d)\d{4}-\d\d-\d\d(?!\d)"
    r"|(?<!\w)(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)"
    rf"|(?<![\w,.])\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?"
    r"|\d+[.,]\d+(?![\d.,])"
    rf"|[^\W_]+(?:[{SOFT_HYPHEN}{_HYPHENS}][^\W_]+)*"
)
_DATE = re.compile(r"(?:(\d{1,2})[/.](\d{1,2})[/.](\d{4})|(\d{4})-(\d\d)-(\d\d))$")
_NUMBER = re.compile(r"n[^\W\d_]*[°º.]?\s?(\d+)$")
_ORDINAL = re.compile(r"(\d+)(?:er|ère|re|e|è?me|nde?|de|st|th|rd)$")
# Elided before an apostrophe; alone they say nothing.
_STOP = {
    "fr": """a à au aux avec c ce ces cet cette d dans de des du elle elles en est et eux il ils j je l la le les leur
        leurs lui m ma mais me mes n ne nos notre nous on ou où par pas pour qu que qui s sa se ses son sont sous sur t
        ta te tes ton tu un une vos votre vous y comment quel quelle quels quelles quoi entre chez dont vers
        lors lorsque afin ainsi ni car puis celui celle ceux celles ça cela tout tous toute toutes autre autres être
        avoir""",
    "en": """a an and are as at be but by for from how if in into is it its no not of on or s so such t that the their
        then there these they this to was what when where which who why will with some can do does""",
}
# Nouns, in the singular, that Snowball takes for others: « loyer » for « loi », « punaise » for « punir ».
_ALONE = "amiante balai delai devi foyer loyer punaise relai terrasse vente"
# Words that Snowball doesn't bring together.
_STEMS = {
    "fr": {
        "baux": "bail",
        "travaux": "travail",
        "vitraux": "vitrail",
        "amiantee": "amiante",
        "amiantees": "amiante",
        **{f"{word}{plural}": word for word in _ALONE.split() for plural in ("", "s")},
    },
    "en": {},
}
# Nouns whose plural isn't a form of the participle: « charges » isn't « chargé ».
_NOUNS = {"charge", "marche"}


@dataclass(frozen=True)
class Word:
    """A word of a text: where it stands, and the ways to look for it, any of which will do.

    `exact` and each of `ways` are terms that must all be there: a compound is found by its parts that say something
    (`telling`), or written as one.
    """

    start: int
    end: int
    text: str
    exact: tuple[str, ...]
    ways: tuple[tuple[frozenset[str], ...], ...]
    is_small: bool
    is_acronym: bool = False


def fold(text: str) -> str:
    """A text as one looks for it: in ASCII, without accents, ligatures or case."""
    return (text if text.isascii() else anyascii(text)).casefold()


def analysed_as(language: str) -> str:
    """The language whose stemmer serves a content's language."""
    return language if language in _STEMMERS else settings.LANGUAGE_CODE


def words(text: str, language: str) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        exact, ways, small = _analyse(match.group(), language)
        if exact:
            yield Word(match.start(), match.end(), match.group(), exact, ways, small)


@lru_cache(maxsize=10_000)
def words_of_line(text: str, language: str) -> tuple[Word, ...]:
    """The words of a title or of a line that an editor wrote: read with every search, and few."""
    return tuple(words(text, language))


def asked_words(text: str, language: str) -> Iterator[Word]:
    """The words of a search: those in capitals are acronyms, unless the whole search is in capitals."""
    found = list(words(text, language))
    shouted = any(word.text.isupper() and len(word.text) > MOST_LETTERS for word in found)
    for word in found:
        if not shouted and is_acronym(word.text):
            yield as_acronym(word)
        else:
            yield word


def is_acronym(text: str) -> bool:
    return text.isalpha() and text.isupper() and 2 <= len(text) <= MOST_LETTERS


def as_acronym(word: Word) -> Word:
    """Looked for as it is written alone: « CAF » isn't « café »."""
    ways = ((frozenset(EXACT + part for part in word.exact),),)
    return replace(word, ways=ways, is_small=False, is_acronym=True)


def stem_text(text: str, language: str) -> str:
    """The stems of the telling words of a text in their order, each between spaces, to count them in."""
    stems = (_stem_text(chunk, language) for chunk in _WORD.findall(text))
    return f" {' '.join(filter(None, stems))} "


@lru_cache(maxsize=200_000)
def _stem_text(chunk: str, language: str) -> str:
    _exact, _ways, small = _analyse(chunk, language)
    if small:
        return ""
    return " ".join(sorted(_terms(chunk, language, exact=len(chunk) <= MOST_LETTERS)))


def terms(text: str, language: str, exact: bool = True) -> set[str]:
    """What an index keeps of a text."""
    found: set[str] = set()
    for chunk in set(_WORD.findall(text)):
        found.update(_terms(chunk, language, exact))
    return found


def spoken(text: str, language: str) -> str:
    """The words of a line, as of a title, without accents or case, between single spaces, to find phrases in."""
    return " ".join(part for word in words_of_line(text, language) for part in word.exact)


@lru_cache(maxsize=200_000)
def _terms(chunk: str, language: str, exact: bool) -> tuple[str, ...]:
    found = set()
    for part in _parts(chunk, language, joined=True):
        found |= stems(part, language)
        if exact:
            found.add(EXACT + _ascii(part))
    return tuple(found)


@lru_cache(maxsize=20_000)
def _analyse(chunk: str, language: str) -> tuple[tuple[str, ...], tuple, bool]:
    """(folded parts, ways, whether it is a small word)."""
    parts = _parts(chunk, language)
    ways = [tuple(stems(part, language) for part in telling(parts, language))]
    if len(parts) > 1 and any(hyphen in chunk for hyphen in _HYPHENS) and not _DATE.match(chunk):
        ways.append((stems("".join(parts), language),))
    small = len(parts) == 1 and parts[0] in _stop_words(language)
    return tuple(_ascii(part) for part in parts), tuple(ways), small


def telling(parts: Iterable[str], language: str) -> list[str]:
    """Those of the parts of a compound that say something: « fontaine », « moines » of « fontaine-aux-moines »."""
    parts = list(parts)
    return [part for part in parts if _ascii(part) not in _small_parts(language)] or parts


def _parts(chunk: str, language: str, joined: bool = False) -> list[str]:
    """The words in lower case of what `_WORD` found; `joined`: with a compound's parts, itself in one word."""
    chunk = chunk.lower()
    if date := _DATE.match(chunk):
        day, month, year, *iso = date.groups()
        if iso[0]:
            year, month, day = iso
        if 1 <= int(month) <= 12:
            return [str(int(day)), _month(int(month), language), year]
    if number := _NUMBER.match(chunk):
        return [f"n{int(number[1])}", str(int(number[1]))] if joined else [f"n{int(number[1])}"]
    if chunk[0].isdigit():
        chunk = re.sub(rf"(?<=\d)[{_SPACES}](?=\d{{3}})", "", chunk)
        chunk = re.sub(r"(?<=\d)[.,](?=\d+$)", "v", chunk)
        chunk = _ORDINAL.sub(r"\1", chunk)
    elif "." in chunk:
        chunk = chunk.replace(".", "")
    cut = [part for part in re.split(rf"[{_HYPHENS}]", chunk) if _ascii(part)]
    parts = [part.replace(SOFT_HYPHEN, "") for part in cut]
    if joined and len(parts) > 1:
        parts.append("".join(parts))
    if joined and SOFT_HYPHEN in chunk:
        parts += [piece for part in cut for piece in part.split(SOFT_HYPHEN) if _ascii(piece)]
    return parts


@lru_cache(maxsize=200_000)
def stems(word: str, language: str) -> frozenset[str]:
    """The stems of one word in lower case, in ASCII."""
    folded = _ascii(word)
    if not folded:
        return frozenset()
    if folded[0].isdigit() or folded[1:].isdigit():
        return frozenset([folded])
    if irregular := _STEMS[language].get(folded):
        return frozenset([irregular])
    stem = _stemmer(language).stemWord
    found: set[str] = set()
    if language == "fr" and (noun := word.removesuffix("s")) in _NOUNS:
        if noun != word:
            return frozenset([f"{noun}s"])
        found.add(f"{noun}s")
    for form in (word, *_other_forms(folded, language)):
        found |= {_ascii(stem(form)), _ascii(stem(_ascii(form)))}
    return frozenset(found - {""})


def _other_forms(folded: str, language: str) -> Iterator[str]:
    """What Snowball leaves apart: « vendus », « impayee » without its accent, « directrice »."""
    if language != "fr" or len(folded) < 5:
        return
    singular = folded.removesuffix("s")
    if singular.endswith("u") and singular != folded:
        yield singular
    if singular.endswith("ee"):
        yield singular.removesuffix("ee") + "é"
    if singular.endswith("trice"):
        yield singular.removesuffix("trice") + "teur"
    elif singular.endswith("euse"):
        yield singular.removesuffix("euse") + "eur"


def _ascii(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word if word.isascii() else fold(word))


def _stemmer(language: str):
    """One for each thread: the word that it works on is its own attribute."""
    own = _of_thread.__dict__
    if language not in own:
        own[language] = snowballstemmer.stemmer(_STEMMERS[language])
    return own[language]


@cache
def _stop_words(language: str) -> frozenset[str]:
    return frozenset(_STOP[language].split())


@cache
def _small_parts(language: str) -> frozenset[str]:
    return frozenset(map(_ascii, _stop_words(language)))


@cache
def _month(number: int, language: str) -> str:
    with override(language):
        return str(MONTHS[number])
