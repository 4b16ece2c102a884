"""Finds the links of published content, and keeps the places in which they stand up to date."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.encoding import iri_to_uri
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, ReferenceIndex, Site
from wagtail.rich_text import extract_references_from_rich_text

from contacts.models import Organisation
from core.references import is_key
from core.remarks import parts
from core.tasks import batches
from core.withdrawal_models import Withdrawal
from home.models import AssociationSettings
from links import visits
from links.models import LONGEST, Link, LinkUse

# What has links and isn't a page.
SOURCES: tuple[type[models.Model], ...] = (Organisation, AssociationSettings, Withdrawal)
_HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
_BATCH = 200


@dataclass(frozen=True)
class Place:
    """Where a link stands, and where it leads: an address, or the key of a page."""

    key: int
    field: str
    block: str
    address: str = ""
    page_key: int | None = None


def read_all() -> None:
    """All published content, and what is no more in it."""
    for model in (Page, *SOURCES):
        read(model, model._default_manager.order_by("pk").values_list("pk", flat=True))
        kind = ContentType.objects.get_for_model(model)
        there = model._default_manager.order_by().values("pk")
        LinkUse.objects.filter(source_type=kind).exclude(source_key__in=there).delete()
    Link.objects.filter(uses=None).delete()


def read(model: type[models.Model], keys: Iterable[int]) -> None:
    """Those of the model, Page or one of SOURCES, as they are published; what isn't published has no links."""
    own = _own_hosts()
    for batch in batches(keys, _BATCH):
        found = {*_written(model, batch), *_references(model, batch)}
        elsewhere = {place for place in found if urlsplit(place.address).hostname not in own}
        _keep(model, batch, elsewhere)


def _written(model: type[models.Model], keys: list[int]) -> Iterator[Place]:
    """Addresses, and the pages that texts name: of a deleted one Wagtail's index of references knows nothing."""
    for instance in _published(model, keys):
        for kind, part in parts(instance):
            if kind == "addresses":
                addresses = [part.value]
            elif kind == "rich_texts":
                addresses = [unescape(href) for href in _HREF.findall(part.value)]
                for named, key, *_path in extract_references_from_rich_text(part.value):
                    if named is Page and is_key(key):
                        yield Place(instance.pk, part.field, part.block, page_key=int(key))
            else:
                continue
            for address in filter(None, map(_address, addresses)):
                yield Place(instance.pk, part.field, part.block, address)


def _address(written: str) -> str:
    """As it is visited; empty where it leads to no other site."""
    try:
        address = iri_to_uri(urldefrag(written.strip()).url)
    except ValueError:
        return ""
    return address if len(address) <= LONGEST and visits.host_of(address) else ""


def _published(model: type[models.Model], keys: list[int]) -> Iterator[Any]:
    if model is not Page:
        yield from model._default_manager.filter(pk__in=keys)
        return
    by_type = defaultdict(list)
    live = Page.objects.filter(pk__in=keys, live=True, alias_of=None, depth__gt=1)
    for page in live.order_by().only("pk", "content_type"):
        by_type[page.specific_class].append(page.pk)
    for kind, own in by_type.items():
        if kind:
            names = [relation.get_accessor_name() for relation in get_all_child_relations(kind)]
            yield from kind._default_manager.filter(pk__in=own).prefetch_related(*names)


def _references(model: type[models.Model], keys: list[int]) -> Iterator[Place]:
    """The pages of the site that are chosen, as Wagtail's index of references has them."""
    published = [instance.pk for instance in _live(model, keys)]
    types = ContentType.objects.get_for_models(model, Page)
    found = ReferenceIndex.objects.filter(
        base_content_type=types[model],
        object_id__in=[str(key) for key in published],
        to_content_type=types[Page],
    )
    for key, path, target in found.values_list("object_id", "content_path", "to_object_id"):
        if not is_key(target):
            continue
        field, *further = path.split(".")
        block = further[0] if further and len(further[0]) == 36 else ""
        yield Place(int(key), field, block, page_key=int(target))


def _live(model: type[models.Model], keys: list[int]) -> Any:
    rows = model._default_manager.filter(pk__in=keys).only("pk").order_by()
    return rows.filter(live=True, alias_of=None) if model is Page else rows


def _keep(model: type[models.Model], keys: list[int], found: set[Place]) -> None:
    """Writes what has changed alone."""
    kind = ContentType.objects.get_for_model(model)
    with transaction.atomic():
        links = _links({place.address for place in found if place.address})
        wanted = {
            (place.key, place.field, place.block, links.get(place.address), place.page_key)
            for place in found
        }
        known, gone = set(), []
        for row in LinkUse.objects.filter(source_type=kind, source_key__in=keys):
            place = (row.source_key, row.field, row.block, row.link_id, row.page_key)
            # Two tasks at once may have written the same.
            if place in known or place not in wanted:
                gone.append(row.pk)
            known.add(place)
        LinkUse.objects.filter(pk__in=gone).delete()
        LinkUse.objects.bulk_create(
            LinkUse(
                source_type=kind,
                source_key=key,
                field=field,
                block=block,
                link_id=link,
                page_key=page,
            )
            for key, field, block, link, page in wanted - known
        )


def _links(addresses: set[str]) -> dict[str, int]:
    """The key of the link of each address, made where there is none."""
    found: dict[str, int] = {}
    for batch in batches(sorted(addresses)):
        Link.objects.bulk_create(
            [Link(address=address, host=visits.host_of(address)) for address in batch],
            ignore_conflicts=True,
        )
        rows = Link.objects.filter(address__in=batch)
        found |= dict(rows.values_list("address", "pk"))
    return found


def _own_hosts() -> set[str]:
    """The names of this site, which it doesn't visit."""
    hosts = set(Site.objects.values_list("hostname", flat=True))
    return hosts | {str(urlsplit(settings.BASE_URL).hostname)}
