"""Lists as programs put them on the clipboard, made lists of HTML that hold words alone."""

import re

from bs4.element import Tag

_LISTED = re.compile(r"mso-list:\s*(l\d+)\s+level(\d)")
_MARKER = re.compile(r"mso-list:\s*ignore", re.I)
# « 1. », « a) », « (iv) »; a lone « o » is a bullet of Word's.
_ORDERED = re.compile(r"[(\[]?(?:\d+|[a-z]|[ivxlcdm]+)[.)\]°]", re.I)
_NUMBERED_STYLE = re.compile(r"\bMsoListNumber")
_STYLE = re.compile(r"\bMsoList(?:Bullet|Number)(\d?)")
_LISTS = ["ul", "ol"]


def make_lists(soup: Tag) -> None:
    """Word writes the items of lists as paragraphs, with their sign or number as words."""
    open_lists: list[Tag] = []
    last = None
    outermost = 1  # level of the list's first item
    for node in soup.find_all("p"):
        level, ordered = _item(node)
        for marker in node.find_all(style=_MARKER):
            marker.decompose()
        if not level or node.find_parent("li"):
            continue
        if last is None or _next(last) is not node:
            open_lists, outermost = [], level
        level = max(level - outermost + 1, 1)
        del open_lists[level:]
        if open_lists and len(open_lists) == level and open_lists[-1].name != _name(ordered):
            open_lists.pop()
        while len(open_lists) < level:
            new = soup.new_tag(_name(ordered))
            if open_lists:
                items = open_lists[-1].find_all("li", recursive=False)
                holder = items[-1] if items else open_lists[-1]
                holder.append(new)
            elif last is not None and _next(last) is node:
                last.insert_after(new)
            else:
                node.insert_before(new)
            open_lists.append(new)
        node.name = "li"
        open_lists[-1].append(node.extract())
        last = open_lists[0]
    for heading in soup.find_all(style=_MARKER):
        heading.decompose()


def _item(node: Tag) -> tuple[int, bool]:
    """(depth from 1 on, or 0 for what isn't an item; whether it is numbered)."""
    name = " ".join(node.get("class", []))
    found = _LISTED.search(node.get("style", "").lower())
    styled = _STYLE.search(name)
    if found:
        level = int(found[2])
    elif styled:
        level = int(styled[1] or 1)
    else:
        return 0, False
    marker = node.find(style=_MARKER)
    if marker is None:
        return level, bool(_NUMBERED_STYLE.search(name))
    return level, bool(_ORDERED.fullmatch(marker.get_text().strip(" \t\r\n\u00a0")))


def _name(ordered: bool) -> str:
    return "ol" if ordered else "ul"


def _next(node: Tag):
    """What follows, blanks left aside."""
    after = node.next_sibling
    while after is not None and not isinstance(after, Tag) and not after.strip():
        after = after.next_sibling
    return after


def tidy_lists(soup: Tag) -> None:
    """Lists within lists stand in an item; items hold words and lists, what else was in them follows the list."""
    for part in soup.find_all(_LISTS):
        for blank in part.find_all(string=lambda text: not text.strip(), recursive=False):
            blank.extract()
        if part.parent.name in _LISTS:
            before = part.find_previous_sibling("li")
            if before is None:
                part.wrap(soup.new_tag("li"))
            else:
                before.append(part.extract())
    for part in soup.find_all(_LISTS):
        if part.find_parent("li"):
            continue
        for table in reversed(part.find_all("table")):
            if not table.find_parent("table") or table.find_parent("table") not in part.descendants:
                part.insert_after(table.extract())
    for item in soup.find_all("li"):
        for block in item.find_all(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"]):
            if block.find_parent(["table"]) and not item.find_parent("table"):
                continue
            if block.find_next_sibling() is not None and block.find_next_sibling().name == "p":
                block.append(soup.new_tag("br"))
            block.unwrap()
