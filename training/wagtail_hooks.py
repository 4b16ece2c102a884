from wagtail import hooks
from wagtail.snippets.models import register_snippet

from core.remarks import HOOK
from training import remarks
from training.viewsets import TrainingViewSetGroup

register_snippet(TrainingViewSetGroup)
hooks.register(HOOK, remarks.public_facts)
