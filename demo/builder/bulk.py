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

from demo.builder import Demo
from demo.builder.bodies import body
from demo.content import news, table
from demo.content.prose import working_day
from downloads.models import Document, DocumentTheme
from news.models import NewsPage, NewsPageTheme

SPREAD = 1800  # days over which the extra items are dated
BATCH = 500


def fill(demo: Demo, size: int):
    """Bring the news to `size` items and the publications to a quarter of it; more than that is left alone."""
    index = demo.pages["actualites"]
    missing = size - NewsPage.objects.child_of(index).count()
    if missing > 0:
        _add_news(demo, missing)
        demo.say(f"More news: {missing} items")
    missing = size // 4 - Document.objects.publications().count()
    if missing > 0:
        _add_publications(demo, missing)
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


def _add_news(demo: Demo, missing: int):
    index = demo.pages["actualites"]
    index.refresh_from_db()
    taken = set(NewsPage.objects.child_of(index).values_list("slug", flat=True))
    last = index.get_last_child()
    step = Page._str2int(last.path[-Page.steplen :]) if last else 0
    content_type = ContentType.objects.get_for_model(NewsPage)
    bodies = [
        json.dumps(body(demo, item["body"], demo.today)) for item in news() if item.get("body")
    ]
    photos = [photo.pk for key, photo in demo.photos.items() if not key.startswith("logo-")]
    made = []
    for number, chance, words, title in _texts("news"):
        slug = f"{slugify(title)}-{number}"
        if slug in taken:
            continue
        if len(made) == missing:
            break
        step += 1
        day = working_day(demo.ago(chance.randrange(5, SPREAD)))
        moment = demo.moment(day, chance.randrange(8, 19), chance.randrange(60))
        page = NewsPage(
            title=title,
            draft_title=title,
            slug=slug,
            introduction=words["introduction"],
            date=day,
            lead_photo_id=chance.choice([*photos, None]),
            body=chance.choice(bodies),
            path=Page._get_path(index.path, index.depth + 1, step),
            depth=index.depth + 1,
            url_path=f"{index.url_path}{slug}/",
            content_type=content_type,
            locale=demo.locale,
            owner=demo.editor if not made else made[0][0].owner,
            first_published_at=moment,
            last_published_at=moment,
            latest_revision_created_at=moment - timedelta(minutes=5),
        )
        made.append((page, words["themes"]))
    for some in _batches(made):
        _insert(demo, some)
    index.numchild += missing
    index.save(update_fields=["numchild"])


def _insert(demo: Demo, some):
    """Django can't create rows of an inherited model in bulk: the parents at once, then each child's own row."""
    shared = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    parents = Page.objects.bulk_create(
        Page(**{name: getattr(page, name) for name in shared}) for page, _themes in some
    )
    for parent, (page, _themes) in zip(parents, some, strict=True):
        page.pk = page.page_ptr_id = parent.pk
        page.save_base(raw=True, force_insert=True)
    NewsPageTheme.objects.bulk_create(
        NewsPageTheme(tag=demo.themes[slug], content_object=page)
        for page, themes in some
        for slug in themes
    )
    get_search_backend().add_bulk(NewsPage, [page for page, _themes in some])


def _add_publications(demo: Demo, missing: int):
    models = [document for document in demo.documents.values() if document.kind_id]
    for model in models:
        model.refresh_from_db()
    begun = Document.objects.publications().count()
    made = []
    for number, chance, words, title in _texts("publication"):
        if number <= begun - len(models):
            continue
        if len(made) == missing:
            break
        model = chance.choice(models)
        document = Document(
            title=title,
            file=model.file.name,
            file_size=model.file_size,
            file_hash=model.file_hash,
            kind_id=model.kind_id,
            language=model.language,
            cover=model.cover.name,
            cover_width=model.cover_width,
            cover_height=model.cover_height,
            page_count=model.page_count,
            collection_id=model.collection_id,
            date=working_day(demo.ago(chance.randrange(5, SPREAD))),
        )
        made.append((document, words["themes"]))
    for some in _batches(made):
        documents = Document.objects.bulk_create(document for document, _themes in some)
        DocumentTheme.objects.bulk_create(
            DocumentTheme(tag=demo.themes[slug], content_object=document)
            for document, (_same, themes) in zip(documents, some, strict=True)
            for slug in themes
        )
        get_search_backend().add_bulk(Document, documents)
