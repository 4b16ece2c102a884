from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DownloadsConfig(AppConfig):
    name = "downloads"
    verbose_name = _("Publications")

    def ready(self) -> None:
        from downloads import addresses, handlers  # noqa: F401
