"""The HTML that word processors and mail programs put on the clipboard, read as elements of a text.

Run as a program of its own by core.text_import.pasting, without settings: what is on a clipboard may come from any
site. Arguments: the file with the HTML, the most headings, quotations and cells of tables that are taken. Prints as
JSON `{"elements": [[kind, values], …], "omissions": […]}`, or `{"refused": reason, "count": n}`.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import nh3
from bs4 import BeautifulSoup
from bs4.element import Tag

from core.text_import.clipboard_lists import make_lists, tidy_lists
from core.text_import.elements import Table, Text, elements
from core.text_import.omissions import Omissions

_DEPTH = 256  # elements within each other; Chromium itself stops at 512
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_CONTAINERS = [
    "div", "section", "article", "main", "header", "footer", "aside", "nav", "figure", "details",
    "dl", "center", "fieldset", "form",
]  # fmt: skip
# Blocks of other names, which are paragraphs here.
_PARAGRAPHS = ["pre", "dt", "dd", "figcaption", "address", "summary", "legend"]
_BLOCKS = ["p", *_HEADINGS, "ul", "ol", "table", "blockquote", "hr"]
_NOT_INLINE = [*_BLOCKS, *_CONTAINERS, *_PARAGRAPHS]
_IN_TABLE = ["thead", "tbody", "tfoot", "tr", "td", "th"]
_INLINE = ["b", "i", "a", "br"]
_TAGS = {
    *_CONTAINERS, *_PARAGRAPHS, *_BLOCKS, *_IN_TABLE, *_INLINE, "li", "caption", "strong", "em", "span",
    "font", "img", "sub", "sup", "s", "strike", "del", "ins",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"class", "style", "role", "id"},
    "p": {"aria-level"},
    "div": {"aria-level"},
    "a": {"href"},
    "img": {"alt", "width"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "blockquote": {"type"},
}
_WITHOUT_TEXT = {
    "script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math", "select",
    "textarea", "button", "xml",
}  # fmt: skip
_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:bold|bolder|[6-9]00)")
_LIGHT = re.compile(r"(?<![\w-])font-weight:\s*(?:normal|[1-4]00)")
_ITALIC = re.compile(r"(?<![\w-])font-style:\s*(?:italic|oblique)")
_UPRIGHT = re.compile(r"(?<![\w-])font-style:\s*normal")
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all|visibility:\s*hidden")
_OUTLINE = re.compile(r"mso-outline-level:\s*([1-9])")
_NUMBERS = {"sup": ("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"), "sub": ("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")}


def read(html: str, omissions: Omissions) -> list:
    """The elements of a text in their order; what is left out is added to the omissions.

    Raises RecursionError where elements stand too deep within each other.
    """
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_WITHOUT_TEXT,
        url_schemes={"http", "https", "mailto", "tel", "file"},
        link_rel=None,
    )
    soup = BeautifulSoup(cleaned, "html.parser")
    _check_depth(soup)
    _leave_out(soup, omissions)
    _name_paragraphs(soup)
    make_lists(soup)
    _simplify_words(soup, omissions)
    _flatten(soup)
    tidy_lists(soup)
    _strip_attributes(soup)
    return list(elements(soup, omissions))


def _check_depth(soup: Tag) -> None:
    """Raises RecursionError: what follows looks from each element at those around it."""
    depths = {id(soup): 0}
    for node in soup.find_all(True):
        depths[id(node)] = depths[id(node.parent)] + 1
        if depths[id(node)] > _DEPTH:
            raise RecursionError


def _style(node: Tag) -> str:
    return node.get("style", "").lower()


def _class(node: Tag) -> str:
    return " ".join(node.get("class", []))


def _leave_out(soup: Tag, omissions: Omissions) -> None:
    """What isn't part of the text, or can't be in a body."""
    for node in soup.find_all(style=_HIDDEN):
        if not node.decomposed:
            node.decompose()
    # Word's comments: their marks in the text, and their list at the end.
    for node in soup.find_all(style=re.compile(r"mso-element:\s*comment(?![-\w])")):
        omissions.add("comment", node.get_text(" "))
    lists = soup.find_all(style=re.compile(r"mso-element:\s*comment-list"))
    for node in [*lists, *soup.select(".msocomanchor")]:
        node.decompose()
    for line in soup.find_all("p", class_=re.compile(r"^MsoT[oO][cC]")):
        omissions.add("contents")
        line.decompose()
    for passage in soup.find_all("del"):
        omissions.add("deletion", passage.get_text())
        passage.decompose()
    for image in soup.find_all("img"):
        if image.get("width") not in ("0", "1"):  # else it counts who opens a mail
            omissions.add("image_pasted", image.get("alt", ""))


def _name_paragraphs(soup: Tag) -> None:
    """Headings, titles, quotations and captions by what their program calls them."""
    for node in soup.find_all(["p", "div"]):
        name = _class(node)
        level = re.search(r"\bMsoHeading([1-9])", name) or _OUTLINE.search(_style(node))
        if level or node.get("role") == "heading":
            found = level[1] if level else node.get("aria-level", "2")
            node.name = f"h{min(max(int(found) if found.isdecimal() else 2, 1), 6)}"
        elif re.search(r"\bMso(?:Intense)?Quote", name):
            node.name = "p"
            before = node.find_previous_sibling()
            if before is not None and before.has_attr("data-quote"):
                before.append(node.extract())
            else:
                node.wrap(soup.new_tag("blockquote", attrs={"data-quote": ""}))
        elif found := re.search(r"\b(?:Mso)?(Title|Subtitle|Caption)", name, re.I):
            kind = found[1].lower()
            node.name = "h1" if kind == "title" else "p"
            node["data-kind"] = kind
    for item in soup.find_all("li"):
        if not item.find_parent(["ul", "ol"]):
            item.name = "p"
    for caption in soup.find_all("caption"):
        caption.name = "p"
        caption["data-kind"] = "caption"
        if table := caption.find_parent("table"):
            table.insert_before(caption.extract())
    layouts = soup.find_all("table", role="presentation")
    parts = [
        part
        for table in layouts
        for part in table.find_all(_IN_TABLE)
        if part.find_parent("table") is table
    ]
    for part in [*layouts, *parts]:
        part.name = "div"
    for node in soup.find_all(_PARAGRAPHS):
        if node.name == "pre":
            for text in node.find_all(string=True):
                lines = text.split("\n")
                for line in lines[:-1]:
                    text.insert_before(line, soup.new_tag("br"))
                text.replace_with(lines[-1])
        node.name = "p"


def _simplify_words(soup: Tag, omissions: Omissions) -> None:
    for node in soup.find_all(["b", "strong", "i", "em", "span", "font"]):
        style = _style(node)
        bold = (node.name in ("b", "strong") and not _LIGHT.search(style)) or _BOLD.search(style)
        italic = node.name in ("i", "em") and not _UPRIGHT.search(style)
        for name, on in (("b", bold), ("i", italic or _ITALIC.search(style))):
            # The letters of a heading are bold by nature.
            if on and not node.find(_NOT_INLINE) and not node.find_parent(_HEADINGS):
                node.wrap(soup.new_tag(name))
        node.unwrap()
    for passage in soup.find_all(["s", "strike"]):
        omissions.add("struck", passage.get_text())
        passage.unwrap()
    for script in soup.find_all(["sup", "sub"]):
        signs, others = _NUMBERS[script.name]
        if script.string and not script.string.strip(signs):
            script.replace_with(script.string.translate(str.maketrans(signs, others)))
        else:
            script.unwrap()
    for inserted in soup.find_all("ins"):
        inserted.unwrap()
    for link in soup.find_all("a"):
        if link.find(_NOT_INLINE):
            omissions.add("link", link.get("href", ""))
            link.unwrap()
        elif link.get("href", "#").startswith("#"):  # a bookmark, a note
            link.unwrap()
    soup.smooth()
    for text in soup.find_all(string=True):
        text.replace_with(re.sub(r"[ \t\r\n\f]+", " ", text))


def _flatten(soup: Tag) -> None:
    """Paragraphs, headings, lists, tables and quotations side by side, whatever contained them."""
    for node in soup.find_all([*_CONTAINERS, "p", "blockquote"]):
        is_quotation = node.name == "blockquote" and node.get("type") != "cite"
        # A quotation of a mail, or of more than paragraphs, is its contents.
        inside = [name for name in _BLOCKS if name != "p" or not is_quotation]
        if node.name in _CONTAINERS or not is_quotation or node.find(inside):
            if node.name == "p" and not node.find(_BLOCKS):
                continue
            node.insert_before(soup.new_tag("hr"))
            node.insert_after(soup.new_tag("hr"))
            node.unwrap()
    for node in [soup, *soup.find_all(["td", "th", "blockquote"])]:
        _wrap_loose(node, soup)
    for line in soup.find_all("hr"):
        line.decompose()


def _wrap_loose(node: Tag, soup: Tag) -> None:
    """Words that stand between paragraphs become some."""
    paragraph = None
    for child in list(node.children):
        if isinstance(child, Tag) and child.name in _BLOCKS:
            paragraph = None
            continue
        if paragraph is None:
            if not isinstance(child, Tag) and not child.strip():
                continue
            paragraph = soup.new_tag("p")
            child.insert_before(paragraph)
        paragraph.append(child.extract())


def _strip_attributes(soup: Tag) -> None:
    kept = {"a": ["href"], "td": ["colspan", "rowspan"], "th": ["colspan", "rowspan"]}
    for node in soup.find_all(True):
        kind = node.get("data-kind")
        node.attrs = {name: node[name] for name in kept.get(node.name, []) if name in node.attrs}
        for name in ("colspan", "rowspan"):
            if (
                name in node.attrs and not re.fullmatch(r"[1-9][0-9]{0,3}", node[name])
            ) or node.get(name) == "1":
                del node[name]
        if kind:
            node["class"] = [kind]


def _fields(found: list) -> Iterator[int]:
    """How many fields of a form each element takes."""
    for element in found:
        if isinstance(element, Table):
            yield sum(map(len, element.rows))
        elif not isinstance(element, Text):
            yield 1


def main(source: str, most: str) -> dict:
    omissions = Omissions()
    try:
        found = read(Path(source).read_text(), omissions)
    except RecursionError:
        return {"refused": "too_much"}
    if (count := sum(_fields(found))) > int(most):
        return {"refused": "elements", "count": count}
    return {
        "elements": [[type(element).__name__, asdict(element)] for element in found],
        "omissions": omissions.as_json(),
    }


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:]), sys.stdout)
