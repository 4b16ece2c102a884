from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClubsConfig(AppConfig):
    name = "clubs"
    verbose_name = _("Clubs")

    def ready(self) -> None:
        from clubs import handlers  # noqa: F401
        from clubs.pdf import checks  # noqa: F401
        from clubs.registrations import handlers as registration_handlers  # noqa: F401
