from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        from core import (  # noqa: F401
            addresses,
            checks,
            collation,
            generations,
            handlers,
            mail,
            other_machines,
        )
        from core.blocks import adapters  # noqa: F401
        from core.wagtail_words import follow_the_reader

        follow_the_reader()
