"""Accounts, vocabularies, people, organisations, and what the association says of itself."""

from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from contacts.models import Contact, FieldOfWork, Organisation
from demo import DEMO_EDITOR_EMAIL, DEMO_EMAIL, DEMO_PASSWORD
from demo.builder import Demo
from demo.content import table
from downloads.models import Kind, Theme
from home.models import AssociationSettings
from search.models import PromotedResult, Synonyms


def accounts(demo: Demo) -> None:
    users = get_user_model().objects
    if not users.filter(email=DEMO_EMAIL).exists():
        users.create_superuser(DEMO_EMAIL, DEMO_PASSWORD, first_name="Yann", last_name="Delafosse")
    if not users.filter(email=DEMO_EDITOR_EMAIL).exists():
        editor = users.create_user(
            DEMO_EDITOR_EMAIL, DEMO_PASSWORD, first_name="Camille", last_name="Desroziers"
        )
        # The first may write, the second may publish as well.
        editor.groups.set(Group.objects.filter(name__in=["Rédaction", "Publication"]))
    demo.say("Accounts: an administrator, an editor")


def vocabulary(demo: Demo) -> None:
    words = table("vocabulary")
    for slug, name in words["themes"].items():
        demo.themes[slug] = Theme.objects.get_or_create(
            slug=slug, locale=demo.locale, defaults={"name": name}
        )[0]
    for slug, name in words["kinds"].items():
        demo.kinds[slug] = Kind.objects.get_or_create(
            slug=slug, locale=demo.locale, defaults={"name": name}
        )[0]
    for meanings in words["synonyms"]:
        Synonyms.objects.get_or_create(words="\n".join(meanings))
    demo.say(f"Vocabularies: {len(demo.themes)} themes, {len(demo.kinds)} kinds of publication")


def promoted(demo: Demo) -> None:
    for slug, searches in table("vocabulary")["promoted"].items():
        PromotedResult.objects.get_or_create(
            page=demo.pages[slug], defaults={"searches": "\n".join(searches)}
        )


def people(demo: Demo) -> None:
    data = table("people")
    fields = [
        FieldOfWork.objects.get_or_create(
            name=name, locale=demo.locale, defaults={"sort_order": position}
        )[0]
        for position, name in enumerate(table("vocabulary")["fields_of_work"], start=1)
    ]
    for key, person in data["contacts"].items():
        email = person.get("email") or f"{key.replace('-', '.', 1)}@example.org"
        successor = demo.contacts.get(person.get("successor"))
        demo.contacts[key] = Contact.objects.get_or_create(
            email=email,
            locale=demo.locale,
            defaults={
                "name": person["name"],
                "role": person["role"],
                "phone": person.get("phone", ""),
                "field_of_work": fields[person["field"]],
                "successor": successor,
                "listed": successor is None,
                "photo": demo.photos.get(key),
            },
        )[0]
    for row in data["organisations"]:
        since, until = row.get("member_since"), row.get("member_until")
        short_name = row.get("short_name", row["name"])
        demo.organisations[short_name] = Organisation.objects.get_or_create(
            name=row["name"],
            defaults={
                "short_name": short_name,
                "website": f"https://{row['site']}.example.org/",
                "email_domains": f"{row['site']}.example.org",
                "membership_start": date(since, 1, 1) if since else None,
                "membership_end": date(until, 12, 31) if until else None,
                "logo": demo.photos.get(f"logo-{row['site']}"),
            },
        )[0]
    demo.say(f"People: {len(demo.contacts)} contacts, {len(demo.organisations)} organisations")


def association(demo: Demo) -> None:
    settings = AssociationSettings.load()
    if not settings.name:
        for name, value in table("association").items():
            setattr(settings, name, value)
        settings.translated_texts = {"en": table("english")["association"]}
        settings.logo = demo.photos["logo-association"]
        settings.save()
    demo.say("Settings: identity, colours, legal notice")
