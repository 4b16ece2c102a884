"""Wagtail's checks of a page as it is shown, in the preview and in the bar of editors on the site."""

from wagtail.admin.userbar import ContentCheckerItem

_DESCRIPTION = "empty-meta-description"


class ContentChecks(ContentCheckerItem):
    """Without the check of a description of its own for search engines: the introduction serves, and core.remarks
    asks for that."""

    axe_run_only = [rule for rule in ContentCheckerItem.axe_run_only if rule != _DESCRIPTION]
    # `enabled` comes before the list above.
    axe_custom_rules = [
        rule for rule in ContentCheckerItem.axe_custom_rules if rule["id"] != _DESCRIPTION
    ]
