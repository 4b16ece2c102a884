"""Finding what a body holds, so that a page asks for all of it at once."""

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue


def objects_in(value, model: type) -> Iterator:
    """The instances of a model that a body's blocks choose, in reading order."""
    if isinstance(value, model):
        yield value
    elif isinstance(value, StreamValue):
        for child in value:
            yield from objects_in(child.value, model)
    elif isinstance(value, StructValue):
        for child in value.values():
            yield from objects_in(child, model)
    elif isinstance(value, ListValue):
        for child in value:
            yield from objects_in(child, model)


def captions_in(value) -> Iterator[tuple[Any, str]]:
    """The photos that a body shows and the caption given to each there, empty for its own, in reading order."""
    if isinstance(value, StreamValue):
        for child in value:
            yield from captions_in(child.value)
    elif isinstance(value, StructValue):
        if "photos" in value:
            yield from ((photo, "") for photo in value["photos"] if photo)
        elif "caption" in value and value.get("photo"):
            yield value["photo"], value["caption"] or ""
