from django_tasks_db.management.commands import db_worker

from core.workers import alive


class Command(db_worker.Command):
    """The worker of django-tasks-db, which also does again what a dead one has left."""

    def configure_logging(self, verbosity: int) -> None:
        """What is told is for the settings to say (LOGGING), unless --verbosity asks for less or more."""
        if verbosity != 1:
            super().configure_logging(verbosity)

    def handle(self, *, worker_id: str, **options) -> None:
        with alive(worker_id):
            super().handle(worker_id=worker_id, **options)
