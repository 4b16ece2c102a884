"""Photos and files, drawn and written on the spot."""

import random
import re
from contextlib import suppress

from django.core.files.base import ContentFile

from demo import drawings, files
from demo.builder import Demo
from demo.builder.space import members_files
from demo.content import chapters, day_of, news_chapters, table
from demo.content.archive import archive
from demo.content.prose import MONTHS, dated
from demo.drawings import Metadata
from downloads.models import Document
from photos.models import Photo

TOWNS = {
    "Haute-Ande": ("Valmire", "Saint-Aubrac", "Montclar-sur-Ande", "Brénac-le-Vieux"),
    "Val-de-Lauve": ("Pont-Lauvergne", "Roquefaille", "Lauve-les-Bains", "Mas-Roussel"),
    "Pays-d’Orsenne": ("Les Essarts-du-Lac", "Val-d’Orsenne", "Orsenne", "Saint-Mémin-le-Haut"),
}


def photos(demo: Demo):
    known = known_by_key(Photo)
    for number, (key, row) in enumerate(table("photos").items()):
        if key in known:
            demo.photos[key] = known[key]
            continue
        taken = demo.moment(demo.ago(40 + number * 61), 8 + number % 11, number * 7 % 60)
        data = drawings.facade(
            row.get("seed", key),
            tuple(row["size"]),
            scene=row["scene"],
            metadata=_metadata(row, taken),
        )
        demo.photos[key] = save_photo(
            demo,
            f"{key}.jpg",
            data,
            title=row["title"],
            description=row["description"],
            caption=row["caption"],
            credit=row["credit"],
            licence=row.get("licence", Photo.Licence.ASSIGNED),
            licence_end=demo.ago(-400) if row.get("licence") == "limited" else None,
        )
    for key, name, data in _logos():
        demo.photos[key] = known.get(key) or save_photo(
            demo,
            f"{key}.png",
            data(),
            title=f"Logo : {name}",
            description=f"Logo : {name}",
            credit=name,
        )
    demo.say(f"Photos: {len(demo.photos)} drawn, logos included")


def _metadata(row: dict, taken) -> Metadata:
    return Metadata(
        title=row["title"],
        caption=row["caption"],
        by_line=row["credit"],
        credit="Habitat Hautes-Rives",
        rights=f"© {row['credit']}",
        description=row["description"] if row.get("xmp") else "",
        city=row["city"],
        taken=taken,
        camera=tuple(row["camera"]) if "camera" in row else None,
        position=tuple(row["position"]) if "position" in row else None,
        orientation=row.get("orientation", 1),
        charset="latin-1" if row.get("latin") else "utf-8",
        xmp=row.get("xmp", False),
    )


def _logos():
    """(key, organisation's name, function that draws) of every logo."""
    yield "logo-association", "Habitat Hautes-Rives", drawings.association_logo
    for row in table("people")["organisations"]:
        if row.get("logo"):
            name = row.get("short_name", row["name"])
            yield f"logo-{row['site']}", name, lambda seed=row["site"]: drawings.logo(seed)


def save_photo(demo: Demo, name: str, data: bytes, **fields) -> Photo:
    photo = Photo(file=ContentFile(data, name), uploaded_by_user=demo.editor, **fields)
    photo._set_image_file_metadata()
    photo.save()
    return photo


def known_by_key(model) -> dict:
    """What is there already, by the name that its file was given first."""
    found = {}
    for item in model.objects.order_by("pk"):
        name = item.file.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        # A storage that holds the name already adds « _ » and seven characters.
        found.setdefault(re.sub(r"_[A-Za-z0-9]{7}$", "", name), item)
    return found


def documents(demo: Demo):
    known = known_by_key(Document)
    for key, row in (table("documents") | archive(demo.today)).items():
        if key in known:
            demo.documents[key] = known[key]
            continue
        day = day_of(row, demo.today)
        title = dated(row["title"], day)
        data = _file(demo, key, row, title, day)
        document = Document(
            title=title,
            file=ContentFile(data, f"{key}.{row.get('format', 'pdf')}"),
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


def _file(demo: Demo, key: str, row: dict, title: str, day) -> bytes:
    language, extension = row.get("language", "fr"), row.get("format", "pdf")
    if extension == "xlsx":
        return files.xlsx(title, _figures())
    chosen = chapters(language, *row.get("chapters", ()))
    if row.get("news"):
        chosen += news_chapters(row.get("themes", []), demo.today)
    if extension == "docx":
        return files.docx(title, chosen, language=language)
    kind = table("vocabulary")["kinds"].get(row.get("kind"), "")
    month = (
        f"{MONTHS[day.month - 1].capitalize()} {day.year}" if language == "fr" else str(day.year)
    )
    if row.get("tagged"):
        with suppress(OSError):  # without Pango the file is as untagged as the others
            return files.tagged(title, chosen, language)
    data = files.pdf(
        title,
        pages=row["pages"],
        language=language,
        kind=kind if language == "fr" else files.WORDS[language]["booklet"],
        date=month,
        chapters=chosen,
        style=row.get("kind", ""),
        slides=row.get("slides", False),
    )
    return files.scanned(data) if row.get("scan") else data


def _figures() -> dict:
    """The tables of the observatory: by department, then by town."""
    chance = random.Random("observatoire")
    header = [
        "Commune",
        "Département",
        "Logements",
        "Avant 1975",
        "Vacants",
        "Rotation (%)",
        "Loyer médian (€/m²)",
    ]
    towns = [header]
    for department, names in TOWNS.items():
        for name in names:
            homes = chance.randrange(180, 9600, 20)
            towns.append(
                [
                    name,
                    department,
                    homes,
                    round(homes * chance.uniform(0.28, 0.52)),
                    round(homes * chance.uniform(0.02, 0.07)),
                    round(chance.uniform(6.5, 12.5), 1),
                    round(chance.uniform(5.1, 6.9), 2),
                ]
            )
    departments = [
        ["Département", "Logements", "Communes"],
        ["Haute-Ande", 29800, 84],
        ["Val-de-Lauve", 18900, 71],
        ["Pays-d’Orsenne", 12700, 57],
    ]
    notice = [
        ["Indicateur", "Définition"],
        ["Logements", "Logements sociaux gérés par les organismes adhérents, au 1er janvier"],
        ["Vacants", "Logements sans locataire depuis plus de trois mois, hors travaux"],
        ["Rotation", "Départs de l’année rapportés aux logements loués"],
    ]
    return {"Départements": departments, "Communes": towns, "Notice": notice}
