"""Twenty files at once: drafts proposed from the files, completed and published together."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from downloads.models import Document, PublicationFile, PublicationPage, Replacement
from tests import background, factories, files, page_types
from tests.conftest import logged_in
from tests.queries import queries


@pytest.fixture
def writer(site):
    """Somebody of *Rédaction*, who writes and submits."""
    user = factories.user("ecrit@example.org")
    user.groups.set(Group.objects.filter(name="Rédaction"))
    return logged_in(user)


@pytest.fixture
def addresses(site):
    return [reverse(name, args=[site.library.pk]) for name in ("bulk_upload", "bulk_review")]


@pytest.fixture
def drop(addresses, editor_client, django_capture_on_commit_callbacks):
    def post(*named: tuple[str, bytes], client=editor_client, **headers):
        uploads = [SimpleUploadedFile(name, data) for name, data in named]
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(addresses[0], {"files": uploads}, headers=headers)

    return post


def numbered(count: int) -> list[tuple[str, bytes]]:
    return [
        (f"etude_{number:02}.pdf", files.pdf(pages=2, text=f"Étude {number}"))
        for number in range(count)
    ]


def lines(client, address: str, *chosen: PublicationPage, **changes) -> dict:
    """What the form of the drafts would send as it stands, with some drafts chosen and some changes."""
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one("form.bulk")
    values = {}
    for field in form.select("input[name], select"):
        if field.get("type") == "checkbox":
            if field.has_attr("checked"):
                values.setdefault(field["name"], []).append(field.get("value", "on"))
        elif field.name == "select":
            option = field.select_one("option[selected]")
            values[field["name"]] = option["value"] if option else ""
        else:
            values[field["name"]] = field.get("value", "")
    return values | {f"{page.pk}-chosen": "on" for page in chosen} | changes


def draft(title: str) -> PublicationPage:
    return PublicationPage.objects.get(title=title)


def said(answer) -> str:
    """The admin's messages, of which there must be one."""
    (message,) = BeautifulSoup(answer.content, "html.parser").select(".messages ul > li[class]")
    return " ".join(message.get_text(" ", strip=True).split())


def test_each_file_becomes_a_draft_with_what_it_proposes(drop, addresses, editor_client, client):
    answer = drop(*numbered(20), ("guide.pdf", files.tagged_pdf()))
    assert (answer.status_code, answer["Location"]) == (302, addresses[1])
    drafts = PublicationPage.objects.all()
    assert drafts.count() == 21
    assert not any(page.live for page in drafts)
    assert draft("Etude 07")
    guide = drafts.get(title="Guide du bail")
    assert guide.language == "fr"
    assert guide.files.get().document.page_count == 2
    assert guide.files.get().document.cover
    assert client.get(guide.files.get().document.url).status_code == 302


def test_nothing_is_ticked_nor_guessed_beforehand(drop, addresses, editor_client):
    drop(*numbered(1), ("bilan_2026-05.pdf", files.pdf()), ("note.pdf", files.pdf_of("11/2017")))
    values = lines(editor_client, addresses[1])
    dates = {
        page.title: values[f"{page.pk}-date"] for page in PublicationPage.objects.order_by("pk")
    }
    assert dates == {"Etude 00": "", "Bilan 2026 05": "mai 2026", "Note": "novembre 2017"}
    assert not [name for name in values if name.endswith(("chosen", "themes"))]
    assert {values[f"{page.pk}-kind"] for page in PublicationPage.objects.all()} == {""}
    text = BeautifulSoup(editor_client.get(addresses[1]).content, "html.parser").get_text()
    assert text.count("Pas trouvée") == 1
    note = draft("Note")
    assert (note.date.isoformat(), note.date_precision) == ("2017-11-01", "month")


def test_they_are_completed_and_published_together(drop, addresses, editor_client, read):
    kind, theme = factories.kind("Étude", "etude"), factories.theme("Énergie")
    series = page_types.series(page_types.HomePage.objects.get())
    drop(*numbered(3))
    chosen = [draft("Etude 00"), draft("Etude 01")]
    shared = {"kind": kind.pk, "series": series.pk, "themes": [theme.pk], "date": "11/2017"}
    values = lines(editor_client, addresses[1], *chosen, **shared, publish="1")
    answer = editor_client.post(addresses[1], values, follow=True)
    assert said(answer) == "2 publications sont parues : Etude 01 Etude 00"
    shown = read("/publications/")
    assert {title.get_text(strip=True) for title in shown.select(".book h3")} == {
        "Etude 00", "Etude 01"
    }  # fmt: skip
    page = read(draft("Etude 00").get_url())
    assert page.select_one("time")["datetime"] == "2017-11"
    assert draft("Etude 00").get_url() in answer.content.decode()
    left = draft("Etude 02")
    assert (left.live, left.kind, left.date) == (False, None, None)


def test_same_for_all_is_written_on_all_or_on_the_selection(drop, addresses, editor_client):
    study, guide = factories.kind("Étude", "etude"), factories.kind("Guide", "guide")
    energy, ageing = factories.theme("Énergie"), factories.theme("Vieillissement")
    drop(*numbered(2))
    every = lines(editor_client, addresses[1], kind=study.pk, themes=[energy.pk], apply="all")
    assert "2 brouillons sont enregistrés" in said(editor_client.post(addresses[1], every))
    some = {"kind": guide.pk, "themes": [ageing.pk], "date": "2023", "apply": "chosen"}
    some = lines(editor_client, addresses[1], draft("Etude 01"), **some)
    answer = editor_client.post(addresses[1], some)
    first, second = draft("Etude 00"), draft("Etude 01")
    assert (first.kind, first.date, set(first.themes.all())) == (study, None, {energy})
    assert (second.kind, str(second.date), second.date_precision, set(second.themes.all())) == (
        guide, "2023-01-01", "year", {energy, ageing}
    )  # fmt: skip
    # The selection stays, for what is done next.
    box = BeautifulSoup(answer.content, "html.parser").select_one(f"[name='{second.pk}-chosen']")
    assert box.has_attr("checked")


def test_what_a_draft_lacks_is_said_at_its_fields_and_the_others_come_out(
    drop, addresses, editor_client
):
    kind = factories.kind("Étude", "etude")
    drop(*numbered(3))
    good, bare, wrong = (draft(f"Etude 0{number}") for number in range(3))
    changes = {
        f"{good.pk}-kind": kind.pk, f"{good.pk}-date": "2020", f"{good.pk}-title": "Loger les jeunes",
        f"{bare.pk}-title": "Un autre titre",
        f"{wrong.pk}-date": "hier", f"{wrong.pk}-title": "Encore un autre",
    }  # fmt: skip
    values = lines(editor_client, addresses[1], good, bare, wrong, **changes, publish="1")
    answer = editor_client.post(addresses[1], values)
    assert said(answer).startswith("1 publication est parue : Loger les jeunes")
    assert "2 brouillons restent ici" in said(answer)
    document = BeautifulSoup(answer.content, "html.parser")
    rows = document.select(".bulk-row")
    assert [row.select_one("[name$=title]")["value"] for row in rows] == [
        "Encore un autre", "Un autre titre"
    ]  # fmt: skip
    assert [bool(row.select(".w-field--error")) for row in rows] == [True, True]
    assert rows[0].select_one("[name$=date]")["value"] == "hier"
    assert "2017, 11/2017 ou 12/11/2017" in rows[0].get_text()
    assert all(row.select_one("[name$=chosen]").has_attr("checked") for row in rows)
    bare.refresh_from_db()
    assert (bare.live, bare.title) == (False, "Un autre titre")


def test_without_a_selection_nothing_comes_out(drop, addresses, editor_client):
    drop(*numbered(1))
    answer = editor_client.post(addresses[1], lines(editor_client, addresses[1], publish="1"))
    assert "Cochez" in said(answer)
    assert not draft("Etude 00").live


def test_a_corrected_title_reaches_address_file_and_citation_until_it_is_published(
    drop, addresses, editor_client, read
):
    kind = factories.kind("Étude", "etude")
    drop(("raport_2020.pdf", files.pdf()))
    page = PublicationPage.objects.get()
    values = {f"{page.pk}-title": "Rapport d’activité", f"{page.pk}-kind": kind.pk}
    values = lines(editor_client, addresses[1], page, **values, publish="1")
    editor_client.post(addresses[1], values)
    page.refresh_from_db()
    document = page.files.get().document
    assert (page.slug, document.title) == ("rapport-d-activite", "Rapport d’activité")
    assert document.url.endswith(f"/{document.pk}/rapport-dactivite.pdf")
    assert "Rapport d’activité" in read(page.get_url()).select_one(".cite cite").get_text()
    # What was published is quoted: it stays.
    page.title = "Rapport d’activité 2020"
    page.save_revision().publish()
    document.refresh_from_db()
    page.refresh_from_db()
    assert (page.slug, document.title) == ("rapport-d-activite", "Rapport d’activité")


def test_a_file_that_has_come_out_elsewhere_keeps_its_name(
    drop, addresses, editor_client, django_capture_on_commit_callbacks
):
    drop(*numbered(1))
    page = draft("Etude 00")
    document = page.files.get().document
    with django_capture_on_commit_callbacks(execute=True):
        other = factories.publication("Étude parue")
        other.files.add(PublicationFile(document=document))
        other.save_revision().publish()
    values = lines(editor_client, addresses[1], **{f"{page.pk}-title": "Autre"})
    editor_client.post(addresses[1], values)
    document.refresh_from_db()
    assert document.title == "Etude 00"


def test_who_may_not_publish_submits(drop, addresses, writer):
    kind = factories.kind("Étude", "etude")
    drop(*numbered(2), client=writer)
    page = draft("Etude 00")
    text = writer.get(addresses[1]).content.decode()
    assert "Soumettre la sélection" in text
    assert "Publier la sélection" not in text
    values = lines(writer, addresses[1], page, kind=kind.pk, date="2020", publish="1")
    answer = writer.post(addresses[1], values, follow=True)
    assert said(answer).startswith("1 brouillon est soumis")
    page.refresh_from_db()
    assert (page.live, page.workflow_in_progress) == (False, True)
    assert "Etude 00" not in [
        field["value"]
        for field in BeautifulSoup(answer.content, "html.parser").select("[name$=title]")
    ]


def test_more_drafts_take_no_more_queries_to_show(drop, addresses, editor_client):
    factories.kind("Étude", "etude")
    factories.theme("Énergie")
    drop(*numbered(2))
    few = len(queries(editor_client, addresses[1]))
    drop(*numbered(5)[2:])
    assert len(queries(editor_client, addresses[1])) <= few


def test_files_that_become_no_draft_are_told_in_one_message(drop, addresses, editor_client):
    drop(("page.pdf", files.html()), ("note.exe", b"MZ"), *numbered(1))
    text = said(editor_client.get(addresses[1]))
    assert "2 fichiers" in text
    assert "page.pdf" in text
    assert "note.exe" in text


def test_the_same_file_twice_is_noticed(drop):
    factories_file = numbered(1)[0]
    drop(factories_file)
    answer = drop(("copie.pdf", factories_file[1]), Accept="application/json")
    assert answer.json()["drafts"] == 0
    assert "déjà là" in answer.json()["html"]
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [("page.pdf", files.html()), ("note.exe", b"MZ"), ("vide.pdf", b"")],
)
def test_a_file_that_isnt_taken_is_named_with_the_reason(name, data, drop):
    answer = drop((name, data), numbered(1)[0], Accept="application/json")
    assert name in answer.json()["html"]
    assert answer.json()["drafts"] == 1


def test_a_damaged_file_becomes_a_draft_all_the_same(drop):
    drop(("casse.pdf", b"%PDF-1.7 et rien de plus"))
    assert PublicationPage.objects.get().files.get().document.problem == "damaged"


@pytest.mark.parametrize("name", ["bulk_upload", "bulk_review"])
def test_it_is_for_who_writes_in_the_library(name, site, client):
    address = reverse(name, args=[site.library.pk])
    assert client.get(address).status_code == 302
    client.force_login(factories.user("membre@example.org"))
    assert client.get(address).status_code == 302


def test_the_menu_leads_to_it(site, editor_client):
    home = editor_client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("bulk_entrance") in home


def test_the_chooser_finds_a_file_by_its_text_and_shows_its_cover(
    site, editor_client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        factories.publication("Rapport", data=files.pdf(text="Le mot palissandre"))
    answer = editor_client.get(reverse("wagtaildocs_chooser:choose_results"), {"q": "palissandre"})
    text = answer.content.decode()
    assert "/media/covers/" in text
    assert "Rapport, 2025" in text


def test_a_file_that_isnt_what_it_says_has_one_reason(drop):
    text = drop(("page.pdf", files.html()), Accept="application/json").json()["html"]
    assert "quoi qu’en dise son nom" in text
    assert "extension" not in text


def last_year(user=None, **fields) -> dict[str, Document]:
    """By a word of its title, each of three scales of 2026."""
    return {
        word: factories.document(
            f"Barème des {word} 2026",
            data=files.pdf(text=f"{word} 2026"),
            name=f"bareme_{word}-2026.pdf",
            uploaded_by_user=user,
            **fields,
        )
        for word in ("loyers", "charges", "cotisations")
    }


def send(client, *named: tuple[str, bytes]):
    uploads = [SimpleUploadedFile(name, data) for name, data in named]
    return client.post(reverse("bulk_replace_upload"), {"files": uploads})


def this_year(*words: str) -> list[tuple[str, bytes]]:
    return [(f"Bareme {word} 2027.pdf", files.pdf(pages=3, text=f"{word} 2027")) for word in words]


@pytest.mark.both_databases
def test_files_of_a_year_take_the_places_of_those_of_the_year_before(site, editor_client, read):
    closed = factories.collection("Réservés")
    former = last_year(collection=closed, announced=True)
    addresses = {word: document.url for word, document in former.items()}
    older = factories.document("Barème des loyers 2019", name="bareme_loyers-2019.pdf")
    false = ("faux 2027.pdf", b"<html></html>")
    before = {word: document.file.open().read() for word, document in former.items()}
    sent = this_year("loyers", "charges", "inconnus", "cotisations")
    answer = send(editor_client, *sent[:3], false)
    assert answer.status_code == 302
    screen = reverse("bulk_replace")
    cost = len(queries(editor_client, screen))
    send(editor_client, sent[3])
    assert len(queries(editor_client, screen)) == cost
    page = BeautifulSoup(editor_client.get(screen).content, "html.parser")
    rows = {row.select_one("[role=group]")["aria-label"]: row for row in page.select(".bulk-row")}
    assert set(rows) == set(dict(sent))
    now, new = (
        [cell.text for cell in line.select("td")]
        for line in rows["Bareme loyers 2027.pdf"].select("tbody tr")
    )
    assert now[:2] == ["bareme_loyers-2026.pdf", "2026"]
    assert new[:3] == ["Bareme loyers 2027.pdf", "2027", "3"]
    data = lines(editor_client, screen, reason="Barèmes de 2027")
    answer = editor_client.post(screen, data | {"replace": "1"}, follow=True)
    said = BeautifulSoup(answer.content, "html.parser").select_one(".messages").text
    assert "3 fichiers sont remplacés" in " ".join(said.split())
    for word, document in former.items():
        document.refresh_from_db()
        assert document.title == f"Barème des {word} 2027"
        assert document.url.split("/")[2:3] == addresses[word].split("/")[2:3]
        assert (document.collection, document.announced) == (closed, True)
        assert document.file.open().read() == dict(sent)[f"Bareme {word} 2027.pdf"]
        [version] = document.versions.all()
        assert (version.reason, version.replaced_by) == ("Barèmes de 2027", editor_client.user)
        assert version.file.open().read() == before[word]
    assert not older.versions.exists()
    # What was matched to nothing waits, and its file isn't on the site.
    [left] = Replacement.objects.all()
    assert left.name == "Bareme inconnus 2027.pdf"
    assert left.document is None
    read(f"/media/{left.file.name}", status=404)
    with background.followed():
        editor_client.post(screen, {"leave": left.pk})
    assert not Replacement.objects.exists()
    assert not left.file.storage.exists(left.file.name)


def test_of_several_replacements_what_is_refused_stays_as_it_was_typed(site, editor_client):
    former = last_year()
    send(editor_client, *this_year("loyers", "charges", "cotisations"))
    waiting = {one.name.split()[1]: one for one in Replacement.objects.all()}
    screen = reverse("bulk_replace")
    twice = {
        f"{waiting['charges'].pk}-document": former["loyers"].pk,
        f"{waiting['charges'].pk}-title": "Un titre tapé",
        f"{waiting['cotisations'].pk}-document": "x",
    }
    data = lines(editor_client, screen) | twice | {"replace": "1", "reason": "Pourquoi"}
    answer = editor_client.post(screen, data)
    page = answer.content.decode()
    assert "Un autre fichier de cette liste vient de le remplacer" in page
    assert "Vous ne pouvez pas remplacer ce fichier" in page
    assert 'value="Pourquoi"' in page
    assert sum(document.versions.count() for document in former.values()) == 1
    assert Replacement.objects.count() == 2


def test_each_replaces_what_she_might_replace_alone(site, writer, editor_client):
    theirs = last_year()["loyers"]
    own = factories.document(
        "Barème du stationnement 2026",
        data=files.pdf(text="stationnement"),
        name="stationnement-2026.pdf",
        uploaded_by_user=writer.user,
    )
    send(writer, *this_year("loyers"), ("stationnement-2027.pdf", files.pdf(text="2027")))
    paired = {one.name: one.document for one in Replacement.objects.all()}
    assert paired == {"Bareme loyers 2027.pdf": None, "stationnement-2027.pdf": own}
    screen = reverse("bulk_replace")
    loyers = Replacement.objects.get(document=None)
    forged = {f"{loyers.pk}-document": theirs.pk, f"{loyers.pk}-chosen": "on", "replace": "1"}
    assert "Vous ne pouvez pas remplacer ce fichier" in writer.post(screen, forged).content.decode()
    assert not theirs.versions.exists()
    # What waits is hers alone.
    assert "n’attend d’en remplacer" in editor_client.get(screen).content.decode()
    editor_client.post(screen, {"leave": loyers.pk})
    assert Replacement.objects.filter(pk=loyers.pk).exists()
    outside = factories.user("adhesions@example.org", "Adhésions")
    for address in (screen, reverse("bulk_replace_upload")):
        assert logged_in(outside).get(address).status_code in {302, 403}
