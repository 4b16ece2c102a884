"""The demo's texts: complete, well written as far as a program can tell, and about nobody real."""

import re
from collections import Counter
from datetime import date

import pytest

from core.blocks import BodyBlock
from demo.content import FOLDER, chapters, clubs, day_of, gallery_of, news, table
from demo.content.archive import archive
from demo.content.prose import Piece, dated, html, pieces, working_day

TODAY = date(2026, 3, 2)
# The ranges that the French numbering plan keeps for fiction.
FICTION = re.compile(r"^(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49) \d\d \d\d$")


def blocks_of(item: dict) -> list[tuple[str, object]]:
    return [pair for block in item.get("body", ()) for pair in block.items()]


def words_of(item: dict) -> int:
    return len(re.findall(r"\w+", str([value for _name, value in blocks_of(item)])))


def sessions() -> list[dict]:
    return [session for found in clubs() for session in found["sessions"]]


def reports() -> list[dict]:
    below = [session["report"] for session in sessions() if "report" in session]
    return below + [report for found in clubs() for report in found["reports"]]


def test_four_clubs_of_three_audiences_with_thirty_one_sessions_over_six_years():
    assert len(clubs()) == 4
    assert {found["club"]["audience"] for found in clubs()} == {
        "public",
        "organisations",
        "members",
    }
    days = sorted(session["day"] for session in sessions())
    assert len(days) == 31
    assert -6 * 365 < days[0] < -5.5 * 365
    assert sum(day > 0 for day in days) == 4
    assert sum("moved_from" in session for session in sessions()) >= 3
    assert sum(session.get("cancelled", False) for session in sessions()) == 1
    for found in clubs():
        by_day = sorted(found["sessions"], key=lambda session: session["day"])
        first = by_day[0]["edition"]
        numbers = [session["edition"] for session in by_day]
        assert numbers == list(range(first, first + len(by_day)))


def test_each_session_says_where_for_how_much_and_how_to_come():
    organisations = {row.get("short_name", row["name"]) for row in table("people")["organisations"]}
    for session in sessions():
        for name in ("introduction", "place", "address", "price", "programme", "themes"):
            assert session[name], session["slug"]
        assert "registration_email" in session or "registration_url" in session
        named = [*session.get("pilots", ()), *session.get("partners", ())]
        assert {*named, session.get("host", "SOH")} <= organisations, session["slug"]


def test_twenty_reports_with_a_structure():
    assert len(reports()) == 20
    assert sum(report.get("private", False) for report in reports()) == 2
    for report in reports():
        names = [name for name, _value in blocks_of(report)]
        assert report["introduction"]
        assert report["lead_photo"] in table("photos")
        assert "heading" in names
        assert len(set(names)) >= 3, report["title"]
    quoted = [value for report in reports() for name, value in blocks_of(report) if name == "quote"]
    assert len(quoted) >= 12
    assert all(quote["speaker"] and quote["role"] for quote in quoted)
    assert sum("heading" in str(blocks_of(report)) for report in reports()) == 20


def test_one_report_has_sixty_photos_each_with_a_caption_and_a_credit_of_its_own():
    [key] = filter(None, map(gallery_of, sessions()))
    photos = [photo for three in table("gallery")[key].values() for photo in three]
    assert set(table("gallery")[key]) <= set(table("photos"))
    assert len(photos) == len({caption for caption, _credit in photos}) == 60
    assert all(credit for _caption, credit in photos)


def test_forty_news_items_over_five_years():
    days = [day_of(item, TODAY) for item in news()]
    assert len(days) == 40
    assert len({item["slug"] for item in news()}) == 40
    assert 0 < (TODAY - days[0]).days < 8
    assert (TODAY - days[-1]).days > 4.5 * 365
    assert all(day.weekday() < 5 for day in days)


def test_some_are_long_most_are_not_one_is_very_short():
    lengths = sorted(map(words_of, news()))
    assert lengths[0] < 20
    assert sum(length > 800 for length in lengths) >= 3
    assert 150 < lengths[20] < 350


def test_every_block_is_used_several_times():
    used = Counter(name for item in news() for name, _value in blocks_of(item))
    assert set(used) == set(BodyBlock().child_blocks)
    assert min(used.values()) >= 2, used


def test_what_is_named_exists():
    words, people = table("vocabulary"), table("people")
    known = {
        "themes": set(words["themes"]),
        "contacts": set(people["contacts"]),
        "downloads": set(table("documents")),
    }
    known["documents"] = known["downloads"]
    rows = [*news(), *table("pages")["pages"], *table("documents").values()]
    rows += [found["club"] for found in clubs()] + sessions() + reports()
    for row in rows:
        for name, keys in known.items():
            assert set(row.get(name, ())) <= keys, row["title"]
        assert row.get("lead_photo", "salle-reunion") in table("photos")
        for name, value in blocks_of(row):
            photos = {"photo": [value], "gallery": value.get("photos") if name == "gallery" else []}
            for chosen in photos.get(name, []):
                key = chosen if isinstance(chosen, str) else chosen["photo"]
                assert key in {**table("photos"), **table("gallery")}, row["title"]
    for row in table("documents").values():
        assert row.get("kind") in {None, *words["kinds"]}
        chapters(row.get("language", "fr"), *row.get("chapters", ()))


def test_every_publication_has_a_text_in_its_language():
    rows = archive(TODAY).values()
    assert {row.get("language", "fr") for row in rows} >= {"fr", "en", "de", "es", "it"}
    for row in rows:
        assert chapters(row.get("language", "fr"), *row["chapters"])


def test_every_photo_says_what_it_shows_and_whose_it_is():
    for key, row in table("photos").items():
        assert all(row[name] for name in ("title", "caption", "description", "credit", "city")), key


def test_nobody_is_real():
    for key, person in table("people")["contacts"].items():
        assert not person.get("phone") or FICTION.match(person["phone"]), key
    text = "".join(path.read_text() for path in FOLDER.rglob("*.toml"))
    addresses = re.findall(r"[\w.-]+@[\w.-]+", text)
    assert all(re.search(r"[@.]example\.org$", address) for address in addresses)
    hosts = {host.rstrip("./") for host in re.findall(r"https?://([\w.-]+)", text)}
    assert all(host.endswith("example.org") for host in hosts)


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.toml")), ids=lambda path: path.stem)
def test_french_is_typeset(path):
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    assert len(lines) < 400
    if path.stem.startswith("english"):
        return
    text = "\n".join(lines)
    assert not re.search(r"\w'\w", text), "a straight apostrophe"
    assert not re.search(r"\b(oeuvre|coeur|soeur|oeil|voeu)", text), "œ"
    assert not re.search(r"«\S|[^\s\d]»", text), "spaces inside « »"
    assert not re.search(r"\w[!?;](\s|$)", text), "a space before ! ? ;"


def test_prose_becomes_html():
    text = "Un **mot** & [un lien](page:ici).\n\n- premier\n  suite\n- *second*\n\n1. un"
    assert [piece.kind for piece in pieces(text)] == ["p", "ul", "ol"]
    assert pieces(text)[1] == Piece("ul", ("premier suite", "*second*"))
    assert html(text, lambda target: f'rel="{target}"') == (
        '<p>Un <b>mot</b> &amp; <a rel="page:ici">un lien</a>.</p>'
        "<ul><li>premier suite</li><li><i>second</i></li></ul><ol><li>un</li></ol>"
    )


def test_dates_move_with_the_day_of_the_text():
    assert dated("le {day:-1}", date(2026, 3, 3)) == "le 2 mars 2026"
    assert dated("le {day:0}", date(2025, 10, 1)) == "le 1er octobre 2025"
    assert dated("{month:-31}, {year:-400}", date(2026, 3, 3)) == "janvier 2026, 2025"
    assert working_day(date(2026, 3, 1)) == date(2026, 2, 27)
