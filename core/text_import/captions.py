"""Captions as people type them in Word, told from the credit at their end."""

import re

# « (photo Maud Sérane) », « (Crédit photo : …) », « © … », « Photo : … » at the end of a caption.
_LABEL = r"(?:cr[ée]dits?(?:[ -]photos?(?:graphiques?)?)?|photos?(?:graphies?)?|©|\(c\))"
_IN_BRACKETS = re.compile(
    rf"\(\s*(?P<label>{_LABEL}(?:\s*©)?)\s*:?\s*(?P<credit>[^()]+?)\s*\)\s*\.?$", re.I
)
_AFTER = re.compile(
    r"(?:^|[\s.,;–—-])(?P<label>cr[ée]dits?[ -]photos?(?:graphiques?)?\s*:?|cr[ée]dits?\s*:|photos?\s*:|©|\(c\))"
    r"\s*©?\s*(?P<credit>[^()©:]+?)\s*\.?$",
    re.I,
)


def split_credit(caption: str) -> tuple[str, str]:
    """(caption without the credit, credit); the credit is empty where the caption names nobody.

    « La cour (photo Maud Sérane) » is « La cour », « Maud Sérane »; « La cour (photo de 2019) » stays whole,
    since a name begins with a capital.
    """
    caption = " ".join(caption.split())
    for pattern in (_IN_BRACKETS, _AFTER):
        found = pattern.search(caption)
        if found and found["credit"][0].isupper():
            return caption[: found.start()].rstrip(" .,;:–—-").strip(), found["credit"].strip()
    return caption, ""


def split_speaker(lines: list[str]) -> tuple[str, str, str]:
    """(quotation, speaker, role) from the lines of a quotation; the speaker is empty where none is told.

    She is on a last line of her own after a dash, or at the end of the last line after a dash or in brackets.
    """
    *before, last = lines
    found = re.fullmatch(r"[—–-]\s*(?P<who>.+)", last)
    if found and before:
        text = "\n".join(before)
    else:
        found = re.fullmatch(
            r"(?P<text>.*[»”\".!?…])\s*(?:[—–]\s*(?P<a>[^—–()]+)|\((?P<b>[^()]+)\))\.?", last
        )
        if not found:
            return _unquoted("\n".join(lines)), "", ""
        text = "\n".join([*before, found["text"]])
    groups = found.groupdict()
    who = groups.get("who") or groups.get("a") or groups.get("b") or ""
    speaker, _, role = (part.strip() for part in who.partition(","))
    if not speaker[:1].isupper() or len(speaker) > 120 or len(role) > 200:
        return _unquoted("\n".join(lines)), "", ""
    return _unquoted(text), speaker, role.rstrip(".")


def _unquoted(text: str) -> str:
    return text.strip('«»“”" \u00a0\u202f')
