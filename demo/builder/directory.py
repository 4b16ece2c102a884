"""What the directory says of organisations, who sits on the board, and the pages of both."""

from datetime import date

from wagtail.models import Locale

from contacts.models import BoardSeat, Organisation, Territory
from demo.builder import Demo
from demo.builder.pages import OPENING, publish
from demo.content import table
from directory.models import BoardPage, DirectoryPage


def organisations(demo: Demo) -> None:
    data = table("organisations")
    for row in data["others"]["list"]:
        name, since = row[0], row[3]
        begun = {"membership_start": date(since, 1, 1)} if since else {}
        demo.organisations[name], _made = Organisation.objects.get_or_create(
            name=name, defaults=begun
        )
    territories = [
        Territory.objects.get_or_create(name=name, defaults={"sort_order": place})[0]
        for place, name in enumerate(data["territories"], start=1)
    ]
    facts = data["facts"] | {
        name: [kind, places, *homes]
        for name, kind, places, _since, *homes in data["others"]["list"]
    }
    for name, (kind, places, *homes) in facts.items():
        organisation = demo.organisations[name]
        if organisation.kind:  # as an editor has left it
            continue
        organisation.kind = kind
        if homes:
            organisation.homes_managed, organisation.homes_counted_in = (
                homes[0],
                demo.today.year - 1,
            )
        organisation.save()
        organisation.territories.set(territories[place] for place in places)
        organisation.photos.set(demo.photos[key] for key in data["photos"].get(name, ()))
    if not BoardSeat.objects.exists():
        _board(demo, data["board"])
    demo.say(f"Directory: {len(facts)} organisations, {BoardSeat.objects.count()} seats")


def _board(demo: Demo, data: dict) -> None:
    start = date(demo.today.year - 2, 6, 12)
    for name, person, *roles in [*data["bureau"], *data["members"]]:
        role, english = roles or ("", "")
        BoardSeat.objects.create(
            organisation=demo.organisations[name],
            person=person,
            role=role,
            translated_texts={"en": {"role": english}} if english else {},
            in_bureau=bool(role),
            start=start,
        )
    for name, person, role, english, first, last in data["former"]:
        BoardSeat.objects.create(
            organisation=demo.organisations[name],
            person=person,
            role=role,
            translated_texts={"en": {"role": english}} if english else {},
            start=date(first, 6, 1),
            end=date(last, 5, 31),
        )


def pages(demo: Demo) -> None:
    """Both pages in both languages."""
    english = Locale.objects.get_or_create(language_code="en")[0]
    home = demo.pages["accueil"]
    for model, row in zip((DirectoryPage, BoardPage), table("organisations")["pages"], strict=True):
        page = model.objects.child_of(home).first()
        if page is None:
            page = model(
                **{name: row[name] for name in ("title", "slug", "introduction")},
                locale=demo.locale,
                show_in_menus=model is DirectoryPage,
            )
            home.add_child(instance=page)
            publish(demo, page, demo.ago(OPENING))
        if not page.has_translation(english):
            translation = page.copy_for_translation(english)
            translation.title = row["english"]
            translation.introduction = row["english_introduction"]
            publish(demo, translation, demo.ago(OPENING))
        demo.pages[row["slug"]] = page
    demo.say("Pages: the directory and the board, in two languages")
