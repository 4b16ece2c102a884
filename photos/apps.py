from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PhotosConfig(AppConfig):
    name = "photos"
    verbose_name = _("Photos")

    def ready(self) -> None:
        from photos import handlers  # noqa: F401
        from photos.permissions import use_photo_policy

        use_photo_policy()
