from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from operations.housekeeping import AlreadyRunning, Scheduled, do_due, do_one, schedule
from operations.models import JobRun


class Command(BaseCommand):
    help = (
        "Does the periodic jobs of the site, each when it is due: run it every five minutes. Ends with status 1 and "
        "says which, where a job has failed that went well before, and once a day as long as it goes on failing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--list", action="store_true", help="say when each ran last and is due next"
        )
        what.add_argument("--only", metavar="NAME", help="do this one now, due or not")

    def handle(self, **options) -> None:
        if options["list"]:
            self._list()
            return
        try:
            failed = self._only(options["only"]) if options["only"] else do_due()
        except AlreadyRunning:
            if options["only"]:
                raise CommandError(
                    "Housekeeping is running: try again when it has ended."
                ) from None
            self.stdout.write("Housekeeping is running already.")
            return
        if failed:
            told = "\n".join(f"{run.name}: {run.said}" for run in failed)
            raise CommandError(f"Failed, and tried again later:\n{told}")

    def _only(self, name: str) -> list[JobRun]:
        try:
            run = do_one(name)
        except KeyError:
            names = ", ".join(entry.job.name for entry in schedule())
            raise CommandError(
                f"There is no job {name} on this site. There are: {names}."
            ) from None
        if run.failures:
            return [run]
        self.stdout.write(f"{run.name}: {run.said or 'done'} ({run.seconds:.1f} s)")
        return []

    def _list(self) -> None:
        for entry in schedule():
            self.stdout.write(_line(entry))


def _line(entry: Scheduled) -> str:
    run = entry.run
    with override(None):
        often = str(entry.job.every.label)
    if run.started_at is None:
        went = "never done"
    else:
        went = f"{timezone.localtime(run.started_at):%Y-%m-%d %H:%M}"
        went += f", failed {run.failures} times: {run.said}" if run.failures else ", went well"
    due = timezone.localtime(entry.due_at)
    return f"{run.name} ({often}): {went}; next at {due:%Y-%m-%d %H:%M}"
