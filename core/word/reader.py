"""Reads a document sent by somebody: run as a program of its own by core.word.process, without settings.

Arguments: the document, which core.word.package.check has let through, the values of Limits as JSON, the folder
that its images are written into. Prints as JSON what a Reading holds, or what Refused.as_json gives.
"""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from core.text_import.elements import KINDS, Table, Text, clean, elements
from core.text_import.omissions import Omissions
from core.word.conversion import Image, convert
from core.word.package import Limits, Refused


@dataclass(frozen=True)
class Reading:
    """A document as data: `elements` in the order of the text, `notes` as clean HTML, `omissions` as JSON.

    `paragraphs` are the words that Word shows, to compare the report with.
    """

    title: str
    elements: list
    notes: str
    images: list[Image]
    omissions: list[dict]
    paragraphs: list[str]

    @classmethod
    def from_json(cls, found: dict) -> "Reading":
        elements = [KINDS[kind](**values) for kind, values in found["elements"]]
        images = [Image(**values) for values in found["images"]]
        return cls(**found | {"elements": elements, "images": images})

    def as_json(self) -> dict:
        elements = [[type(element).__name__, asdict(element)] for element in self.elements]
        return vars(self) | {"elements": elements, "images": [vars(image) for image in self.images]}


def read(path: Path, folder: Path, limits: Limits) -> Reading:
    """Raises Refused."""
    omissions = Omissions()
    conversion = convert(path, folder, omissions)
    found = list(elements(conversion.soup, omissions))
    # A run of paragraphs is one block; every cell of a table is a field of the editor's form.
    fields = sum(
        sum(map(len, element.rows)) if isinstance(element, Table) else not isinstance(element, Text)
        for element in found
    )
    if fields > limits.elements:
        raise Refused("elements", fields)
    notes = clean(str(conversion.notes), omissions) if conversion.notes else ""
    return Reading(
        conversion.title,
        found,
        notes,
        conversion.images,
        omissions.as_json(),
        conversion.paragraphs,
    )


def main(source: str, limits: str, folder: str) -> dict:
    try:
        return read(Path(source), Path(folder), Limits(**json.loads(limits))).as_json()
    except Refused as refused:
        return refused.as_json()
    except RecursionError:
        return Refused("damaged").as_json()


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:]), sys.stdout)
