from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from operations.health import CHECKS, examine


class Command(BaseCommand):
    help = (
        "Says how the site does and what to do where something is wrong, as the operator's page in the admin does; "
        "ends with status 1 then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        names = [check.name for check in CHECKS]
        parser.add_argument(
            "names",
            nargs="*",
            metavar="NAME",
            help=f"ask these only: {', '.join(names)}; all by default",
        )

    def handle(self, *, names: list[str], **options) -> None:
        known = {check.name: check for check in CHECKS}
        if unknown := [name for name in names if name not in known]:
            raise CommandError(f"There is no check {', '.join(unknown)}.")
        with override("en"):
            results = examine([known[name] for name in names] or CHECKS)
            for result in results:
                well = "ok" if result.is_well else "NOT OK"
                said = " ".join(filter(None, (result.finding.sentence, result.finding.remedy)))
                self.stdout.write(f"{result.check.name}: {well}. {said}")
        if wrong := [result.check.name for result in results if not result.is_well]:
            raise CommandError(f"Not well: {', '.join(wrong)}.")
