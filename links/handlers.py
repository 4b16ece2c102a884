"""What follows a change of content: its links are read anew."""

from wagtail.models import Page

from contacts.models import Organisation
from core.changes import Changed, Happened, follows, keys_of
from core.tasks import LINKS
from home.models import AssociationSettings
from links.reading import read

# Those of a deleted page are told to nobody, and go at night; so what replaces withdrawn pages is read then.
_FOLLOWED = {
    Page: {Happened.SAVED, Happened.PUBLISHED, Happened.UNPUBLISHED},
    Organisation: {Happened.SAVED, Happened.DELETED},
    AssociationSettings: {Happened.SAVED},
}


@follows(_FOLLOWED, priority=LINKS)
def read_links(changed: Changed) -> None:
    for model in _FOLLOWED:
        read(model, keys_of(changed, model))
