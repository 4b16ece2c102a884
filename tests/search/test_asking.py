"""What a search finds, in which order, and how its results show it."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from search import ranking
from search.backends.rows import DatabaseRows
from search.indexing import refresh, stale
from search.models import AskedQuery, Entry, FileText, PromotedResult, Synonyms
from tests import factories, files, page_types
from tests.background import followed

pytestmark = pytest.mark.both_databases

READER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def titles(client, query: str, **parameters) -> list[str]:
    answer = client.get("/recherche/", {"q": query, "format": "json"} | parameters)
    assert answer.status_code == 200
    return [result["title"] for result in answer.json()["results"]]


def publication(title: str, *pages: str, **fields):
    """A publication whose file, of so many pages, has been read."""
    with followed():
        return factories.publication(title, data=files.pdf_of(*pages), **fields)


def page(site, title: str, **fields):
    return page_types.content_page(site.home, title=title, **fields)


# Words


def test_all_words_are_wanted_wherever_they_stand(site, client):
    page(site, "Impayés de loyer", introduction="Une résidence.")
    page(site, "Impayés d’énergie")
    assert titles(client, "residence impaye") == ["Impayés de loyer"]


def test_when_nothing_has_them_all_some_will_do_and_the_page_says_so(site, read, client):
    page(site, "Impayés de loyer")
    assert titles(client, "impayés toboggan") == ["Impayés de loyer"]
    assert "tous ces mots" in read("/recherche/?q=impayés+toboggan").main.text
    assert "tous ces mots" not in read("/recherche/?q=impayés").main.text


def test_quotation_marks_keep_words_together(site, client):
    page(site, "Impayés de loyer")
    page(site, "Loyer : de nouveaux impayés")
    for quoted in (
        '"impayés de loyer"',
        "« impayes de loyer »",
        "“Impayés de loyer”",
    ):
        assert titles(client, quoted) == ["Impayés de loyer"]
    assert len(titles(client, "impayés de loyer")) == 2


def test_quoted_words_are_found_in_a_page_of_a_file(site, client):
    publication("Bilan", "Un mot.", "La gestion urbaine de proximité avance.")
    publication("Autre bilan", "La proximité de la gestion urbaine.")
    assert titles(client, '"gestion urbaine de proximite"') == ["Bilan"]


@pytest.mark.parametrize(
    "title",
    [
        "Orsenne : seize logements à la Fontaine-aux-Moines",
        "Le bail réel-solidaire à Orsenne",
        "Orsenne : fontaine aux moines",
        "Rendez-vous au Val-d’Orsenne",
    ],
)
def test_a_title_is_found_as_it_is_quoted_compounds_included(title, site, client):
    page(site, title)
    publication("Étude", f"Un chantier. {title}. Une suite.")
    for quoted in (title, title.replace("-", " "), title.replace("aux moines", "aux-moines")):
        assert titles(client, f'"{quoted}"') == [title, "Étude"]


def test_a_compound_is_found_with_its_hyphens_or_without(site, client):
    page(site, "La Fontaine-aux-Moines")
    page(site, "Une fontaine aux moines")
    for query in ("Fontaine-aux-Moines", "fontaine aux moines", "logement fontaine-aux-moines"):
        assert len(titles(client, query)) == 2


def test_words_are_left_out_of_a_phrase_that_nothing_has_alike_in_every_language(site, client):
    """The word « à » is a small one in French, and any other in English."""
    page(site, "Adapter un logement")
    factories.translate(page(site, "Les logements"), title="The logements of Valmire")
    for quoted in ('"logements adaptés à la"', '"the logements of Orsenne"'):
        assert "Adapter un logement" in titles(client, quoted)


def test_a_title_that_says_it_comes_first_however_many_texts_say_it_too(site, client, monkeypatch):
    """The texts of a few entries are read to put them in order: those whose titles say it are among them."""
    monkeypatch.setattr(ranking, "RANKED", 2)
    today = timezone.localdate()
    for days, title in enumerate(["Le chanvre", "Une laine", "Une ouate", "Un liège"]):
        fields = {"title": title, "introduction": "Du chanvre.", "slug": f"n{days}"}
        page_types.news_page(site.home, date=today + timedelta(days=days - 4), **fields)
    assert titles(client, "chanvre")[0] == "Le chanvre"
    assert len(titles(client, "chanvre")) == 4


def test_a_minus_sign_leaves_out(site, client):
    page(site, "Impayés de loyer")
    page(site, "Impayés d’énergie")
    publication("Impayés : bilan", "Les impayés d’énergie montent.")
    assert titles(client, "impayés -énergie") == ["Impayés de loyer"]
    assert titles(client, "impayés -energies") == ["Impayés de loyer"]


def test_synonyms_find_one_another(site, client):
    page(site, "Les bailleurs")
    page(site, "Un organisme Hlm")
    page(site, "Un organisme de formation")
    Synonyms.objects.create(words="bailleur\norganisme Hlm\nlandlord")
    for query in ("bailleur", "organismes HLM", "organisme h.l.m.", "landlord"):
        assert set(titles(client, query)) == {"Les bailleurs", "Un organisme Hlm"}


def test_a_mistyped_word_is_corrected_with_the_sites_own(site, read):
    page(site, "L’accompagnement des locataires")
    link = read("/recherche/?q=acompagnement").select_one(".search-note a")
    assert link.text == "accompagnement"
    assert "q=accompagnement" in link["href"]
    link = read("/recherche/?q=locatiares+acompagnement").select_one(".search-note a")
    assert link.text == "locataires accompagnement"


def test_a_word_that_only_others_may_read_is_never_proposed(site, read, client):
    hidden = page(site, "Confidentialité", introduction="Une restructuration.")
    factories.restrict(hidden)
    closed = factories.collection()
    publication("Bilan", "Une fusion confidentielle.", collection=closed)
    factories.restrict_collection(closed)
    for query in ("confidentialitee", "restructurations", "confidentiele", "restructuracion"):
        assert not read(f"/recherche/?q={query}").select(".search-note a")
    assert client.get("/recherche/suggestions/?q=confid").json() == {"suggestions": []}
    client.force_login(factories.user("membre@example.org"))
    assert client.get("/recherche/suggestions/?q=confid").json()["suggestions"]
    document = read("/recherche/?q=restructuracion", client=client)
    assert document.select_one(".search-note a").text == "restructuration"


# Order


def test_titles_come_before_introductions_before_bodies_before_files(site, client):
    publication("Quatrième", "Le chanvre pousse.", date=date(2020, 1, 1))
    page(site, "Troisième", body=[("rich_text", "<p>Du chanvre.</p>")])
    page(site, "Deuxième", introduction="Le chanvre.")
    page(site, "Le chanvre")
    assert titles(client, "chanvre") == ["Le chanvre", "Deuxième", "Troisième", "Quatrième"]


def test_a_word_as_it_is_written_comes_before_its_other_forms(site, client):
    page(site, "Loger")
    page(site, "Logement")
    page(site, "Logements")
    assert titles(client, "logements")[0] == "Logements"
    assert titles(client, "logement")[0] == "Logement"


def test_recent_comes_before_old_with_measure(site, client):
    today = timezone.localdate()
    for years in (9, 0, 3):
        page_types.news_page(
            site.home, title="Réunion", date=today - timedelta(days=366 * years), slug=f"n{years}"
        )
    page_types.news_page(site.home, title="Autre chose", introduction="Réunion", date=today)
    answer = client.get("/recherche/?q=réunion&format=json").json()["results"]
    assert [result["url"].split("/")[-2] for result in answer] == ["n0", "n3", "n9", "autre-chose"]


def test_editors_put_pages_first(site, read):
    wanted = page(site, "Rejoindre l’association")
    closed = page(site, "Réservée")
    factories.restrict(closed)
    for target in (wanted, closed):
        PromotedResult.objects.create(searches="adhésion\ndevenir adhérent", page=target)
    for query in ("adhesion", "ADHÉSIONS", "adhérents+devenir"):
        document = read(f"/recherche/?q={query}")
        assert [link.text for link in document.select(".results-promoted a")] == [wanted.title]
    assert not read("/recherche/?q=adhésion+associations").select(".results-promoted")


def test_what_editors_put_first_is_shown_in_the_readers_language(site, read):
    wanted = page(site, "Rejoindre l’association")
    PromotedResult.objects.create(searches="adhésion\nmembership", page=wanted)
    shown = lambda: read("/en/search/?q=membership").select(".results-promoted a")  # noqa: E731
    assert [link.text for link in shown()] == ["Rejoindre l’association"]
    factories.translate(wanted, title="Join us")
    assert [link.text for link in shown()] == ["Join us"]


# Results


def test_a_file_is_quoted_with_its_page_and_a_link_that_opens_there(site, read):
    made = publication("Bilan", "Un début.", "Une suite.", "Le chanvre sèche lentement.")
    result = read("/recherche/?q=chanvre").select_one(".results > li")
    link = result.select_one(".passage-page")
    assert link["href"] == f"{made.files.get().document.url}#page=3"
    assert link.text.startswith("PDF, p.\u00a03")
    assert [mark.text for mark in result.select(".passage mark")] == ["chanvre"]


def test_a_publication_with_many_pages_is_one_result(site, client):
    publication("Bilan", *(f"Le chanvre, {number}" for number in range(30)))
    assert titles(client, "chanvre") == ["Bilan"]


def test_a_news_item_that_offers_a_publications_file_leaves_it_to_the_publication(site, client):
    made = publication("Bilan", "Le chanvre.")
    document = made.files.get().document
    page_types.news_page(site.home, title="Paru", downloads=[document])
    assert titles(client, "chanvre") == ["Bilan"]
    factories.restrict(made)
    assert titles(client, "chanvre") == ["Paru"]


def test_words_are_marked_in_the_sentence(site, read):
    page(
        site,
        "Une page",
        body=[
            ("rich_text", "<p>D’abord rien. Les impayés <b>de loyers</b> baissent. Enfin rien.</p>")
        ],
    )
    result = read("/recherche/?q=impaye+loyer").select_one(".results > li")
    assert [mark.text for mark in result.select("mark")] == ["impayés", "loyers"]
    assert "baissent." in result.text


def test_what_is_marked_is_text_and_no_markup(site, read):
    page(site, "Une page <b>chanvre</b>", introduction="<script>chanvre</script>")
    result = read("/recherche/?q=chanvre").select_one(".results > li")
    assert not result.select("b, script")


def test_people_and_organisations_are_found_where_readers_meet_them(site, read):
    person = factories.contact("Zoé Marelle", role="Chargée de mission, copropriétés")
    factories.contact("Partie Ailleurs", successor=person)
    factories.contact("Pas Listée", listed=False)
    link = read("/recherche/?q=zoe").select_one(".results a")
    assert link["href"] == f"/contacts/#contact-{person.pk}"
    assert read("/contacts/").select_one(f"#contact-{person.pk}")
    for query in ("partie", "listée"):
        assert not read(f"/recherche/?q={query}").select(".results a")
    host = factories.organisation("Valmire Habitat", website="https://valmire.example.org/")
    assert not read("/recherche/?q=valmire").select(".results a")
    session = page_types.session(site.home, host=host)
    found = {link["href"] for link in read("/recherche/?q=valmire").select(".results a")}
    assert found == {host.website, session.url}


def test_facets_count_what_is_found_and_the_address_holds_them(site, read, client):
    theme = factories.theme("Rénovation")
    page_types.news_page(site.home, title="Chanvre", themes=[theme], date=date(2025, 3, 1))
    session = page_types.session(site.home, title="Chanvre en séance")
    publication("Chanvre in English", "Hemp.", language="en", date=date(2024, 1, 1))
    counts = client.get("/recherche/?q=chanvre&format=json").json()["facets"]
    assert {option["label"]: option["count"] for option in counts["type"]} == {
        "Actualité": 1,
        "Publication": 1,
        "Séance": 1,
    }
    assert [(option["label"], option["count"]) for option in counts["theme"]] == [("Rénovation", 1)]
    assert [option["label"] for option in counts["club"]] == ["Club rénovation"]
    assert {option["value"]: option["count"] for option in counts["langue"]} == {"fr": 2, "en": 1}
    assert "2024" in [option["value"] for option in counts["annee"]]
    assert titles(client, "chanvre", type="seance") == [session.title]
    assert titles(client, "chanvre", langue="en", annee="2024") == ["Chanvre in English"]
    for name in ("type", "theme", "annee", "club", "langue", "page"):
        read(f"/recherche/?q=chanvre&{name}=nimporte%22", status=404)
        read(f"/recherche/?q=chanvre&{name}=%00", status=400)


def test_a_closed_club_isnt_named_by_a_facet(site, client):
    club = page_types.club(site.home, title="Club discret")
    page_types.session(site.home, parent=club, title="Chanvre")
    type(club).objects.filter(pk=club.pk).update(expire_at=timezone.now() - timedelta(hours=1))
    answer = client.get("/recherche/?q=chanvre&format=json").json()
    assert answer["total"] == 1
    assert answer["facets"]["club"] == []


# Languages


def test_each_language_has_its_own_forms_and_one_self_of_each_page(site, client):
    french = page(site, "Les études")
    factories.translate(french, title="The studies")
    publication("Landlords’ studies", "Tenants are ageing.", language="en")
    english = lambda query: client.get("/en/search/", {"q": query, "format": "json"}).json()  # noqa: E731
    assert {result["title"] for result in english("study")["results"]} == {
        "The studies",
        "Landlords’ studies",
    }
    assert titles(client, "étude") == ["Les études"]
    assert titles(client, "landlord study") == ["Landlords’ studies"]
    assert titles(client, "tenant") == ["Landlords’ studies"]


def test_a_word_is_read_in_the_language_of_each_text(site, client):
    """As a French verb, "tenants" would be a form of "ten"."""
    french = publication("Dix ans après", "Les locataires le disent.")
    factories.translate(french, title="Ten years on")
    publication("Ten tenants", "Ten people said what tenants want.", language="en")
    answer = client.get("/en/search/", {"q": "tenants"})
    assert b"Ten years on" not in answer.content
    assert b"<mark>tenants</mark>" in answer.content
    assert b"<mark>Ten</mark>" not in answer.content


# Suggestions


def test_titles_people_and_themes_are_suggested(site, client):
    theme = factories.theme("Copropriétés")
    page_types.news_page(site.home, title="Copropriété mixte", themes=[theme])
    factories.theme("Copropriétés sans page")
    factories.contact("Copernic Marelle")
    found = client.get("/recherche/suggestions/?q=cop").json()["suggestions"]
    assert {(item["kind"], item["label"]) for item in found} == {
        ("Thème", "Copropriétés"),
        ("Actualité", "Copropriété mixte"),
        ("Contact", "Copernic Marelle"),
    }
    for item in found:
        assert client.get(item["url"]).status_code == 200
    assert client.get("/recherche/suggestions/?q=c").json() == {"suggestions": []}


def test_browsers_are_told_how_to_search(site, read, client):
    link = read("/").select_one("link[rel=search]")
    answer = client.get(link["href"])
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    assert "/recherche/?q={searchTerms}" in answer.content.decode()


# What was asked


def test_searches_are_counted_by_day_without_anything_about_who_asks(site, client, admin_client):
    page(site, "Chanvre")
    for query in ("Chanvre", "chanvre", "introuvable"):
        client.get("/recherche/", {"q": query}, **READER)
    client.get("/recherche/", {"q": "chanvre", "type": "page"}, **READER)
    client.get("/recherche/", {"q": "zoe@example.org"}, **READER)
    client.get("/recherche/", {"q": "06 12 34 56 78"}, **READER)
    client.get("/recherche/", {"q": "chanvre"}, HTTP_USER_AGENT="Googlebot/2.1")
    rows = AskedQuery.objects.values_list("words", "asked", "found_nothing")
    assert set(rows) == {("chanvre", 2, 0), ("introuvable", 1, 1)}
    report = admin_client.get("/admin/reports/searches/")
    assert "introuvable" in report.content.decode()


def test_as_many_searches_are_counted_as_editors_can_read(site, client, settings):
    settings.SEARCHES_COUNTED_A_DAY, settings.SEARCHES_KEPT_DAYS = 2, 30
    today = timezone.localdate()
    for days in (29, 31):
        AskedQuery.objects.create(
            day=today - timedelta(days), language="fr", words=f"il y a {days}"
        )
    for query in ("chanvre", "bardage", "tuile", "chanvre"):
        client.get("/recherche/", {"q": query}, **READER)
    assert set(AskedQuery.objects.values_list("words", "asked")) == {
        ("il y a 29", 0), ("chanvre", 2), ("bardage", 1),
    }  # fmt: skip


# Keeping up


def test_what_a_worker_left_undone_is_caught_up(site, client):
    made = page(site, "Chanvre")
    Entry.objects.filter(page=made).delete()
    assert titles(client, "chanvre") == []
    assert made.pk in set(stale()[0].values_list("pk", flat=True))
    for items in stale():
        refresh(items)
    assert titles(client, "chanvre") == ["Chanvre"]
    assert made.pk not in set(stale()[0].values_list("pk", flat=True))
    Page.objects.filter(pk=made.pk).update(last_published_at=timezone.now() + timedelta(hours=1))
    assert made.pk in set(stale()[0].values_list("pk", flat=True))


def test_a_rebuild_never_empties_the_search(site, client, monkeypatch):
    publication("Chanvre", "Une suite.")
    add_items = DatabaseRows.add_items
    seen = []

    def add_and_look(self, model, objs):
        seen.append(titles(client, "chanvre suite"))
        return add_items(self, model, objs)

    monkeypatch.setattr(DatabaseRows, "add_items", add_and_look)
    call_command("update_index", verbosity=0)
    assert seen
    assert all(found == ["Chanvre"] for found in seen)
    assert titles(client, "chanvre suite") == ["Chanvre"]


def test_what_is_deleted_or_changed_is_found_no_more(site, client):
    made = publication("Chanvre", "Une suite.", introduction="Avant")
    made.title, made.introduction = "Lin", "Après"
    made.save_revision().publish()
    assert titles(client, "avant suite -lin") == []
    assert titles(client, "lin après suite") == ["Lin"]
    made.delete()
    assert titles(client, "lin") == []
    assert not FileText.objects.exists()


def test_a_very_long_text_is_kept_up_to_its_limit(site, client):
    """Of each row PostgreSQL takes a megabyte of words, and loses the row in silence past it."""
    words = " ".join(f"mot{number:x}singulier{number}" for number in range(40_000))
    page(site, "Chanvre", body=[("rich_text", f"<p>{words}</p>")])
    assert titles(client, "chanvre") == ["Chanvre"]
