"""Wagtail's checks of a page as it is shown, in the preview and in the bar of editors on the site."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.userbar import ContentCheckerItem

from core.models import BasePage
from core.remarks import Rule, remarks, rules

_DESCRIPTION = "empty-meta-description"
_CHECK = "check-remarks"  # js/userbar-remarks.js


class ContentChecks(ContentCheckerItem):
    """With what is remarked on a page before publication (core.remarks), in its preview.

    What the server has remarked goes to the check of each rule as its options; the editor's window, where Wagtail shows
    what the preview found, knows the rules alone. Without the check of a description of its own for search engines: the
    introduction serves, and core.remarks asks for that.
    """

    axe_run_only = [rule for rule in ContentCheckerItem.axe_run_only if rule != _DESCRIPTION]
    # `enabled` comes before the list above.
    axe_custom_rules = [
        rule for rule in ContentCheckerItem.axe_custom_rules if rule["id"] != _DESCRIPTION
    ]

    class Media:
        js = ["js/userbar-remarks.js"]

    def __init__(self, in_editor: bool = False, previewed: BasePage | None = None) -> None:
        super().__init__(in_editor)
        self.previewed = previewed

    def get_axe_run_only(self, request) -> list[str]:
        return [*super().get_axe_run_only(request), *_variants()]

    def get_axe_custom_rules(self, request) -> list[dict]:
        own = [
            {
                "id": name,
                "impact": "serious" if blocks else "minor",
                "selector": rule.selector,
                "tags": ["best-practice"],
                "any": [f"{_CHECK}-{name}"],
                "enabled": True,
            }
            for name, (rule, blocks) in _variants().items()
        ]
        return [*super().get_axe_custom_rules(request), *own]

    def get_axe_custom_checks(self, request) -> list[dict]:
        words = defaultdict(list)
        if self.previewed:
            [(_page, found)] = remarks([self.previewed], request)
            for remark in found:
                words[_variant(remark.rule, remark.blocks)].append(remark.words)
        own = [
            {"id": f"{_CHECK}-{name}", "options": {"words": words[name]}} for name in _variants()
        ]
        return [*super().get_axe_custom_checks(request), *own]

    def get_axe_messages(self, request) -> dict[str, Any]:
        groups = {True: _("Keeps the page from being published"), False: _("Advised")}
        own = {
            name: {"error_name": rule.title, "help_text": f"{groups[blocks]}. {rule.advice}"}
            for name, (rule, blocks) in _variants().items()
        }
        return super().get_axe_messages(request) | own


def _variants() -> dict[str, tuple[Rule, bool]]:
    """The name of each of our rules in the checks, as that which blocks and as that which is advised."""
    return {
        _variant(rule.name, blocks): (rule, blocks) for rule in rules() for blocks in (True, False)
    }


def _variant(rule: str, blocks: bool) -> str:
    return f"remark-{rule}-{'blocks' if blocks else 'advised'}"
