"""The first page of the members' space."""

from tests import factories, page_types
from tests.conftest import logged_in
from tests.queries import queries, report

HOME = "/espace-adherents/"
# Three more than a public page: the session, the account, and the groups that restrictions ask for.
MOST_FOR_A_MEMBER = 20


def test_a_member_finds_what_is_kept_for_members(site, read):
    closed = factories.collection()
    factories.restrict_collection(closed)
    report = page_types.news_page(site.home, title="Note réservée")
    factories.restrict(report)
    page_types.news_page(site.home, title="Nouvelle publique")
    factories.document("Annexe réservée", collection=closed)
    factories.document("Annexe publique")
    session = page_types.session(site.home)
    page = read(HOME, client=logged_in(factories.member())).main
    assert page.select_one(f"a[href='{report.url}']")
    assert page.select_one(f"a[href='{session.url}']")
    assert "Annexe réservée" in page.text
    assert "publique" not in page.text


def test_what_isnt_translated_is_there_in_its_own_language_and_what_is_once(site, read):
    report = page_types.news_page(site.home, title="Note traduite")
    factories.translate(report, title="Translated note")
    factories.restrict(report)
    factories.restrict(page_types.news_page(site.home, title="Note française"))
    session = page_types.session(site.home, title="Séance française")
    english = read("/en/members/", client=logged_in(factories.member())).main
    assert "Translated note" in english.text
    assert "Note traduite" not in english.text
    assert english.select_one("li[lang=fr] a").text == "Note française"
    assert english.select_one(f"a[href='{session.url}']")


def test_what_other_groups_keep_isnt_there(site, read):
    from django.contrib.auth.models import Group

    page = page_types.news_page(site.home, title="Note du bureau")
    factories.restrict(page, Group.objects.create(name="Bureau"))
    assert "Note du bureau" not in read(HOME, client=logged_in(factories.member())).main.text


def test_an_empty_space_says_so(site, read):
    text = read(HOME, client=logged_in(factories.member())).main.text
    assert "Rien n’est encore réservé" in text
    assert "Aucune séance" in text


def test_every_page_leads_to_the_space(site, read):
    assert read("/").select_one("header a[href='/espace-adherents/']")


def test_a_page_says_that_one_is_in(site, read):
    def door(**options):
        return read("/", **options).select_one("header a[href='/espace-adherents/']").text

    assert "Espace adhérents" in door()
    assert "Mon espace" in door(client=logged_in(factories.member()))


def test_the_space_takes_few_queries(site):
    client = logged_in(factories.member())
    for number in range(6):
        factories.restrict(page_types.news_page(site.home, title=f"Note {number}"))
        page_types.session(site.home, title=f"Séance {number}")
    sql = queries(client, HOME)
    assert len(sql) <= MOST_FOR_A_MEMBER, report(sql)


def test_more_reserved_pages_cost_no_more_queries(site):
    client = logged_in(factories.member())
    counts = set()
    for many in (3, 12):
        for number in range(many):
            factories.restrict(page_types.news_page(site.home, title=f"Note {many} {number}"))
        counts.add(len(queries(client, "/actualites/")))
    assert len(counts) == 1
