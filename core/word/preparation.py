"""What mammoth can't tell, said in the document itself before mammoth reads it.

House styles get the meaning of the style that they are based on; a numbering that goes on after other text has its
numbers typed, since each list of a page begins at one; images say whether text flows round them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfileobj
from xml.etree import ElementTree
from zipfile import ZipFile

from core.ooxml import Package, attribute, child, heading_levels, local_name
from core.word.vml import redraw

# Before an image's description: text flows round it; it is no higher than two lines.
FLOATING, SMALL = "\ue000", "\ue001"
_SMALL_HEIGHT = 540_000  # English metric units: 1.5 cm
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


def prepare(package: Package, style_map: str, copy: Path) -> str:
    """Writes the document for mammoth at a path; returns the style map with its own styles first."""
    main = package.main_part
    document = package.xml(main)
    styles = [package.xml(part) for part in package.related(main, "styles")]
    numberings = [package.xml(part) for part in package.related(main, "numbering")]
    levels = {key: level for root in styles for key, level in heading_levels(root).items()}
    for root in numberings:
        _Numbering(root, styles, levels).type_numbers(document)
    _mark_headings(document, levels)
    redraw(document)
    _mark_images(document)
    with ZipFile(copy, "w") as archive:
        for name in dict.fromkeys(package.zip.namelist()):
            if name == main:
                archive.writestr(name, ElementTree.tostring(document))
                continue
            with package.zip.open(name) as part, archive.open(name, "w") as target:
                copyfileobj(part, target)
    own = [line for root in styles for line in _style_map_of(root, levels, style_map)]
    return "\n".join([*own, style_map])


def _style_map_of(styles, levels: dict[str, int], style_map: str) -> Iterator[str]:
    """A line for each style that has no meaning of its own and is based on one that has."""
    known = dict(re.findall(r"^p\[style-name='([^']+)'\] => (.+)$", style_map, re.M))
    known = {name.casefold(): made for name, made in known.items()}
    names, parents = {}, {}
    for style in styles:
        name, based = child(style, "name"), child(style, "basedOn")
        if local_name(style) == "style" and attribute(style, "type") == "paragraph":
            key = attribute(style, "styleId")
            names[key] = attribute(name, "val") if name is not None else ""
            parents[key] = attribute(based, "val") if based is not None else ""
    for key, name in names.items():
        quoted = name.replace("\\", "\\\\").replace("'", "\\'")
        if not name or name.casefold() in known or re.fullmatch(r"heading [1-6]", name, re.I):
            continue
        if key in levels:
            yield f"p[style-name='{quoted}'] => h{min(levels[key], 6)}:fresh"
            continue
        seen, parent = {key}, parents[key]
        while parent in names and parent not in seen:
            if made := known.get(names[parent].casefold()):
                yield f"p[style-name='{quoted}'] => {made}"
                break
            seen.add(parent)
            parent = parents[parent]


def _mark_headings(document, levels: dict[str, int]) -> None:
    """A paragraph's own outline level as the style that has it, if there is one."""
    keys = {level: key for key, level in reversed(levels.items())}
    for properties in document.iter():
        if local_name(properties) != "pPr" or (own := child(properties, "outlineLvl")) is None:
            continue
        level = attribute(own, "val")
        style = child(properties, "pStyle")
        if re.fullmatch("[0-8]", level) and (key := keys.get(int(level) + 1)):
            if style is None:
                style = ElementTree.Element(_same_namespace(properties, "pStyle"))
                properties.insert(0, style)
            style.set(_same_namespace(properties, "val"), key)


def _mark_images(document) -> None:
    for drawing in document.iter():
        kind = local_name(drawing)
        if kind not in ("anchor", "inline") or (about := child(drawing, "docPr")) is None:
            continue
        mark, extent = "", child(drawing, "extent")
        if kind == "anchor" and child(drawing, "wrapTopAndBottom") is None:
            mark = FLOATING
        height = attribute(extent, "cy") if extent is not None else ""
        if height.isdecimal() and int(height) <= _SMALL_HEIGHT:
            mark += SMALL
        if mark:
            text = attribute(about, "descr").strip() or attribute(about, "title")
            about.set("descr", mark + text)


def _same_namespace(element, name: str) -> str:
    return (_STRICT if element.tag.startswith(_STRICT) else _WORD) + name


class _Numbering:
    """The numbers that Word counts (ECMA-376, 17.9)."""

    def __init__(self, root, styles: list, headings: dict[str, int]) -> None:
        self._headings = headings
        self._levels = {}  # of an abstract numbering: {level: (format, text, start)}
        self._abstract = {}
        self._restarted = set()
        for part in root:
            if local_name(part) == "abstractNum":
                key = attribute(part, "abstractNumId")
                self._levels[key] = {
                    attribute(level, "ilvl") or "0": tuple(
                        _value(level, name) for name in ("numFmt", "lvlText", "start")
                    )
                    for level in part
                    if local_name(level) == "lvl"
                }
            elif local_name(part) == "num":
                key = attribute(part, "numId")
                self._abstract[key] = _value(part, "abstractNumId")
                if any(child(e, "startOverride") is not None for e in part):
                    self._restarted.add(key)
        self._of_style, self._parents = {}, {}
        for style in (style for root in styles for style in root):
            key = attribute(style, "styleId")
            self._parents[key] = _value(style, "basedOn")
            if (found := child(style, "pPr", "numPr")) is not None:
                self._of_style[key] = found

    def type_numbers(self, document) -> None:
        items, broken = [], set()
        seen, run, counts = set(), set(), defaultdict(dict)
        for paragraph in _blocks(child(document, "body")):
            found = self._place(paragraph) if local_name(paragraph) == "p" else None
            if not found:
                if _says_something(paragraph):
                    run = set()
                continue
            group, level, (form, text, start) = found
            depth = int(level)
            if form in ("bullet", "none", ""):
                run = run if depth else set()
                continue
            if depth == 0 and group not in run:
                run = set()
            if group in seen and group not in run:
                broken.add(group)
            seen.add(group)
            run.add(group)
            count = counts[group]
            first = int(start) if start.isdecimal() else 1
            count[depth] = count.get(depth, first - 1) + 1
            for deeper in [key for key in count if key > depth]:
                del count[deeper]
            if depth == 0 and count[0] == first != 1:
                broken.add(group)
            items.append((paragraph, group, self._label(group, text, count)))
        for paragraph, group, label in items:
            if group in broken and label:
                _type(paragraph, label)

    def _place(self, paragraph) -> tuple | None:
        """(group, level, what the level is) of an item of a list; a numbering that begins anew is its own group."""
        style = attribute(child(paragraph, "pPr", "pStyle"), "val") if _styled(paragraph) else ""
        if style in self._headings:
            return None
        own = child(paragraph, "pPr", "numPr")
        seen: set[str] = set()
        while own is None and style and style not in seen:
            seen.add(style)
            own, style = self._of_style.get(style), self._parents.get(style, "")
        if own is None:
            return None
        number, level = _value(own, "numId"), _value(own, "ilvl") or "0"
        abstract = self._abstract.get(number)
        found = self._levels.get(abstract or "", {}).get(level)
        if not found or not level.isdecimal():
            return None
        return (number if number in self._restarted else f"abstract {abstract}"), level, found

    def _label(self, group: str, text: str, count: dict[int, int]) -> str:
        abstract = self._abstract.get(group) or group.removeprefix("abstract ")

        def written(match: re.Match) -> str:
            depth = int(match[1]) - 1
            form = self._levels.get(abstract, {}).get(str(depth), ("decimal",))[0]
            return _written(count.get(depth, 1), form)

        return re.sub(r"%([1-9])", written, text).strip()


def _styled(paragraph) -> bool:
    return child(paragraph, "pPr", "pStyle") is not None


def _value(element, name: str) -> str:
    found = child(element, name)
    return attribute(found, "val") if found is not None else ""


def _blocks(body) -> Iterator:
    """Paragraphs and tables of the text itself, those in content controls too."""
    for block in body:
        if local_name(block) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _blocks(block)
        elif local_name(block) in ("p", "tbl"):
            yield block


def _says_something(block) -> bool:
    return any(
        (local_name(part) == "t" and part.text) or local_name(part) in ("drawing", "pict")
        for part in block.iter()
    )


def _type(paragraph, label: str) -> None:
    properties = child(paragraph, "pPr")
    if properties is not None:
        for name in ("numPr", "pStyle"):
            if (found := child(properties, name)) is not None:
                properties.remove(found)
    text = ElementTree.Element(_same_namespace(paragraph, "t"))
    text.text = f"{label} "
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run = ElementTree.Element(_same_namespace(paragraph, "r"))
    run.append(text)
    paragraph.insert(0 if properties is None else list(paragraph).index(properties) + 1, run)


def _written(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    found = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        found += sign * (number // value)
        number %= value
    return found
