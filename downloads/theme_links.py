"""What carries a theme, and how another one takes its place."""

from taggit.models import ItemBase

from downloads.models import Theme


def links_to(theme: Theme) -> list[ItemBase]:
    """What carries a theme: the link of each page, whatever its type."""
    relations = (relation for relation in Theme._meta.related_objects if relation.one_to_many)
    return [
        link
        for relation in relations
        if relation.field.name == "tag"
        for link in relation.related_model._default_manager.filter(tag=theme)
    ]


def replace_theme(theme: Theme, other: Theme) -> None:
    """All that carries a theme carries another one instead, once, in the drafts of the same pages too."""
    for link in links_to(theme):
        model, page = type(link), link.content_object
        revision = page.latest_revision
        if model._default_manager.filter(content_object=page, tag=other).exists():
            link.delete()
        else:
            link.tag = other
            link.save()
        if revision and (items := revision.content.get("theme_items")):
            kept = {other.pk if item["tag"] == theme.pk else item["tag"]: item for item in items}
            revision.content["theme_items"] = [item | {"tag": pk} for pk, item in kept.items()]
            revision.save(update_fields=["content"])
