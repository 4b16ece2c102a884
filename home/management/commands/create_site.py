import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.forms import MultipleChoiceField
from django.utils.translation import gettext as _

from home.forms import SiteForm, choice_codes
from home.models import AssociationSettings
from home.site_creation import SiteExists, create_site, is_set_up
from members.links import address_of
from photos.forms import PhotoFileField
from photos.models import Photo


class Command(BaseCommand):
    help = (
        "Makes the site of an association in an empty database: home page, sections, languages, themes, settings and "
        "the account of the first editor. What no option says is asked; with --no-input, or without a terminal, it "
        "takes the proposal. Run again, it changes nothing."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--no-input", "--noinput", action="store_false", dest="interactive")
        for name, field in SiteForm.base_fields.items():
            help_text = f"{field.label}. {field.help_text}"
            if name == "logo":
                help_text = f"{field.label}: {_('a file')}"
            elif isinstance(field, MultipleChoiceField):
                help_text += f" ({','.join(choice_codes(field))})"
            parser.add_argument(_option(name), help=help_text.replace("%", "%%"))

    def handle(self, **options) -> None:
        if _has_pending_migrations():
            raise CommandError(_("The database isn’t up to date: run manage.py migrate first."))
        given = {name: options[name] for name in SiteForm.base_fields if options[name] is not None}
        if is_set_up():
            self._leave_as_it_is(given)
            return
        if options["interactive"] and sys.stdin.isatty():
            given |= self._ask(given)
        try:
            self._create(given)
        except SiteExists:
            self._leave_as_it_is(given)

    def _leave_as_it_is(self, given: dict[str, str]) -> None:
        """Nothing is said against the same command run again."""
        name = AssociationSettings.load().name
        if given.get("name", name).strip() != name:
            raise CommandError(
                _("This is the site of “%(name)s” already: nothing was changed.") % {"name": name}
            )
        self.stdout.write(_("The site is set up already: nothing was changed."))

    def _ask(self, given: dict[str, str]) -> dict[str, str]:
        """Each question with its proposal, again until the answer is good."""
        answers = dict(given)
        form = SiteForm()
        self.stdout.write(
            _("An empty answer takes the proposal in brackets. Ctrl-C stops, and nothing is made.")
        )
        try:
            for name, field in form.fields.items():
                while name not in answers:
                    proposal = _text(form.get_initial_for_field(field, name))
                    answer = input(f"{field.label} [{proposal}] ").strip() or proposal
                    problems = _problems(name, answers | {name: answer})
                    for sentence in problems:
                        self.stderr.write(self.style.ERROR(sentence))
                    if not problems:
                        answers[name] = answer
        except (KeyboardInterrupt, EOFError):
            raise CommandError(_("Stopped: nothing was made.")) from None
        return answers

    def _create(self, given: dict[str, str]) -> None:
        errors = {}
        try:
            image = _read_image(given.get("logo", ""))
        except ValidationError as error:
            errors["logo"] = error.messages
        form = SiteForm(_data(given))
        if errors | form.errors:
            raise CommandError(_sentences(errors | form.errors))
        logo = None
        try:
            with transaction.atomic():
                if image:
                    form.instance.logo = logo = _save_logo(image, form.cleaned_data["name"])
                made = create_site(form)
        except BaseException:
            if logo:
                logo.file.storage.delete(logo.file.name)
            raise
        sentence = _("The site of “%(name)s” is there: %(address)s")
        name, address = form.cleaned_data["name"], made.home.full_url
        self.stdout.write(self.style.SUCCESS(sentence % {"name": name, "address": address}))
        if made.link:
            sentence = _("A message was written to %(email)s. Its link opens the account, once:")
            self.stdout.write(sentence % {"email": made.link.email})
            self.stdout.write(f"  {address_of(made.link, settings.LANGUAGE_CODE)}")


def _has_pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _sentences(errors: Mapping[str, Iterable[str]]) -> str:
    return "\n".join(f"{_option(name)}: {' '.join(errors[name])}" for name in errors)


def _text(proposal) -> str:
    return ",".join(proposal) if isinstance(proposal, list) else str(proposal or "")


def _data(given: dict[str, str]) -> dict:
    """What a browser would send: the proposals, and over them what was given."""
    form = SiteForm()
    data: dict[str, str | list[str]] = {}
    for name, field in form.fields.items():
        value = given.get(name, _text(form.get_initial_for_field(field, name)))
        if isinstance(field, MultipleChoiceField):
            data[name] = [code.strip() for code in value.split(",") if code.strip()]
        elif name != "logo":
            data[name] = value
    return data


def _problems(name: str, given: dict[str, str]) -> list[str]:
    """What is wrong with one of the answers."""
    if name != "logo":
        return SiteForm(_data(given)).errors.get(name, [])
    try:
        _read_image(given[name])
    except ValidationError as error:
        return error.messages
    return []


def _read_image(path: str) -> SimpleUploadedFile | None:
    """Raises ValidationError for what is no image that the site takes."""
    if not path:
        return None
    try:
        file = SimpleUploadedFile(Path(path).name, Path(path).read_bytes())
    except (OSError, ValueError):  # a NUL in the path
        raise ValidationError(_("The file %(path)s can’t be read.") % {"path": path}) from None
    return PhotoFileField().clean(file)


def _save_logo(image: SimpleUploadedFile, name: str) -> Photo:
    """A logo belongs to its association, and shows nobody."""
    return Photo.objects.create(
        title=_("Logo"),
        file=image,
        description=name,
        credit=name,
        licence=Photo.Licence.ASSIGNED,
        consent=Photo.Consent.NOT_NEEDED,
    )
