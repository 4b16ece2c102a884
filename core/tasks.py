"""Background work, from Django itself or, before Django 6, from its backport."""

try:
    from django.tasks import task
except ImportError:
    from django_tasks import task

__all__ = ["task"]
