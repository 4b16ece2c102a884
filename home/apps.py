from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Site")

    def ready(self) -> None:
        from wagtail.models import ReferenceIndex

        from home import addresses, handlers, moderation  # noqa: F401
        from home.roles import update_groups

        moderation.listen()
        post_migrate.connect(update_groups, dispatch_uid="home.update_groups")
        # So that the logo counts as shown (core.visibility.public_photos).
        ReferenceIndex.register_model(self.get_model("AssociationSettings"))
