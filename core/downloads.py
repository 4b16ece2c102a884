"""A file as the reader of a page meets it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Download:
    """A file, and the publication that carries it where the reader may see one.

    `link` is the publication's own row of the file (downloads.models.PublicationFile), `kind` the publication's kind
    and `themes` its themes (downloads.themes.ThemeName), in the language in use.
    """

    document: Any
    publication: Any = None
    link: Any = None
    kind: str = ""
    themes: tuple = ()

    @property
    def label(self) -> str:
        """Its title as readers meet it: the main file of a publication has the publication's."""
        if self.link:
            own = self.publication.title if self.link.is_main else self.document.title
            return self.link.label or own
        return self.document.title
