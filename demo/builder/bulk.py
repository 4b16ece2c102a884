"""Many more items, for measures: put together from templates and from the texts that exist, in few queries.

They are live and found by the search, but have no revision; extra publications share the files of the
demo's own. Good for a throw-away database.
"""

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from django.contrib.contenttypes.models import ContentType
from django.utils.text import slugify
from modelsearch.backends import get_search_backend
from wagtail.models import Page

from core.typography import sort_key
from demo.builder import Demo
from demo.builder.bodies import body
from demo.content import news, table
from demo.content.prose import working_day
from downloads.models import PublicationFile, PublicationPage
from news.models import NewsPage
from search.indexing import refresh_objects

SPREAD = 1800  # days over which the extra items are dated
BATCH = 500


def fill(demo: Demo, size: int) -> None:
    """Bring the news to `size` items and the publications to a quarter of it; more than that is left alone."""
    index = demo.pages["actualites"]
    missing = size - NewsPage.objects.child_of(index).count()
    if missing > 0:
        made = _add_news(demo, missing)
        refresh_objects(Page, [page.pk for page in made])
        demo.say(f"More news: {missing} items")
    missing = size // 4 - PublicationPage.objects.child_of(demo.pages["publications"]).count()
    if missing > 0:
        made = _add_publications(demo, missing)
        refresh_objects(Page, [page.pk for page in made])
        demo.say(f"More publications: {missing}")


def _batches(made: list) -> Iterator[list]:
    for start in range(0, len(made), BATCH):
        yield made[start : start + BATCH]


def _texts(kind: str) -> Iterator[tuple[int, random.Random, dict, str]]:
    """(number, its chance, template, title) without end; the same number always gives the same."""
    words = table("templates")
    for number in count(1):
        chance = random.Random(f"{kind} {number}")
        template = chance.choice(words["items"])
        where = {"town": chance.choice(words["towns"]), "place": chance.choice(words["places"])}
        filled = template | {"introduction": template["introduction"].format(**where)}
        yield number, chance, filled, template["title"].format(**where)


def _add_news(demo: Demo, missing: int) -> list[Page]:
    bodies = [
        json.dumps(body(demo, item["body"], demo.today)) for item in news() if item.get("body")
    ]
    photos = [photo.pk for key, photo in demo.photos.items() if not key.startswith("logo-")]
    return _add(
        demo,
        missing,
        demo.pages["actualites"],
        NewsPage,
        "news",
        lambda chance, words: {
            "introduction": words["introduction"],
            "lead_photo_id": chance.choice([*photos, None]),
            "body": chance.choice(bodies),
        },
    )


def _add_publications(demo: Demo, missing: int) -> list[Page]:
    models = [
        PublicationPage.objects.get(pk=demo.pages[key].pk)
        for key, row in table("documents").items()
        if "kind" in row
    ]
    made = _add(
        demo,
        missing,
        demo.pages["publications"],
        PublicationPage,
        "publication",
        lambda chance, words: {
            "introduction": words["introduction"],
            "kind_id": (model := chance.choice(models)).kind_id,
            "language": model.language,
            "series_id": model.series_id,
        },
    )
    chance = random.Random("files")
    files = [link.document_id for model in models for link in model.files.all()[:1]]
    PublicationFile.objects.bulk_create(
        PublicationFile(
            page=page, locale=page.locale, document_id=chance.choice(files), sort_order=0
        )
        for page in made
    )
    return made


def _add(demo: Demo, missing: int, parent: Page, model, what: str, fields) -> list[Page]:
    """The pages made; `fields(chance, words)` gives what is proper to the model."""
    parent.refresh_from_db()
    taken = set(model.objects.child_of(parent).values_list("slug", flat=True))
    last = parent.get_last_child()
    step = Page._str2int(last.path[-Page.steplen :]) if last else 0
    content_type = ContentType.objects.get_for_model(model)
    made = []
    for number, chance, words, title in _texts(what):
        slug = f"{slugify(title)}-{number}"
        if slug in taken:
            continue
        if len(made) == missing:
            break
        step += 1
        day = working_day(demo.ago(chance.randrange(5, SPREAD)))
        moment = demo.moment(day, chance.randrange(8, 19), chance.randrange(60))
        page = model(
            title=title,
            draft_title=title,
            slug=slug,
            date=day,
            path=Page._get_path(parent.path, parent.depth + 1, step),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}{slug}/",
            content_type=content_type,
            locale=demo.locale,
            owner=demo.editor if not made else made[0][0].owner,
            first_published_at=moment,
            last_published_at=moment,
            latest_revision_created_at=moment - timedelta(minutes=5),
            **fields(chance, words),
        )
        made.append((page, words["themes"]))
    for some in _batches(made):
        _insert(demo, model, some)
    parent.numchild += missing
    parent.save(update_fields=["numchild"])
    return [page for page, _themes in made]


def _insert(demo: Demo, model, some) -> None:
    """Django can't create rows of an inherited model in bulk: the parents at once, then each child's own row."""
    shared = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    parents = Page.objects.bulk_create(
        Page(**{name: getattr(page, name) for name in shared}) for page, _themes in some
    )
    for parent, (page, _themes) in zip(parents, some, strict=True):
        page.pk = page.page_ptr_id = parent.pk
        if isinstance(page, PublicationPage):
            page.sort_title = sort_key(page.title)
        page.save_base(raw=True, force_insert=True)
    link = model.theme_items.rel.related_model
    link.objects.bulk_create(
        link(tag=demo.themes[slug], content_object=page) for page, themes in some for slug in themes
    )
    get_search_backend().add_bulk(model, [page for page, _themes in some])
