"""What became of a Word document: the draft report, as the editor meets it, and what she is told."""

from bs4 import BeautifulSoup

from clubs.models import ReportPage
from core.word.models import WordImport


def draft() -> ReportPage:
    return ReportPage.objects.get().get_latest_revision_as_object()


def blocks(report) -> list[tuple]:
    """(kind, what the editor would read in it)."""
    shown = []
    for block in report.body:
        value = block.value
        if block.block_type == "heading":
            shown.append((value["level"], value["text"]))
        elif block.block_type == "rich_text":
            shown.append(("text", value.source))
        elif block.block_type == "photo":
            shown.append(("photo", value["photo"].caption))
        elif block.block_type == "gallery":
            shown.append(("gallery", [photo.caption for photo in value["photos"]]))
        elif block.block_type == "quote":
            shown.append(("quote", (value["text"], value["speaker"], value["role"])))
        else:
            shown.append((block.block_type, value))
    return shown


def lost() -> dict[str, list[str]]:
    """By kind, the words that the editor is told of."""
    return {omission["kind"]: omission["texts"] for omission in WordImport.objects.get().omissions}


def said(answer) -> str:
    page = BeautifulSoup(answer.content, "html.parser")
    found = page.select(".error-message, .help-critical, .messages li, .w-field__errors")
    return " ".join(" ".join(part.text.split()) for part in found)
