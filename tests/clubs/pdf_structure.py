"""Reads the structure of a tagged PDF, as a screen reader's program gets it."""

from ctypes import create_string_buffer
from dataclasses import dataclass, field

import pypdfium2
from pypdfium2 import raw


@dataclass
class Element:
    type: str  # "H1", "Figure"…
    alt: str
    children: list["Element"] = field(default_factory=list)

    def all(self, type_: str) -> list["Element"]:
        """The elements of a type in reading order, this one included."""
        found = [self] if self.type == type_ else []
        return found + [element for child in self.children for element in child.all(type_)]


def structure(document: pypdfium2.PdfDocument) -> Element:
    root = Element("Document", "")
    for page in document:
        tree = raw.FPDF_StructTree_GetForPage(page)
        count = raw.FPDF_StructTree_CountChildren(tree)
        root.children += [
            _element(raw.FPDF_StructTree_GetChildAtIndex(tree, number)) for number in range(count)
        ]
        raw.FPDF_StructTree_Close(tree)
    return root


def _element(handle) -> Element:
    element = Element(
        _text(raw.FPDF_StructElement_GetType, handle),
        _text(raw.FPDF_StructElement_GetAltText, handle),
    )
    for number in range(raw.FPDF_StructElement_CountChildren(handle)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(handle, number):
            element.children.append(_element(child))
    return element


def _text(function, handle) -> str:
    size = function(handle, None, 0)
    buffer = create_string_buffer(size)
    function(handle, buffer, size)
    return buffer.raw.decode("utf-16-le").rstrip("\x00")
