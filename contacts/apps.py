from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = _("Contacts and organisations")

    def ready(self) -> None:
        from wagtail.models import ReferenceIndex

        from contacts import handlers  # noqa: F401

        # In every process: portraits and logos count as shown (core.visibility.public_photos).
        for name in ("Contact", "Organisation"):
            ReferenceIndex.register_model(self.get_model(name))
