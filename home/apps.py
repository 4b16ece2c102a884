from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Site")

    def ready(self):
        from wagtail.models import ReferenceIndex

        # So that the logo counts as shown (core.visibility.public_photos).
        ReferenceIndex.register_model(self.get_model("AssociationSettings"))
