from wagtail.search.management.commands import update_index

from search.indexing import everything, refresh


class Command(update_index.Command):
    """Wagtail's command, once the entries of the search have been made anew. Readers go on finding meanwhile."""

    def handle(self, **options):
        for items in [] if options["schema_only"] else everything():
            number = refresh(items.iterator(chunk_size=100), rows=False)
            if options["verbosity"]:
                self.stdout.write(f"{items.model._meta.verbose_name_plural}: {number}")
        super().handle(**options)
