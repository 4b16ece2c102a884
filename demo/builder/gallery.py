"""The report of a day with sixty photos, each a view out of one of the drawings."""

from demo.builder import Demo
from demo.builder.clubs import report
from demo.builder.media import known_by_key, save_photo
from demo.content import clubs, gallery_of, table
from demo.drawings import Metadata, views_of
from photos.models import Photo


def report_of_a_day(demo: Demo):
    row, key = next(
        (session, key)
        for found in clubs()
        for session in found["sessions"]
        if (key := gallery_of(session))
    )
    _draw(demo, key)
    report(demo, demo.pages[row["slug"]], {"contacts": ["camille-desroziers"]} | row)
    demo.say(f"A report with {len(demo.galleries[key])} photos, whose sizes are made by and by")


def _draw(demo: Demo, gallery: str):
    known = known_by_key(Photo)
    keys = demo.galleries[gallery] = []
    for drawing, captions in table("gallery")[gallery].items():
        names = [f"{gallery}-{drawing}-{number}" for number in range(1, len(captions) + 1)]
        keys += names
        if set(names) <= set(known):
            demo.photos |= {name: known[name] for name in names}
            continue
        whole = demo.photos[drawing]
        words = [Metadata(by_line=credit, caption=caption) for caption, credit in captions]
        with whole.file.open("rb") as file:
            views = views_of(file, words)
        for name, view, (caption, credit) in zip(names, views, captions, strict=True):
            demo.photos[name] = known.get(name) or save_photo(
                demo,
                f"{name}.jpg",
                view,
                title=caption.rstrip("."),
                caption=caption,
                description=whole.description,
                credit=credit,
            )
