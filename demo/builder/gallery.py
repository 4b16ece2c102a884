"""The report of a day with sixty photos, each a view out of one of the drawings."""

from demo.builder import Demo
from demo.builder.clubs import report
from demo.builder.media import known_by_key, save_photo
from demo.content import clubs, gallery_of, table
from photos.models import Photo


def report_of_a_day(demo: Demo) -> None:
    row, key = next(
        (session, key)
        for found in clubs()
        for session in found["sessions"]
        if (key := gallery_of(session))
    )
    _photos(demo, key)
    report(demo, demo.pages[row["slug"]], {"contacts": ["camille-desroziers"]} | row)
    demo.say(f"A report with {len(demo.galleries[key])} photos, whose sizes are made by and by")


def _photos(demo: Demo, gallery: str) -> None:
    known = known_by_key(Photo)
    keys = demo.galleries[gallery] = []
    for drawing, captions in table("gallery")[gallery].items():
        whole = demo.photos[drawing]
        for number, (caption, credit) in enumerate(captions, start=1):
            key = f"{gallery}-{drawing}-{number}"
            keys.append(key)
            demo.photos[key] = known.get(key) or save_photo(
                demo,
                f"{key}.jpg",
                demo.artwork.read(f"{key}.jpg"),
                title=caption.rstrip("."),
                caption=caption,
                description=whole.description,
                credit=credit,
            )
