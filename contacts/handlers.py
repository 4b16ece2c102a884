"""What follows a change of a contact or an organisation: the sizes of its portrait or logo."""

from contacts.models import Contact, Organisation
from core import tasks
from core.changes import Changed, Happened, follows, keys_of
from photos.renditions import make_renditions_of


@follows(
    {Contact: {Happened.SAVED}, Organisation: {Happened.SAVED}},
    priority=tasks.SIZES,
    at_once=True,
)
def plan_sizes(changed: Changed) -> None:
    """Has them made, of those that have a photo."""
    for model, field, use in ((Contact, "photo", "portrait"), (Organisation, "logo", "logo")):
        chosen = model.objects.filter(pk__in=keys_of(changed, model)).exclude(**{field: None})
        if photos := set(chosen.values_list(field, flat=True)):
            make_renditions_of.enqueue(sorted(photos), [use])
