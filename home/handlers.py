"""What follows a change of the association's settings: its logo's sizes, its name and colours on the PDFs."""

from clubs.pdf.tasks import make_all_again
from core import tasks
from core.changes import Changed, Happened, follows, keys_of
from home.models import AssociationSettings
from photos.renditions import make_renditions_of
from training.tasks import make_all_again as make_all_training_again


@follows({AssociationSettings: {Happened.SAVED}}, priority=tasks.SIZES)
def show_association(changed: Changed) -> None:
    settings = AssociationSettings.objects.filter(pk__in=keys_of(changed, AssociationSettings))
    if logos := list(settings.exclude(logo=None).values_list("logo", flat=True)):
        make_renditions_of.func(logos, ["logo"])
    if shared := list(settings.exclude(share_photo=None).values_list("share_photo", flat=True)):
        make_renditions_of.func(shared, ["share"])
    make_all_again()
    make_all_training_again()
