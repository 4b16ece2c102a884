"""Pictures as Word wrote them before 2010, and as it still writes them for older programs (VML, ECMA-376 part 4, 19).

They are drawn anew as newer ones, whose description, place and size are read.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from core.ooxml import attribute, child, local_name

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PLACED = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

# In English metric units.
_UNITS = {"pt": 12_700, "px": 9_525, "in": 914_400, "cm": 360_000, "mm": 36_000, "pc": 152_400}


def redraw(document) -> None:
    """Puts a DrawingML picture before each VML one, which goes; mammoth takes those for no part of their paragraph."""
    for run in list(document.iter()):
        for old in [part for part in run if local_name(part) in ("pict", "object")]:
            for shape in _shapes(old):
                data = child(shape, "imagedata")
                if data is not None and (key := attribute(data, "id")):
                    run.insert(list(run).index(old), _drawn(shape, key))
                    shape.remove(data)


def _shapes(element) -> Iterator:
    """Those of a group too, and none of a text box, which has runs of its own."""
    for part in list(element):
        if local_name(part) != "textbox":
            yield part
            yield from _shapes(part)


def _drawn(shape, key: str) -> Element:
    style = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", shape.get("style", "")))
    floating = style.get("position", "").strip() == "absolute"
    drawing = Element(f"{{{_WORD}}}drawing")
    place = SubElement(drawing, f"{{{_PLACED}}}{'anchor' if floating else 'inline'}")
    height = re.fullmatch(r"([\d.]+)(\w+)", style.get("height", "").strip())
    if height and height[2] in _UNITS:
        size = round(float(height[1]) * _UNITS[height[2]])
        SubElement(place, f"{{{_PLACED}}}extent", cy=str(size))
    wrap = child(shape, "wrap")
    if wrap is not None and wrap.get("type") == "topAndBottom":
        SubElement(place, f"{{{_PLACED}}}wrapTopAndBottom")
    SubElement(place, f"{{{_PLACED}}}docPr", descr=shape.get("alt", ""))
    path = [
        (_DRAWING, "graphic"),
        (_DRAWING, "graphicData"),
        (_PICTURE, "pic"),
        (_PICTURE, "blipFill"),
    ]
    inner = place
    for space, name in path:
        inner = SubElement(inner, f"{{{space}}}{name}")
    SubElement(inner, f"{{{_DRAWING}}}blip", {f"{{{_LINK}}}embed": key})
    return drawing
