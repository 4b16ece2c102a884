from wagtail.search.management.commands import update_index

from core import generations
from search.indexing import everything, refresh
from search.spelling import learn_sounds


class Command(update_index.Command):
    """Wagtail's command, once the entries of the search have been made anew. Readers go on finding meanwhile."""

    def handle(self, **options) -> None:
        for items in [] if options["schema_only"] else everything():
            number = refresh(items, rows=False)
            if options["verbosity"]:
                self.stdout.write(f"{items.model._meta.verbose_name_plural}: {number}")
        learn_sounds()
        super().handle(**options)
        generations.begin()  # the rows of the index are written after the entries
