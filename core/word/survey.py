"""What stands in a package beside the text that mammoth reads, so that nothing of it is lost in silence."""

from collections.abc import Callable, Iterator

from core.text_import.omissions import Omissions
from core.word.package import Package

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


def survey(package: Package, omissions: Omissions) -> None:
    """Note what the package holds that no report takes over."""
    for link in package.relationships(package.main_part):
        _survey_part(package, link, omissions)
    _survey_text(package.xml(package.main_part), omissions)


def _survey_part(package: Package, link, omissions: Omissions) -> None:
    kind = link.kind
    if kind in _READ and link.target not in package.zip.NameToInfo:
        return
    if kind in _OBJECTS:
        omissions.add("object")
    elif kind in ("chart", "chartEx"):
        omissions.add("chart")
    elif kind == "diagramData":
        omissions.add("diagram", _all_text(package.xml(link.target)))
    elif kind == "vbaProject":
        omissions.add("macro")
    elif kind in ("header", "footer"):
        text = _all_text(package.xml(link.target))
        if any(letter.isalpha() for letter in text):
            omissions.add("header", text)
    elif kind == "comments":
        for comment in _outermost(package.xml(link.target), _is("comment")):
            author = _attribute(comment, "author")
            omissions.add("comment", " : ".join(filter(None, [author, _all_text(comment)])))
    elif kind not in _KNOWN:
        omissions.add("part", kind)


def _survey_text(document, omissions: Omissions) -> None:
    for element in _outermost(document, _is("del")):
        if text := _all_text(element):  # a deleted end of paragraph has none
            omissions.add("deletion", text)
    for element in _outermost(document, _is("ins")):
        if text := _all_text(element):
            omissions.add("insertion", text)
    for element in _outermost(document, _is("oMath")):
        omissions.add("equation", _all_text(element))
    for element in _outermost(document, _is_hidden_run):
        omissions.add("hidden", _all_text(element))
    for element in document.iter():
        if _name(element) == "srcRect" and any(
            value not in ("", "0") for value in element.attrib.values()
        ):
            omissions.add("crop")


def paragraphs(document) -> Iterator[str]:
    """The words of each paragraph that Word shows, those of text boxes too, once each."""
    for paragraph in _shown(document):
        if _name(paragraph) == "p":
            words = (
                (part.text or "") if _name(part) == "t" else " "
                for part in _shown(paragraph, nested=False)
                if _name(part) in ("t", "tab", "br", "cr")
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


def _outermost(element, wanted: Callable) -> Iterator:
    """Those that are in no other of the same kind: a document can nest them without end, and counts once."""
    waiting = [element]
    while waiting:
        found = waiting.pop()
        if wanted(found):
            yield found
        else:
            waiting.extend(reversed(found))


def _is(name: str) -> Callable:
    return lambda element: _name(element) == name


def _is_hidden_run(element) -> bool:
    return _name(element) == "r" and any(
        _name(mark) == "vanish" for child in element if _name(child) == "rPr" for mark in child
    )


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
