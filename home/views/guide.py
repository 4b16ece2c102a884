"""The editors' guide, docs/editors.md, as a screen of the admin."""

import re
from functools import cache

import markdown
from django.conf import settings
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

# As the guide names them, so that a forge shows them too.
_PICTURE = re.compile(r'src="\.\./site/static/([^"]+)"')


def guide(request):
    text, contents = read_guide()
    told = {"text": text, "contents": contents, "version": settings.VERSION}
    return render(request, "admin/guide.html", told)


@cache
def read_guide() -> tuple[SafeString, SafeString]:
    """The guide and its contents as HTML; it comes with the project, and changes with it only."""
    reader = markdown.Markdown(
        extensions=["tables", "toc", "sane_lists"],
        extension_configs={"toc": {"toc_depth": "2-2"}},
        tab_length=2,
    )
    source = (settings.ROOT / "docs/editors.md").read_text(encoding="utf-8")
    text = _PICTURE.sub(lambda found: f'src="{static(found[1])}"', reader.convert(source))
    text = text.replace("<table>", '<table tabindex="0">')  # on a narrow screen it scrolls
    return mark_safe(text), mark_safe(reader.toc)  # noqa: S308 (the project's own file)
