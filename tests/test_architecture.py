"""How the house is built: what may import what, where the one visibility rule is asked, what is tidy."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils.functional import Promise
from taggit.models import ItemBase
from wagtail.images.models import AbstractRendition
from wagtail.models import Orderable, Page

from tests.source_rules import (
    APPS,
    FLOORS,
    GUARDS,
    ROOT,
    hidden_relations,
    imported_apps,
    module_imports,
    reaches,
    sources,
)

# Files that serve no reader.
NO_READER = {
    "handlers.py": "what follows a change, which puts files where the rule says",
    "core/changes.py": "keys of what has changed",
    "trash/keeping.py": "what is being deleted, whatever it is",
    "trash/returning.py": "what comes back where it was; the rule says who sees it there",
    "trash/models.py": "what editors have deleted, under the editors' permissions",
    "home/moderation.py": "messages to editors, each asked whether she may edit the page",
    "core/history.py": "what an editor changes, for the editors' history of it",
    "operations/revisions.py": "keys of old versions, for the nightly job",
    "operations/orphans.py": "names of files, for the operator's command",
    "core/placing.py": "keys of what has files; where they lie is asked of the rule",
    "wagtail_hooks.py": "the admin's own pages, or guards before a page is served",
    "clubs/views/registrations.py": "the editors' screens, under the editors' permissions",
    "clubs/views/reports.py": "the editors' screens, under the editors' permissions",
    "clubs/views/word_import.py": "the editors' screens, under the editors' permissions",
    "downloads/views/bulk.py": "the editors' screens, under the editors' permissions",
    "downloads/views/versions.py": "the editors' screens, under the editors' permissions",
    "downloads/addresses.py": "keeps addresses; core.redirects says what they answer",
    "directory/addresses.py": "keeps addresses; core.redirects says what they answer",
    "home/addresses.py": "keeps addresses; core.redirects says what they answer",
    "core/addresses.py": "keeps addresses; core.redirects says what they answer",
    "core/slugs.py": "names in the addresses of what editors write",
    "core/checks.py": "asks nothing of the database",
    "core/privacy.py": "questions to editors about the pages that they move",
    "viewsets.py": "the editors' lists, under the editors' permissions",
    "downloads/choosers.py": "the editors' choosers, under the editors' permissions",
    "clubs/views/booklets.py": "an editors' action, under the editors' permissions",
    "clubs/management/commands/make_report_pdfs.py": "the operator's command",
    "core/management/commands/find_untranslated_texts.py": "the operator's command",
    "clubs/numbering.py": "numbers that a club's editors may not give twice",
    "training/tasks.py": "makes files in the background; the page gives them out",
    "clubs/pdf/tasks.py": "makes files in the background; the page gives them out",
    "directory/tasks.py": "makes files in the background; a view gives them out",
    "core/page_models.py": "an editor's action, under the editor's permissions",
    "core/recent.py": "keys and an order for the editors' choosers, which ask what may be known",
    "core/remarks.py": "what a page's editor reads of it",
    "core/twins.py": "what an editor is told of pages that she may know of (known_pages)",
    "core/remark_views.py": "the editors' forms and report, under the editors' permissions",
    "home/views/reviews.py": "the editors' report and press, under their permissions",
    "core/reviews.py": "what editors look through; those who ask give the pages",
    "home/reminders.py": "messages to those named on pages, of whom each is asked the rule",
    "core/translation/reports.py": "the editors' lists and report, under the editors' permissions",
    "core/visibility.py": "the rule itself",
    "core/restrictions.py": "what is closed, for the rule",
    "home/roles.py": "permissions, given at the roots of the trees",
    "home/site_creation.py": "makes the first pages of a site",
    "home/schedule.py": "the editors’ calendar of the pages that they may change",
    "home/checklist.py": "the editors’ first screen, under their permissions",
    "downloads/bulk.py": "what editors file, under the editors' permissions",
    "downloads/replacing.py": "files that an editor replaces, under her permissions",
    "activity/figures.py": "the editors' report, under the editors' permissions",
    "downloads/counting.py": "numbers alone",
    "downloads/reports.py": "the editors' reports, under the editors' permissions",
    "members/views/two_factor_reset.py": "the association's screen, under its permission",
    "photos/views/bulk.py": "an editor's screen, under the editor's permissions on its page",
    "photos/views/texts.py": "an editor's screen, under the editor's permissions on its page",
    "photos/views/register.py": "the editors’ report, under their permissions",
    "photos/views/withdrawal.py": "an editor's screen, under the editor's permissions",
    "links/reading.py": "notes where links stand, in the background; the editors' report asks",
    "links/reports.py": "the editors' report, under their permissions",
    "operations/backups/tables.py": "every row, for the operator's backup",
    "operations/backups/finishing.py": "compares what was restored with the rule",
    "search/backends/rows.py": "rows of the index, in the background",
    "search/backends/postgres.py": "keys of what has some words; search.matching keeps what may be seen",
    "search/backends/sqlite.py": "keys of what has some words; search.matching keeps what may be seen",
    "search/entries.py": "makes entries in the background; search.matching keeps what may be seen",
    "search/indexing.py": "makes entries in the background; search.matching keeps what may be seen",
}
# Single places that reach pages or files past the rule, each with the reason why it may.
ALLOWED = {
    ("core/citations.py", "CitedMixin.route"): "Wagtail's view then checks the page",
    ("core/conditional.py", "last_change"): "a moment alone",
    ("core/generations.py", "next_change"): "a moment alone",
    ("links/models.py", "LinkUseQuerySet.told"): "whether a page is published",
    ("home/accessibility.py", "AccessibilityStatement.save"): "the settings' own row",
    ("core/references.py", "pages_under"): "keys of pages, for background work",
    ("core/facets.py", "TermFacet.filter"): "narrows a list that has asked",
    ("search/matching.py", "_said"): "narrows keys, of which what may be seen is kept",
    ("home/views/themes.py", "_used"): "links of pages that live_for has let through",
    ("downloads/theme_links.py", "links_to"): "an editor's action, under the editor's permissions",
    (
        "downloads/theme_links.py",
        "replace_theme",
    ): "an editor's action, under the editor's permissions",
    ("core/facts.py", "FactsMixin.followed"): "the same page in the main language, for its facts",
    ("core/facts.py", "FactsMixin._give_facts"): "the same page in the other languages",
    ("core/facts.py", "_value"): "the translation of what a fact names",
    ("core/translation/missing.py", "with_typed_texts"): "the page that is published, anew",
    ("core/translation/missing.py", "_original"): "the same page in the main language",
    ("core/translation/views/publishing.py", "publish_saved"): "who may publish the page is asked",
    ("core/admin_views.py", "BrowseView.get_object_list"): "the chooser keeps known_pages of it",
    (
        "core/admin_views.py",
        "BrowseView._above_all",
    ): "where Wagtail begins; its caller asks known_pages",
    ("core/admin_views.py", "_known_among"): "objects of a screen, of which the known are kept",
    ("downloads/views/files.py", "serve_archive"): "whether the page of the files was withdrawn",
    ("core/redirects.py", "page_at"): "the page of an address; those who follow it ask can_name",
    ("core/redirects.py", "_same_page"): "keeps what can_name lets through",
    ("core/routing.py", "_wanted"): "pages around an address; the layout keeps what may be seen",
    ("core/routing.py", "_at"): "the page asked for; those who serve it check it",
    ("core/routing.py", "_in_full"): "the page asked for; those who serve it check it",
    ("core/layout.py", "Layout._pages"): "keeps what can_see lets through",
    (
        "core/translated_fields.py",
        "TranslatedFields.untranslated_in",
    ): "the editors’ report, under their permissions",
    (
        "photos/models.py",
        "Photo.untranslated_in",
    ): "the editors’ report, under their permissions",
    (
        "core/languages.py",
        "original_of",
    ): "finds a list's place in the tree; its items ask named_for",
    ("core/languages.py", "listed_below"): "both halves of the list ask named_for together",
    ("core/languages.py", "foreign_language"): "languages, which hide nothing",
    ("core/blocks/choosers.py", "read_body"): "what a body holds; pages ask can_see_file of it",
    ("core/blocks/media.py", "DownloadsBlock.get_preview_value"): "an editor's preview",
    ("downloads/describe.py", "_write"): "background work on the file itself",
    ("downloads/management/commands/read_files.py", "Command.handle"): "has all files read again",
    (
        "downloads/describe.py",
        "describe_documents.describe_one",
    ): "background work on the file itself",
    ("downloads/models/documents.py", "Document.twins"): "named to editors alone",
    (
        "downloads/models/documents.py",
        "Document.pages",
    ): "whether a file came out or was withdrawn; its callers name a page to nobody",
    ("downloads/models/publications.py", "PublicationPage.save"): "a publication's own row",
    (
        "downloads/models/publications.py",
        "PublicationPage._name_files",
    ): "the files of a draft, named like it",
    ("downloads/themes.py", "translated_names"): "themes and kinds, which hide nothing",
    ("downloads/themes.py", "prefetch_themes"): "themes, which hide nothing",
    ("downloads/themes.py", "choosable_themes"): "themes, which hide nothing",
    ("clubs/models/printed.py", "PrintedMixin.route"): "Wagtail's view then checks the page",
    ("training/printed.py", "PrintedCourse.context"): "the course itself, whose page gives it out",
    ("clubs/pdf/pages.py", "PrintedReport._html"): "the club is named if it is published",
    (
        "clubs/models/reports.py",
        "ReportPage.session",
    ): "the page above; a reader's view asks can_see of it",
    (
        "clubs/registrations/mail.py",
        "page_in",
    ): "for those who registered for the page: they saw it",
    (
        "clubs/models/registrations.py",
        "RegistrationMixin.times_changed",
    ): "a number of the page's own",
    ("clubs/registrations/notices.py", "send_notices"): "a lock on a page that its editor knows",
    ("clubs/registrations/places.py", "_locked"): "a lock on a page that its caller may see",
    ("clubs/registrations/places.py", "_give_places"): "a number of a page that its caller may see",
    ("clubs/models/dated.py", "DatedMixin.published"): "a session's own row",
    ("downloads/views/files.py", "_refuse"): "whether a file exists, to ask for an account",
    ("downloads/versions.py", "_locked"): "editors replace a file",
    ("downloads/themes.py", "choosable_kinds"): "kinds, which hide nothing",
    ("downloads/models/publications.py", "PublicationPage.with_content_json"): "a number",
    ("downloads/models/publications.py", "PublicationPage.clean"): "an editor's form",
    ("clubs/models/dated.py", "DatedMixin.save"): "a session's own row",
    ("training/models/sessions.py", "CourseSessionPage.course"): "the page above, for who sees it",
    (
        "training/models/vocabularies.py",
        "names_in_use",
    ): "domains and audiences, which hide nothing",
    ("clubs/models/reports.py", "report_of"): "for those who write; a reader's view asks can_see",
}
# Files that import inside a function, each with the reason why they must.
_SELDOM = "a large package that each process would hold, for what few processes ever do"
IMPORTS_IN_FUNCTIONS = {
    "activity/views.py": _SELDOM,
    "clubs/calendar_files.py": _SELDOM,
    "clubs/pdf/render.py": "a program of its own, which says in its answer that a library is missing",
    "core/redirect_views.py": _SELDOM,
    "core/routing.py": "Wagtail's view has models, which the applications need time to load",
    "core/tasks.py": "the table of tasks has models",
    "downloads/reader.py": "a program of its own, which loads what its file needs",
    "members/validators.py": _SELDOM,
}
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
KEPT = [path for path in TEMPLATES if "{% kept_html" in path.read_text()]


def test_the_source_root_is_no_package():
    """`site/__init__.py` would shadow the interpreter's own module `site`."""
    assert not (ROOT / "site" / "__init__.py").exists()


@pytest.mark.django_db
def test_no_migration_is_pending():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_app_of_the_project_has_its_floor():
    folders = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert folders - {"demo"} == set(APPS)


@pytest.mark.parametrize("app", APPS)
def test_imports_run_downwards(app):
    height = next(number for number, floor in enumerate(FLOORS) if app in floor)
    allowed = {name for floor in FLOORS[: height + 1] for name in floor}
    if app == "core":
        allowed = {"core"}
    for path in sources(app):
        assert imported_apps(path) <= allowed, path.relative_to(ROOT)


def test_imports_make_no_circle():
    above = {app: set() for app in APPS}
    for app in APPS:
        for path in sources(app):
            above[app] |= imported_apps(path) & set(APPS) - {app}
    while free := [app for app, needs in above.items() if not needs]:
        for app in free:
            del above[app]
        for needs in above.values():
            needs.difference_update(free)
    assert not above, f"these apps import one another in a circle: {above}"


def test_modules_import_one_another_in_no_circle():
    above = {module: set(imports.at_top) for module, imports in module_imports().items()}
    while free := [module for module, needs in above.items() if not needs]:
        for module in free:
            del above[module]
        for needs in above.values():
            needs.difference_update(free)
    assert not above, f"these modules are in a circle, or need one: {above}"


def test_imports_inside_functions_have_a_reason():
    hidden = {
        path
        for imports in module_imports().values()
        for path in imports.in_functions
        if not path.endswith("/apps.py")  # `ready` is Django's place for what needs the models
    }
    assert hidden == set(IMPORTS_IN_FUNCTIONS)


def test_code_that_serves_readers_asks_what_they_may_see():
    past_the_rule = [
        reach
        for path in sources(*APPS)
        if path.name not in NO_READER and str(path.relative_to(ROOT)) not in NO_READER
        for reach in reaches(path.read_text(), str(path.relative_to(ROOT)))
        if (reach.path, reach.function) not in ALLOWED
    ]
    assert not past_the_rule, "\n".join(
        f"{reach.path}:{reach.line} {reach.code}" for reach in past_the_rule
    )


def test_every_exception_to_the_rule_is_still_needed():
    found = {
        (reach.path, reach.function)
        for path in sources(*APPS)
        for reach in reaches(path.read_text(), str(path.relative_to(ROOT)))
    }
    assert set(ALLOWED) <= found


@pytest.mark.parametrize(
    "leak",
    [
        "pages = NewsPage.objects.all()",
        "pages = Page.objects.live().public()",
        "pages = [child.title for child in page.get_children().live()]",
        "pages = page.get_siblings(inclusive=False)",
        "def titles(page):\n    return page.get_parent().title",
        "files = Document.objects.filter(kind=None)",
        "files = get_document_model().objects.all()",
        "pages = self.model.objects.order_by('title')",
        "pages = organisation.hosted_sessionpages.all()",
        "files = user.uploaded_files.all()",
        "pages = live_for_nobody(NewsPage.objects.all())",
        "total = len(list(filter(None, NewsPage.objects.child_of(home))))",
    ],
)
def test_a_leak_written_in_the_code_is_seen(leak):
    assert reaches(leak)


@pytest.mark.parametrize(
    "honest",
    [
        "pages = NewsPage.objects.child_of(self).live_for(request).newest_first()",
        "pages = live_pages(request).filter(depth__gt=1)",
        "found = Document.objects.on_pages_of(request)",
        "pages = PublicationPage.objects.read_here(request).newest_first()",
        "people = Contact.objects.filter(listed=True)",
        "photo = get_image_model().objects.first()",
    ],
)
def test_code_that_asks_is_let_through(honest):
    assert not reaches(honest)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_ask_for_nothing_themselves(path):
    """No query and no business rule in a template: it shows what the view found for this reader."""
    forbidden = {
        *hidden_relations(),
        *("objects", "get_children", "get_siblings", "get_ancestors", "get_descendants"),
        *("get_parent", "get_next_sibling", "get_prev_sibling", "get_translations", "aliases"),
        *("live", "public", "page_downloads", "page_contacts"),
    }
    used = re.findall(r"\.([a-z_]+)", " ".join(re.findall(r"{[{%](.*?)[%}]}", path.read_text())))
    assert not forbidden & set(used)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_rendered_once_for_many_readers_has_nothing_of_one_reader(path):
    """Of her it may say that she has signed in: for those who may see the same, that is the same."""
    parts = re.findall(r"{% kept_html .*?{% endkept_html %}", path.read_text(), re.S)
    assert parts
    for text in (*parts, *map(Path.read_text, included(" ".join(parts)))):
        used = " ".join(re.findall(r"{[{%](.*?)[%}]}", text))
        used = re.sub(r"\b(user\.is_authenticated|request\.proof)\b", "", used)
        assert not re.findall(r"\b(?:user|request|csrf_token|messages|own_registration)\b", used)


def included(text: str, known: frozenset[Path] = frozenset()) -> set[Path]:
    """The templates that a text includes, and those that these do; of a page's blocks, all."""
    names = set(re.findall(r'{% include "(.*?)"', text))
    if "include_block" in text:
        names |= {f"blocks/{path.name}" for path in (ROOT / "templates/blocks").iterdir()}
        names |= {f"sections/{path.name}" for path in (ROOT / "templates/sections").iterdir()}
    found = {ROOT / "templates" / name for name in names} - known
    for path in sorted(found):
        found |= included(path.read_text(), known | found)
    return found


def test_every_guard_exists():
    from core import visibility

    methods = {
        *("live_for", "named_for", "reserved_for", "on_pages_of"),
        *("named_here", "listed_here", "read_here"),
    }
    for name in GUARDS - methods:
        assert callable(getattr(visibility, name))
    for model in apps.get_models():
        if issubclass(model, Page) and model.__module__.split(".")[0] in APPS:
            assert hasattr(model.objects.all(), "live_for"), model


def test_names_of_models_and_fields_wait_to_know_the_editors_language():
    for model in apps.get_models():
        if model.__module__.split(".")[0] not in APPS or not _is_named(model):
            continue
        names = {model.__name__: model._meta.verbose_name}
        for field in model._meta.local_fields:
            made = field.auto_created or field.name.endswith("_ptr")
            if field.editable and not made and not _is_inherited(model, field):
                names[f"{model.__name__}.{field.name}"] = field.verbose_name
        for name, words in names.items():
            assert isinstance(words, Promise), name


def _is_inherited(model, field) -> bool:
    """Whether the field comes from another project, such as Wagtail."""
    bases = [base for base in model.__mro__ if hasattr(base, "_meta")]
    others = [base for base in bases if base.__module__.split(".")[0] not in APPS]
    return any(field.name == other.name for base in others for other in base._meta.get_fields())


def _is_named(model) -> bool:
    """Whether editors meet the model by itself, and not as a line of another."""
    return not issubclass(model, ItemBase | Orderable | AbstractRendition)


def test_the_environment_is_read_in_the_settings_only():
    for path in [*sources(*APPS, "site"), ROOT / "manage.py"]:
        if "settings" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            text = ast.unparse(node) if isinstance(node, ast.Attribute | ast.Call) else ""
            reads = re.search(r"\bos\.(environ|getenv)|\benviron\.Env", text)
            sets_the_settings = text.startswith("os.environ.setdefault('DJANGO_SETTINGS_MODULE'")
            assert (
                not reads
                or sets_the_settings
                or text
                in {
                    "os.environ",
                    "os.environ.setdefault",
                }
            ), f"{path.relative_to(ROOT)}: {text}"


@pytest.mark.parametrize("path", sources(*APPS), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_stays_short_enough_to_be_read(path):
    assert path.name != "utils.py"
    assert len(path.read_text().splitlines()) <= 400


RECEIVERS = {
    "core/tasks.py": "a task that failed is tried again",
    "core/mail.py": "whether this thread answers a request",
    "core/generations.py": "each statement of a connection is looked at",
    "core/other_machines.py": "the same, where there are several machines",
    "core/routing.py": "the addresses of sites, forgotten in this process",
    "core/wagtail_hooks.py": "a translation’s copy of a restriction, in the same transaction",
    "core/word/models.py": "a file goes with its row",
    "directory/models.py": "a file goes with its row",
    "members/signals.py": "sessions end in the same transaction",
}


def test_what_follows_a_change_hangs_in_the_handlers():
    """A receiver elsewhere says here why it isn't one of them."""
    found = {
        str(path.relative_to(ROOT))
        for path in sources(*APPS)
        # Addresses live on in the transaction itself.
        if path.name not in {"handlers.py", "addresses.py"}
        and re.search(r"^@receiver\(", path.read_text(), re.M)
    }
    assert found <= set(RECEIVERS)


def test_nothing_is_written_while_rows_are_read():
    """On SQLite a write in the midst of `iterator()` fails at once if another process has written."""
    for path in sources(*APPS):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.For | ast.comprehension) and "iterator(" in ast.unparse(
                node.iter
            ):
                body = ast.unparse(node) if isinstance(node, ast.For) else ""
                writes = re.search(r"\.(save|create|update|delete|add|enqueue|refresh)\w*\(", body)
                assert not writes, f"{path.relative_to(ROOT)}:{node.lineno}"
