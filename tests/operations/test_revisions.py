"""Old versions of a page are thinned out; nothing that somebody might look for goes."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Comment, PageLogEntry, Revision

from operations import revisions
from tests import factories, page_types


def test_old_versions_are_thinned_out(site, settings):
    settings.REVISIONS_KEPT = 3
    page = page_types.news_page(site.home)
    writer = factories.user("redaction@example.org", "Rédaction")

    def version(days: int, hour: int, name: str) -> None:
        page.title = name
        made = page.save_revision(user=writer, clean=False)
        moment = timezone.localtime() - timedelta(days=days)
        Revision.objects.filter(pk=made.pk).update(created_at=moment.replace(hour=hour))

    def published(name: str) -> None:
        Revision.objects.get(content__title=name).publish()

    Revision.objects.for_instance(page).update(created_at=timezone.now() - timedelta(90))
    version(60, 8, "first of a day")
    version(60, 9, "published long ago")
    published("published long ago")
    version(60, 10, "in moderation")
    page.get_workflow().start(page, writer)
    version(60, 11, "commented")
    Comment.objects.create(
        page=page, user=writer, text="Oui", contentpath="title",
        revision_created=page.get_latest_revision(),
    )  # fmt: skip
    version(60, 12, "last of a day")
    version(50, 8, "forenoon")
    version(50, 9, "published")
    published("published")
    version(50, 10, "scheduled")
    Revision.objects.filter(content__title="scheduled").update(
        approved_go_live_at=timezone.now() + timedelta(1)
    )
    version(50, 11, "one of the last three")
    version(3, 8, "this week")
    version(3, 9, "latest")
    before = {version.content["title"] for version in Revision.objects.for_instance(page)}

    assert revisions.prune() == "Deleted: 2."

    after = {version.content["title"] for version in Revision.objects.for_instance(page)}
    assert before - after == {"first of a day", "forenoon"}
    assert Comment.objects.exists()
    assert page.workflow_states.exists()
    assert revisions.prune() == "Deleted: 0."


def test_the_published_version_outlives_its_line_in_the_journal(site, settings):
    settings.REVISIONS_KEPT = 1
    page = page_types.news_page(site.home)
    published = page.save_revision(clean=False)
    published.publish()
    for _draft in range(2):
        page.save_revision(clean=False)
    long_ago = timezone.now() - timedelta(days=settings.JOURNAL_KEPT_DAYS + 1)
    Revision.objects.for_instance(page).update(created_at=long_ago)
    PageLogEntry.objects.all().delete()

    revisions.prune()

    page.refresh_from_db()
    assert page.live_revision == published
