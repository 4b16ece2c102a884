from django.conf import settings
from django.contrib.staticfiles.management.commands import runserver


class Command(runserver.Command):
    """Django's server, which leaves it to tools/run.py to say its address, unless DEBUG=1."""

    def on_bind(self, server_port) -> None:
        if settings.DEBUG:
            super().on_bind(server_port)
