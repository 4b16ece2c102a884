"""Bodies of pages, in the form that a StreamField takes from code."""

from core.blocks import BodyBlock
from home.blocks import SectionsBlock

VIDEO = "https://video.example.org/visite"


def every_block(photo, document) -> list[tuple]:
    """One block of each type, with all its fields; a new type of block fails here until it has a value."""
    values = {
        "heading": {"text": "Ce que disent les habitants", "level": "h2"},
        "rich_text": "<p>Qui paie les travaux ? <b>Le bailleur</b>.</p><ul><li>la visite</li></ul>",
        "quote": {
            "text": "Rien ne remplace une heure sur le palier.",
            "speaker": "Ilan Corvec",
            "role": "gardien",
        },
        "callout": {
            "kind": "question",
            "title": "Et pendant les travaux ?",
            "text": "<p>Les locataires restent chez eux.</p>",
        },
        "photo": {"photo": photo, "caption": "La cour, après les travaux"},
        "gallery": {"title": "La visite", "photos": [photo, photo]},
        "video": {
            "title": "La résidence en images",
            "url": VIDEO,
            "duration": "12 min",
            "transcript": document,
            "photo": photo,
        },
        "downloads": {"title": "À lire aussi", "documents": [document]},
        "key_figures": {
            "title": "En chiffres",
            "figures": [{"value": "37 %", "label": "d’énergie en moins", "source": "Enquête"}],
        },
        "table": {
            "caption": "Logements par commune",
            "columns": [
                {"type": "text", "heading": "Commune"},
                {"type": "number", "heading": "Logements"},
            ],
            "rows": [{"values": ["Valmire", "128"]}],
        },
    }
    missing = set(BodyBlock().child_blocks) - set(values)
    assert not missing, f"Say in tests/bodies.py what these blocks hold: {missing}"
    table = BodyBlock().child_blocks["table"]
    values["table"] = table.to_python(values["table"])
    return list(values.items())


def every_section() -> list[tuple[str, dict]]:
    """Each part of a home page, with words of its own where it has some."""
    words = {
        "figures": {"figures": [{"value": "61 400", "label": "logements sociaux", "source": ""}]},
        "joining": {"text": "Les adhérents se retrouvent six fois par an."},
    }
    return [(name, words.get(name, {})) for name in SectionsBlock().child_blocks]
