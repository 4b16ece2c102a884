"""Where tasks are kept: in the database, but for those of Wagtail that the handlers of core.changes replace."""

from django_tasks_db import DatabaseBackend as TasksInDatabase

# One for each saved row, child rows too; they fail where the row was deleted meanwhile.
REPLACED = {
    "wagtail.tasks.update_reference_index_task",
    "modelsearch.tasks.insert_or_update_object_task",
}


class DatabaseBackend(TasksInDatabase):
    def enqueue(self, task, args, kwargs):
        """None for a task that is replaced: nobody asks for its result."""
        if task.module_path in REPLACED:
            return None
        return super().enqueue(task, args, kwargs)
