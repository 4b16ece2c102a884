"""From the demo's texts to the blocks of a page's body."""

from datetime import date
from uuid import uuid4

from demo.builder import Demo
from demo.content.prose import dated, html


def rich_text(demo: Demo, text: str, day: date) -> str:
    """A text as Wagtail stores it, its dates counted from a day."""
    return _Writer(demo, day).rich_text(text)


def body(demo: Demo, blocks: list[dict], day: date) -> list[dict]:
    """The blocks as a StreamField stores them; each is written as {name of the block: value}."""
    writer = _Writer(demo, day)
    return [
        {"type": name, "value": getattr(writer, name)(value)}
        for block in blocks
        for name, value in block.items()
    ]


class _Writer:
    """One method for each block of core.blocks.BodyBlock, of the same name."""

    def __init__(self, demo: Demo, day: date) -> None:
        self.demo, self.day = demo, day

    def _rich(self, text: str) -> str:
        return html(dated(text, self.day), self._link)

    def _link(self, target: str) -> str:
        kind, _, key = target.partition(":")
        if kind == "page":
            return f'linktype="page" id="{self.demo.pages[key].pk}"'
        if kind == "document":
            return f'linktype="document" id="{self.demo.documents[key].pk}"'
        return f'href="{target}"'

    def _photo(self, key: str) -> int:
        return self.demo.photos[key].pk

    def _document(self, key: str) -> int:
        return self.demo.documents[key].pk

    def heading(self, value):
        return {"level": "h2", "text": value} if isinstance(value, str) else value

    def rich_text(self, value):
        return self._rich(value)

    def quote(self, value):
        return value

    def callout(self, value):
        return value | {"text": self._rich(value["text"])}

    def photo(self, value):
        value = {"photo": value} if isinstance(value, str) else value
        return {"caption": "", **value, "photo": self._photo(value["photo"])}

    def gallery(self, value):
        """A key may be that of a whole gallery."""
        keys = [key for name in value["photos"] for key in self.demo.galleries.get(name, [name])]
        return {"title": value.get("title", ""), "photos": _items(map(self._photo, keys))}

    def downloads(self, value):
        chosen = [self._document(key) for key in value["documents"]]
        return {"title": value.get("title", ""), "documents": _items(chosen)}

    def video(self, value):
        found = {"duration": "", "transcript": None, "photo": None} | value
        if found["transcript"]:
            found["transcript"] = self._document(found["transcript"])
        if found["photo"]:
            found["photo"] = self._photo(found["photo"])
        return found

    def key_figures(self, value):
        figures = [
            dict(zip(("value", "label", "source"), [*figure, ""], strict=False))
            for figure in value["figures"]
        ]
        return {"title": value.get("title", ""), "figures": _items(figures)}

    def table(self, value):
        return {
            "caption": value["caption"],
            "columns": [{"type": kind, "heading": heading} for kind, heading in value["columns"]],
            "rows": [{"values": row} for row in value["rows"]],
        }


def _items(values) -> list[dict]:
    """A list as the editor stores it; wagtail-localize looks past lists whose items have no name."""
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]
