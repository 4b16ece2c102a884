"""A document in the words of reference managers: RIS, BibTeX, and the meta elements that they read in pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from anyascii import anyascii
from django.http import HttpResponse
from django.utils.text import slugify
from wagtail.url_routing import RouteResult

from core.file_formats import extension_of
from core.file_responses import disposition
from core.file_text import clean_line

# What a date says at each precision: in RIS, in Highwire Press tags, and in ISO 8601.
_DATES = {
    "day": ("%Y/%m/%d/", "%Y/%m/%d", "%Y-%m-%d"),
    "month": ("%Y/%m//", "%Y/%m", "%Y-%m"),
    "year": ("%Y///", "%Y", "%Y"),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# What LaTeX would read as a command. Braces have names: BibTeX counts them, escaped ones too.
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "$&#_%"},
    }
)


def iso_date(day: date | None, precision: str) -> str:
    """« 2025-11 »: a date at its precision, in ISO 8601; empty for a draft without one."""
    return _dated(day, precision, 2)


def _dated(day: date | None, precision: str, style: int) -> str:
    return day.strftime(_DATES[precision][style]) if day else ""


@dataclass(frozen=True)
class Citation:
    """What is cited of a document; addresses are absolute.

    `persons` sign it, first name first; without them it is the work of the `bodies`, and without these of its
    publisher. `precision` is that of the date: day, month or year.
    """

    title: str
    publisher: str
    date: date | None
    url: str
    language: str
    precision: str = "day"
    persons: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    kind: str = ""
    series: str = ""
    number: str = ""
    pages: int | None = None
    pdf_url: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def creators(self) -> tuple[str, ...]:
        return self.persons or self.bodies or (self.publisher,)

    @property
    def iso_date(self) -> str:
        return iso_date(self.date, self.precision)

    @property
    def key(self) -> str:
        """« prevenir-les-impayes-2025 »: what BibTeX knows it by."""
        name = slugify(anyascii(self.title))[:60].strip("-") or "document"
        return f"{name}-{self.year}" if self.year else name

    @property
    def year(self) -> str:
        return str(self.date.year) if self.date else ""

    def _date(self, style: int) -> str:
        return _dated(self.date, self.precision, style)

    def meta(self) -> list[tuple[str, str]]:
        """(name, content) of meta elements: Highwire Press and Dublin Core."""
        tags = [
            ("citation_title", self.title),
            *(("citation_author", name) for name in self.creators),
            ("citation_publication_date", self._date(1)),
            ("citation_language", self.language),
            ("citation_technical_report_institution", self.publisher),
            ("citation_publisher", self.publisher),
            ("citation_abstract_html_url", self.url),
            ("citation_pdf_url", self.pdf_url),
            ("DC.title", self.title),
            *(("DC.creator", name) for name in self.creators),
            ("DC.publisher", self.publisher),
            ("DC.date", self.iso_date),
            ("DC.language", self.language),
            ("DC.type", self.kind),
            ("DC.description", self.abstract),
            ("citation_series_title", self.series),
            ("citation_technical_report_number", self.number),
        ]
        return [(name, content) for name, content in tags if content]

    def ris(self) -> str:
        """A reference in RIS, as reference managers write and read it: a tag and one line for each value, in UTF-8."""
        lines = [
            ("TY", "RPRT"),
            ("TI", self.title),
            *(("AU", surname_first(name)) for name in self.persons),
            *(("AU", name) for name in self.creators if not self.persons),
            ("PY", self.year),
            ("DA", self._date(0)),
            ("PB", self.publisher),
            ("M3", self.kind),
            ("T2", self.series),
            ("SN", self.number),
            ("SP", str(self.pages or "")),
            ("LA", self.language),
            ("AB", self.abstract),
            *(("KW", word) for word in self.keywords),
            ("UR", self.url),
            ("L1", self.pdf_url),
        ]
        told = ((tag, clean_line(value)) for tag, value in lines)
        text = "".join(f"{tag}  - {value}\r\n" for tag, value in told if value)
        return f"{text}ER  - \r\n"

    def bibtex(self) -> str:
        """An entry of BibTeX in UTF-8; what LaTeX reads as a command is written out."""
        persons = [_latex(surname_first(name)) for name in self.persons]
        # A body's name is one word, whatever stands in it.
        bodies = [f"{{{_latex(name)}}}" for name in self.creators if not self.persons]
        fields = {
            "title": f"{{{_latex(self.title)}}}",  # with the capitals that it has
            "author": " and ".join(persons + bodies),
            "institution": f"{{{_latex(self.publisher)}}}",
            "year": self.year,
            "type": _latex(self.kind),
            "series": _latex(self.series),
            "number": _latex(self.number),
            "pagetotal": str(self.pages or ""),
            "language": self.language,
            "abstract": _latex(self.abstract),
            "keywords": ", ".join(map(_latex, self.keywords)),
            "url": _address(self.url),
            "file": _address(self.pdf_url),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value.strip("{}")]
        if self.date and self.precision != "year":
            lines.append(f"  month = {_MONTHS[self.date.month - 1]},")
        return "\n".join([f"@techreport{{{self.key},", *lines, "}", ""])


def surname_first(name: str) -> str:
    """« Marchat, Élodie » of « Élodie Marchat », « MARTIN, Jean Pierre » of « Jean Pierre MARTIN »."""
    words = name.split()
    if "," in name or len(words) < 2:
        return " ".join(words)
    capitals = (place for place, word in enumerate(words) if place and _is_capitals(word))
    first = next(capitals, 1)
    return f"{' '.join(words[first:])}, {' '.join(words[:first])}"


def _is_capitals(word: str) -> bool:
    return word.isupper() and len(word) > 2 and "." not in word


def _latex(text: str) -> str:
    return clean_line(text).translate(_LATEX)


def _address(url: str) -> str:
    """As it stands but for what would end the field."""
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


# By the name of each file beside the page, its title, its media type, and how it is written.
_FILES: dict[str, tuple[str, str, Callable[[Citation], str]]] = {
    "citation.ris": ("RIS", "application/x-research-info-systems", Citation.ris),
    "citation.bib": ("BibTeX", "application/x-bibtex", Citation.bibtex),
}


class CitedMixin:
    """A page with its reference beside it, as a file for each kind of reference manager; it stands before the page."""

    def citation(self, request) -> Citation:
        raise NotImplementedError

    def citation_files(self, request) -> Iterator[dict]:
        """For the template: title and address of each."""
        for name, (title, _type, _write) in _FILES.items():
            yield {"title": title, "url": f"{self.get_url(request)}{name}"}  # type: ignore[attr-defined]

    def route(self, request, path_components):
        if len(path_components) == 1 and path_components[0] in _FILES and self.live:  # type: ignore[attr-defined]
            return RouteResult(self, kwargs={"cited_as": path_components[0]})
        return super().route(request, path_components)  # type: ignore[misc]

    def serve(self, request, *args, cited_as: str = "", **kwargs):
        if not cited_as:
            return super().serve(request, *args, **kwargs)  # type: ignore[misc]
        _title, media_type, write = _FILES[cited_as]
        citation = self.citation(request)
        response = HttpResponse(write(citation), content_type=f"{media_type}; charset=utf-8")
        name = f"{citation.key}.{extension_of(cited_as)}"
        response["Content-Disposition"] = disposition(name)
        return response
