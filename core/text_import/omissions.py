"""What isn't taken over of a text written elsewhere: counted, kept with its words, and said in a sentence each."""

from collections.abc import Iterable, Iterator

from django.utils.translation import ngettext_lazy

# By kind, in the order of the list: what was lost comes before what was changed.
SENTENCES = {
    "words": ngettext_lazy(
        "%(count)d passage wasn’t found again in the page:",
        "%(count)d passages weren’t found again in the page:",
        "count",
    ),
    "moved": ngettext_lazy(
        "%(count)d passage stands in another place than in Word:",
        "%(count)d passages stand in other places than in Word:",
        "count",
    ),
    "image_refused": ngettext_lazy(
        "%(count)d image couldn’t be taken over:",
        "%(count)d images couldn’t be taken over:",
        "count",
    ),
    "image_external": ngettext_lazy(
        "%(count)d image is on another site and wasn’t fetched:",
        "%(count)d images are on another site and weren’t fetched:",
        "count",
    ),
    "image_pasted": ngettext_lazy(
        "%(count)d image wasn’t pasted: add it as a photo.",
        "%(count)d images weren’t pasted: add them as photos.",
        "count",
    ),
    "image_unplaced": ngettext_lazy(
        "%(count)d image of the document isn’t in the page (in a group, a drawing or a background).",
        "%(count)d images of the document aren’t in the page (in groups, drawings or backgrounds).",
        "count",
    ),
    "chart": ngettext_lazy(
        "%(count)d chart was left out: save it as an image in Word, then add it as a photo.",
        "%(count)d charts were left out: save them as images in Word, then add them as photos.",
        "count",
    ),
    "diagram": ngettext_lazy(
        "%(count)d SmartArt drawing was left out. It says:",
        "%(count)d SmartArt drawings were left out. They say:",
        "count",
    ),
    "object": ngettext_lazy(
        "%(count)d embedded object (worksheet, file, sound…) was left out.",
        "%(count)d embedded objects (worksheets, files, sounds…) were left out.",
        "count",
    ),
    "equation": ngettext_lazy(
        "%(count)d equation was left out:", "%(count)d equations were left out:", "count"
    ),
    "macro": ngettext_lazy(
        "The document’s macro was left out.", "The document’s macros were left out.", "count"
    ),
    "part": ngettext_lazy(
        "%(count)d part of the document isn’t known here and was left out:",
        "%(count)d parts of the document aren’t known here and were left out:",
        "count",
    ),
    "comment": ngettext_lazy(
        "%(count)d comment stayed in Word:", "%(count)d comments stayed in Word:", "count"
    ),
    "deletion": ngettext_lazy(
        "%(count)d tracked deletion was applied:",
        "%(count)d tracked deletions were applied:",
        "count",
    ),
    "insertion": ngettext_lazy(
        "%(count)d tracked insertion was accepted:",
        "%(count)d tracked insertions were accepted:",
        "count",
    ),
    "header": ngettext_lazy(
        "%(count)d header or footer of the pages was left out:",
        "%(count)d headers and footers of the pages were left out:",
        "count",
    ),
    "contents": ngettext_lazy(
        "A line of a table of contents was left out.",
        "The table of contents (%(count)d lines) was left out.",
        "count",
    ),
    "hidden": ngettext_lazy(
        "%(count)d passage hidden in Word can be read in the page:",
        "%(count)d passages hidden in Word can be read in the page:",
        "count",
    ),
    "struck": ngettext_lazy(
        "%(count)d struck passage is no longer struck: delete it if it should go.",
        "%(count)d struck passages are no longer struck: delete them if they should go.",
        "count",
    ),
    "link": ngettext_lazy(
        "%(count)d link couldn’t be kept, its text was:",
        "%(count)d links couldn’t be kept, their text was:",
        "count",
    ),
    "crop": ngettext_lazy(
        "%(count)d image was cropped in Word and is whole again here: check what it shows.",
        "%(count)d images were cropped in Word and are whole again here: check what they show.",
        "count",
    ),
    "alternative": ngettext_lazy(
        "%(count)d alternative text written by Word itself was left out: describe the photo.",
        "%(count)d alternative texts written by Word itself were left out: describe the photos.",
        "count",
    ),
    "caption": ngettext_lazy(
        "%(count)d photo was in the library with another caption; Word’s is:",
        "%(count)d photos were in the library with another caption; Word’s are:",
        "count",
    ),
    "anonymous": ngettext_lazy(
        "%(count)d quotation names nobody: it is a paragraph between quotation marks.",
        "%(count)d quotations name nobody: they are paragraphs between quotation marks.",
        "count",
    ),
    "level": ngettext_lazy(
        "%(count)d heading of a deeper level became a subsection:",
        "%(count)d headings of deeper levels became subsections:",
        "count",
    ),
    "layout": ngettext_lazy(
        "%(count)d table that placed images or framed a text was unfolded.",
        "%(count)d tables that placed images or framed texts were unfolded.",
        "count",
    ),
    "merged": ngettext_lazy(
        "%(count)d table had merged cells: check it.",
        "%(count)d tables had merged cells: check them.",
        "count",
    ),
    "shortened": ngettext_lazy(
        "%(count)d text was too long for its place and was cut. In full:",
        "%(count)d texts were too long for their places and were cut. In full:",
        "count",
    ),
    "note": ngettext_lazy(
        "%(count)d footnote stands at the end of the page.",
        "%(count)d footnotes stand at the end of the page.",
        "count",
    ),
}


class Omissions:
    """Gathers what is lost, by kind; each kind counts, and keeps the words or addresses that went.

    `found` is what `as_json` gave of others, to go on from.
    """

    def __init__(self, found: Iterable[dict] = ()) -> None:
        self._counts: dict[str, int] = {}
        self._texts: dict[str, list[str]] = {}
        for omission in found:
            self._counts[omission["kind"]] = omission["count"]
            self._texts[omission["kind"]] = [*omission["texts"]]

    def add(self, kind: str, text: str = "", count: int = 1) -> None:
        if not count:
            return
        self._counts[kind] = self._counts.get(kind, 0) + count
        if text := " ".join(text.split()):
            self._texts.setdefault(kind, []).append(text)

    @property
    def texts(self) -> list[str]:
        """The words of all that is told."""
        return [text for texts in self._texts.values() for text in texts]

    def as_json(self) -> list[dict]:
        """`[{"kind": "comment", "count": 2, "texts": ["…", "…"]}, …]`, to be kept."""
        return [
            {"kind": kind, "count": self._counts[kind], "texts": self._texts.get(kind, [])}
            for kind in SENTENCES
            if kind in self._counts
        ]


def sentences(omissions: Iterable[dict]) -> Iterator[tuple[str, list[str]]]:
    """Each kind in the reader's language, with the words that went; `omissions` is what `as_json` gave."""
    for omission in omissions:
        yield SENTENCES[omission["kind"]] % {"count": omission["count"]}, omission["texts"]


def short_sentences(omissions: Iterable[dict]) -> list[str]:
    """Each sentence with the first words of what went, for a message of a line or two."""
    return [_with_words(sentence, texts) for sentence, texts in sentences(omissions)]


def _with_words(sentence: str, texts: list[str]) -> str:
    shown = [text if len(text) <= 80 else f"{text[:79]}…" for text in texts[:3]]
    if len(texts) > len(shown):
        shown.append("…")
    if not shown:
        return sentence
    words = " ; ".join(shown)
    return f"{sentence} {words}" if sentence.endswith(":") else f"{sentence} ({words})"
