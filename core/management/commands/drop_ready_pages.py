from django.core.management.base import BaseCommand

from core import generations


class Command(BaseCommand):
    help = (
        "Has every page made anew for its next reader: the web server gives out none of those that are ready. Changes "
        "of content do this by themselves; what is changed past the site, as by psql, doesn't."
    )

    def handle(self, **options) -> None:
        generations.begin()
        self.stdout.write(
            "No page is ready." if generations.is_on() else "READY_PAGES_ROOT is empty."
        )
