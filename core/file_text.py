"""Texts that come from files, cleaned as they come in: photos' metadata, office files, PDFs, names in archives.

It needs the standard library alone: the process that reads files (downloads/reader.py) knows nothing of the site.
"""

import re
import unicodedata
from collections.abc import Iterable

# Controls but tab and line feed, lone surrogates, what isn't a character, soft hyphens and other signs without
# width, signs that turn the direction of what follows, and invisible tags. XML, spreadsheets and databases
# refuse the first three; the others make a text look like what it isn't.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0010fffe\U0010ffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")  # bullets of symbol fonts


def clean(text: str) -> str:
    """The text in several lines, with nothing in it that a database, XML or a spreadsheet refuses; NFC."""
    text = _PRIVATE.sub(" ", _UNWANTED.sub("", _LINE_ENDS.sub("\n", text)))
    return unicodedata.normalize("NFC", text).strip()


def clean_line(text: str) -> str:
    """The same in one line, its words told apart by one space."""
    return " ".join(clean(text).split())


# ISO 2022 escapes in IPTC 1:90 and their codings; ISO 8859-1 is read as Windows-1252, which has more signs.
_DECLARED = {"A": "cp1252", "B": "iso8859-2", "F": "iso8859-7", "L": "iso8859-5", "M": "iso8859-9"}
_DECLARED |= {"b": "iso8859-15", "f": "iso8859-16"}
# With how much each is to be expected: a by-line in the coding of DOS is rare.
_GUESSED = {"cp1252": 1, "mac_roman": 1, "cp850": 0.45}
_USUAL = frozenset("éèêàâçîïôûùëüœæ")
_KNOWN = frozenset("áíóúñãõäöåøßìòÿ")
# The letters beyond ASCII of a language; a word that needs those of two is in another coding: « Jiøí » is « Jiří ».
_ALPHABETS = [
    frozenset(letters)
    for letters in (
        "àâæçéèêëîïôœùûüÿ",  # French
        "äöüßéèàáç",  # German
        "áéíóúüñ",  # Spanish
        "áàâãçéêíóôõúü",  # Portuguese
        "àèéìòóùúïüç",  # Italian and Catalan, with one accent a word
        "åæøéèêóòôäöü",  # Danish, Norwegian, Swedish
    )
]
_NO_LETTERS = frozenset("ªº")
_SIGNS = frozenset("«»“”‘„–—…©®™°€£§•·ªº²³½¼¾±×¿¡ \u00a0")


def decode(texts: Iterable[bytes], declared: bytes = b"") -> list[str]:
    """Texts of one file as one program wrote them; what can't be told for sure is empty.

    `declared` is the value of IPTC 1:90 (IPTC-IIM 4.2, ISO 2022). Programs forget to declare a coding, or declare
    one and write another: what is UTF-8 is read so, the rest in the coding declared, else in the Western one in
    which all of it looks like words.
    """
    texts = list(texts)
    read = [_utf8(text) for text in texts]
    rest = b" ".join(text for text, known in zip(texts, read, strict=True) if known is None)
    coding = _declared(declared) or _guess(rest)
    return [
        known if known is not None else _strictly(text, coding)
        for text, known in zip(texts, read, strict=True)
    ]


def _utf8(data: bytes) -> str | None:
    """A text cut at a number of bytes may end amid a character, which is then left out."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        cut_at_end = error.reason == "unexpected end of data" and error.start
        before = data[: error.start].decode() if cut_at_end else ""
        return None if before.isascii() else before


def _declared(escape: bytes) -> str:
    found = re.fullmatch(rb"\x1b[-.,/]([A-Za-z])", escape.strip())
    return _DECLARED.get(found[1].decode(), "") if found else ""


def _strictly(data: bytes, coding: str) -> str:
    try:
        return data.decode(coding) if coding else ""
    except UnicodeDecodeError:
        return ""


def _guess(data: bytes) -> str:
    scores = {
        coding: _likeness(_strictly(data, coding)) * share for coding, share in _GUESSED.items()
    }
    best = max(_GUESSED, key=scores.__getitem__)
    return best if scores[best] > 0 else ""


def _likeness(text: str) -> float:
    """How much the letters and signs beyond ASCII look as if they stood in words of a Western language."""
    score = 0.0
    for word in text.split():
        if re.search(r"[^\x00-\x7f\W]{3}", word):
            return -1
        for name in re.findall(r"[^\W\d_]+", word.lower()):
            letters = {sign for sign in name if not sign.isascii()} - _NO_LETTERS
            if not any(letters <= alphabet for alphabet in _ALPHABETS):
                score -= 12
        if len(word) > 2 and not any(map(str.isalnum, word)) and not word.isascii():
            score -= 3  # signs alone
        for place, sign in enumerate(word):
            if sign.isascii():
                continue
            before, after = word[place - 1 : place], word[place + 1 : place + 2]
            inside = before.isalpha() and after.isalpha()
            if sign in _SIGNS:
                misplaced = inside or (sign in "»”£€" and after.isalpha())
                misplaced |= sign in "«“‘¿¡" and before.isalpha()
                score += -3 if misplaced else 0.5
            elif sign == "’":
                score += 1
            elif sign.islower() and sign in _USUAL | _KNOWN:
                alone = not before.isalpha() and not after.isalpha() and sign not in "à"
                loud = after.isupper()
                cut = (
                    after in "@[\\]^_`{|}~" and after
                )  # the second byte of a Japanese or Chinese sign
                first = sign == "è" and not before.isalpha() and word.lower() != "ès"
                score += -3 if alone or loud or cut or first else 2 if sign in _USUAL else 1
            elif sign.isupper() and sign.lower() in _USUAL | _KNOWN:
                inner = before.islower() or (before.isalpha() and after.islower())
                score += -4 if inner else 1
            else:
                score -= 4
    return score


def repair(text: str) -> str:
    """« Hélène » for « HÃ©lÃ¨ne », which is UTF-8 that a program took for a Western coding."""
    for coding in ("latin-1", "cp1252"):
        try:
            return text.encode(coding).decode()
        except UnicodeError:
            continue
    return text


def is_damaged(text: str) -> bool:
    """Whether a program has replaced letters that it didn't know: « H?l?ne », « H�l�ne »."""
    return "\ufffd" in text or bool(
        "://" not in text and re.search(r"[^\W\d_]\?[^\W\d_]|\?{3}", text)
    )
