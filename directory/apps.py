from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Members’ directory and board")

    def ready(self) -> None:
        from directory import addresses  # noqa: F401
