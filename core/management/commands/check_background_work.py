from django.core.management.base import BaseCommand, CommandError

from core import background
from core.changes import distribute
from core.workers import take_back_tasks


class Command(BaseCommand):
    help = (
        "Says how the background work stands, and ends with an error where somebody has to look: a task that has "
        "failed for good, or tasks that wait and no worker to do them. What dead processes have left is done again."
    )

    def handle(self, **options) -> None:
        distribute()
        again = take_back_tasks()
        state = background.state()
        self.stdout.write(
            f"Workers: {state.workers}. Waiting: {state.waiting}, the first for {state.late} s. "
            f"To be tried again: {state.again}. Left by dead workers: {again}. Failed: {state.failed}."
        )
        for task in background.failed_tasks():
            self.stdout.write(
                f"{task.finished_at:%Y-%m-%d %H:%M} {task.task_path}: {background.error_of(task)}"
            )
        if state.needs_somebody:
            raise CommandError(
                "Tasks have failed: see Reports > Background work."
                if state.failed
                else "No worker is running: start manage.py db_worker."
            )
