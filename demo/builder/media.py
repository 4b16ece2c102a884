"""Photos and files, drawn and written on the spot (demo.artwork), as the editors' objects."""

import re
from datetime import date

from django.core.files.base import ContentFile
from django.db import connection

from demo import artwork
from demo.builder import Demo
from demo.builder.space import members_files
from demo.content import day_of, table
from demo.content.prose import dated
from downloads.models import Document
from photos.models import Photo


def missing(today: date) -> list[str]:
    """The names of the photos and files that aren't there yet, in the order in which they are asked for."""
    known = {name for model in (Photo, Document) for name in _names(model)}
    return [name for name in artwork.makers(today) if name not in known]


def photos(demo: Demo) -> None:
    known = known_by_key(Photo)
    for key, row in table("photos").items():
        if key in known:
            demo.photos[key] = known[key]
            continue
        demo.photos[key] = save_photo(
            demo,
            f"{key}.jpg",
            demo.artwork.read(f"{key}.jpg"),
            title=row["title"],
            description=row["description"],
            caption=row["caption"],
            credit=row["credit"],
            licence=row.get("licence", Photo.Licence.ASSIGNED),
            licence_end=demo.ago(-400) if row.get("licence") == "limited" else None,
            **_consent(row),
        )
    for key, name in artwork.logos():
        demo.photos[key] = known.get(key) or save_photo(
            demo,
            f"{key}.png",
            demo.artwork.read(f"{key}.png"),
            title=f"Logo : {name}",
            description=f"Logo : {name}",
            credit=name,
        )
    demo.say(f"Photos: {len(demo.photos)} drawn, logos included")


def _consent(row: dict) -> dict:
    """Who is shown, and that they agreed."""
    return {"people": row["people"], "consent": Photo.Consent.GIVEN} if "people" in row else {}


def save_photo(demo: Demo, name: str, data: bytes, **fields) -> Photo:
    rights = {"licence": Photo.Licence.ASSIGNED, "consent": Photo.Consent.NOT_NEEDED} | fields
    photo = Photo(file=ContentFile(data, name), uploaded_by_user=demo.editor, **rights)
    photo._set_image_file_metadata()
    photo.save()
    return photo


def known_by_key(model) -> dict:
    """What is there already, by the name that its file was given first."""
    found = {}
    for item in model.objects.order_by("pk"):
        found.setdefault(_first_name(item.file.name).rpartition(".")[0], item)
    return found


def _names(model) -> set[str]:
    """The names that the files of a model were given first; none before its table is made."""
    if model._meta.db_table not in connection.introspection.table_names():
        return set()
    return {_first_name(name) for name in model.objects.values_list("file", flat=True)}


def _first_name(path: str) -> str:
    """A storage that holds the name already adds « _ » and seven characters."""
    return re.sub(r"_[A-Za-z0-9]{7}(?=\.\w+$)", "", path.rpartition("/")[2])


def documents(demo: Demo) -> None:
    known = known_by_key(Document)
    for key, row in artwork.documents(demo.today).items():
        if key in known:
            demo.documents[key] = known[key]
            continue
        day = day_of(row, demo.today)
        name = f"{key}.{row.get('format', 'pdf')}"
        document = Document(
            title=dated(row["title"], day),
            file=ContentFile(demo.artwork.read(name), name),
            language=row.get("language", "fr"),
            uploaded_by_user=demo.editor,
        )
        if row.get("reserved"):
            document.collection, document.announced = members_files(), True
        document._set_document_file_metadata()
        document.save()
        Document.objects.filter(pk=document.pk).update(created_at=demo.moment(day, 11))
        demo.documents[key] = document
    demo.say(f"Files: {len(demo.documents)} written")
