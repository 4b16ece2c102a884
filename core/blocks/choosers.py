"""Photos and files chosen in a body, fetched together whatever the number and kinds of blocks.

Wagtail fetches what choosers hold one kind of block at a time; a page with photos, galleries, videos and files
would ask five times.
"""

import copy
from contextlib import contextmanager
from contextvars import ContextVar

from wagtail.blocks import ChooserBlock, StreamValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

# While a body is read: for each model, the keys asked for (first pass) or the objects found (second).
_reading: ContextVar[dict | None] = ContextVar("reading", default=None)


class _ReadTogether(ChooserBlock):
    def bulk_to_python(self, values) -> list:
        reading = _reading.get()
        if reading is None:
            return super().bulk_to_python(values)
        known = reading.setdefault(self.model_class, {})
        # A photo shown twice is two objects, as Wagtail makes them.
        return [copy.copy(known.setdefault(key, None)) for key in values]


class PhotoChooserBlock(_ReadTogether, ImageChooserBlock):
    pass


class FileChooserBlock(_ReadTogether, DocumentChooserBlock):
    pass


def read_body(body: StreamValue) -> StreamValue:
    """The body with its photos and files at hand: one query for each model that it holds."""
    with _pass({}) as wanted:
        list(StreamValue(body.stream_block, list(body.raw_data), is_lazy=True))
    found = {
        model: model.objects.in_bulk(key for key in keys if key) for model, keys in wanted.items()
    }
    with _pass(found):
        list(body)
    return body


@contextmanager
def _pass(reading: dict):
    token = _reading.set(reading)
    try:
        yield reading
    finally:
        _reading.reset(token)
