"""What stands in a package beside the text that mammoth reads, so that nothing of it is lost in silence."""

from collections.abc import Iterable, Iterator

from clubs.word.losses import Losses
from clubs.word.package import Package

# Relationships of the document's part that hold its form, or that others see to.
_KNOWN = {
    "styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "theme", "numbering",
    "customXml", "glossaryDocument", "attachedTemplate", "people", "commentsExtended", "commentsIds",
    "commentsExtensible", "keyMapCustomizations", "printerSettings", "diagramLayout",
    "diagramQuickStyle", "diagramColors", "diagramDrawing", "hyperlink", "image", "footnotes",
    "endnotes", "documenttasks",
}  # fmt: skip
_READ = {"diagramData", "header", "footer", "comments"}
_OBJECTS = {"oleObject", "package", "control", "audio", "video", "media"}


def survey(package: Package, losses: Losses) -> None:
    """Note what the package holds that no report takes over."""
    for link in package.relationships(package.main_part):
        _survey_part(package, link, losses)
    _survey_text(package.xml(package.main_part), losses)


def _survey_part(package: Package, link, losses: Losses) -> None:
    kind = link.kind
    if kind in _READ and link.target not in package.zip.NameToInfo:
        return
    if kind in _OBJECTS:
        losses.add("object")
    elif kind in ("chart", "chartEx"):
        losses.add("chart")
    elif kind == "diagramData":
        losses.add("diagram", _all_text(package.xml(link.target)))
    elif kind == "vbaProject":
        losses.add("macro")
    elif kind in ("header", "footer"):
        text = _all_text(package.xml(link.target))
        if any(letter.isalpha() for letter in text):
            losses.add("header", text)
    elif kind == "comments":
        for comment in _all(package.xml(link.target), "comment"):
            author = _attribute(comment, "author")
            losses.add("comment", " : ".join(filter(None, [author, _all_text(comment)])))
    elif kind not in _KNOWN:
        losses.add("part", kind)


def _survey_text(document, losses: Losses) -> None:
    for element in _all(document, "del"):
        if text := _all_text(element):  # a deleted end of paragraph has none
            losses.add("deletion", text)
    for element in _all(document, "ins"):
        if text := _all_text(element):
            losses.add("insertion", text)
    for element in _all(document, "oMath"):
        losses.add("equation", _all_text(element))
    for element in _all(document, "r"):
        if any(_name(mark) == "vanish" for mark in element.iter()):
            losses.add("hidden", _all_text(element))
    for element in _all(document, "srcRect"):
        if any(value not in ("", "0") for value in element.attrib.values()):
            losses.add("crop")


def paragraphs(document) -> Iterator[str]:
    """The words of each paragraph that Word shows, those of text boxes too, once each."""
    for paragraph in _shown(document):
        if _name(paragraph) == "p":
            words = (
                part.text or "" for part in _shown(paragraph, nested=False) if _name(part) == "t"
            )
            if text := "".join(words).strip():
                yield text


def squeezed(text: str) -> str:
    """Letters and digits alone, to find words again whatever stands between them."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _shown(element, nested: bool = True) -> Iterator:
    """What is inside an element, in order, without second versions for older programs and what was deleted."""
    for child in element:
        name = _name(child)
        if name in ("Fallback", "del", "moveFrom", "oMath") or (name == "p" and not nested):
            continue
        yield child
        yield from _shown(child, nested)


def _all(element, name: str) -> Iterable:
    return (found for found in element.iter() if _name(found) == name)


def _all_text(element) -> str:
    """The words in an element; paragraphs are told apart by a space."""
    words = []
    for part in element.iter():
        name = _name(part)
        if name in ("t", "delText"):
            words.append(part.text or "")
        elif name in ("p", "tab", "br", "pt"):
            words.append(" ")
    return " ".join("".join(words).split())


def _attribute(element, name: str) -> str:
    return next((value for key, value in element.items() if key.endswith("}" + name)), "")


def _name(element) -> str:
    return element.tag.rpartition("}")[2]
