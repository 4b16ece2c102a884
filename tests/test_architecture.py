"""How the house is built: what may import what, where the one visibility rule is asked, what is tidy."""

import ast
import re

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
    reaches,
    sources,
)

# Files that serve no reader.
NO_READER = {
    "wagtail_hooks.py": "the admin's own pages, or guards before a page is served",
    "admin_views.py": "the editors' screens, under the editors' permissions",
    "bulk_views.py": "the editors' screens, under the editors' permissions",
    "core/privacy.py": "questions to editors about the pages that they move",
    "viewsets.py": "the editors' lists, under the editors' permissions",
    "downloads/choosers.py": "the editors' choosers, under the editors' permissions",
    "clubs/booklets.py": "an editors' action, under the editors' permissions",
    "clubs/management/commands/make_report_pdfs.py": "the operator's command",
    "clubs/numbering.py": "numbers that a club's editors may not give twice",
    "clubs/pdf/keeping.py": "makes files in the background; the page gives them out",
    "core/translation/status.py": "the editors' lists and report, under the editors' permissions",
    "core/visibility.py": "the rule itself",
    "downloads/bulk.py": "what editors file, under the editors' permissions",
    "downloads/counting.py": "numbers alone",
    "downloads/reports.py": "the editors' reports, under the editors' permissions",
    "photos/bulk.py": "an editor's screen, under the editor's permissions on its page",
    "photos/texts.py": "an editor's screen, under the editor's permissions on its page",
    "photos/register.py": "the editors' report, under the editors' permissions",
    "photos/withdrawal.py": "an editor's screen, under the editor's permissions",
    "search/backends/rows.py": "rows of the index, in the background",
    "search/backends/postgres.py": "keys of what has some words; search.matching keeps what may be seen",
    "search/backends/sqlite.py": "keys of what has some words; search.matching keeps what may be seen",
    "search/entries.py": "makes entries in the background; search.matching keeps what may be seen",
    "search/indexing.py": "makes entries in the background; search.matching keeps what may be seen",
}
# Single places that reach pages or files past the rule, each with the reason why it may.
ALLOWED = {
    ("core/routing.py", "_wanted"): "pages around an address; the frame keeps what may be seen",
    ("core/routing.py", "find_page"): "the page asked for; those who serve it check it",
    ("core/frame.py", "Frame._pages"): "keeps what can_see lets through",
    ("core/wordings.py", "Worded.unsaid_in"): "the editors' report, under the editors' permissions",
    ("photos/models.py", "Photo.unsaid_in"): "the editors' report, under the editors' permissions",
    (
        "core/languages.py",
        "original_of",
    ): "finds a list's place in the tree; its items ask named_for",
    ("core/languages.py", "listed_below"): "both halves of the list ask named_for together",
    ("core/languages.py", "foreign_language"): "languages, which hide nothing",
    ("core/blocks/choosers.py", "read_body"): "what a body holds; pages ask can_see_file of it",
    ("core/blocks/media.py", "DownloadsBlock.get_preview_value"): "an editor's preview",
    ("downloads/describe.py", "_write"): "background work on the file itself",
    ("downloads/describe.py", "describe_document"): "background work on the file itself",
    ("downloads/models/documents.py", "Document.twins"): "named to editors alone",
    ("downloads/themes.py", "translated_names"): "themes and kinds, which hide nothing",
    ("downloads/themes.py", "prefetch_themes"): "themes, which hide nothing",
    ("downloads/themes.py", "choosable_themes"): "themes, which hide nothing",
    ("clubs/models/reports.py", "ReportPage.route"): "Wagtail's view then checks the page",
    ("clubs/pdf/pages.py", "PrintedReport._html"): "the club is named if it is published",
    ("clubs/pdf/signals.py", "check_pdfs_below"): "background work, planned",
    ("clubs/pdf/signals.py", "check_all_pdfs"): "background work, planned",
    (
        "clubs/models/reports.py",
        "ReportPage.session",
    ): "the page above; a reader's view asks can_see of it",
    ("clubs/registrations.py", "_session"): "background work: those who registered saw the session",
    ("clubs/models/sessions.py", "SessionPage.published"): "a session's own row",
    ("downloads/signals.py", "delete_former_file"): "whether a stored file is still in use",
    ("downloads/covers.py", "place"): "puts covers where the rule says",
    ("downloads/views.py", "_refuse"): "whether a file exists, to ask for an account",
    ("downloads/versions.py", "_locked"): "editors replace a file",
    ("downloads/themes.py", "choosable_kinds"): "kinds, which hide nothing",
    ("downloads/models/publications.py", "PublicationPage.with_content_json"): "a number",
    ("downloads/models/publications.py", "PublicationPage.clean"): "an editor's form",
    ("clubs/models/sessions.py", "SessionPage.save"): "a session's own row",
    ("clubs/models/reports.py", "report_of"): "for those who write; a reader's view asks can_see",
    ("news/models.py", "NewsPage._nearby"): "keys that live_for has let through",
}
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))


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
