from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClubsConfig(AppConfig):
    name = "clubs"
    verbose_name = _("Clubs")

    def ready(self):
        from clubs import registrations  # noqa: F401
        from clubs.pdf import checks, signals  # noqa: F401
