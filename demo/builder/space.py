"""The members' space: accounts of organisations, what is kept for them, and who comes to which session."""

from django.contrib.auth.models import Group
from wagtail.models import Collection, Page, PageViewRestriction

from clubs.models import Registration
from core.models import Teaser
from demo import DEMO_PASSWORD
from demo.builder import Demo
from demo.content import table
from members.access import record
from members.models import MEMBERS_GROUP, Invitation, User


def members(demo: Demo) -> None:
    """After the sessions that they come to."""
    data = table("space")
    people = {row["email"]: _account(demo, row) for row in data["people"]}
    for row in data["invitations"]:
        Invitation.objects.get_or_create(
            email=row["email"],
            defaults={
                "organisation": demo.organisations[row["organisation"]],
                "invited_by": people[row["by"]],
            },
        )
    by_name = {email.partition("@")[0]: person for email, person in people.items()}
    for slug, names in data["registrations"].items():
        for name in names:
            Registration.objects.get_or_create(page=demo.pages[slug], person=by_name[name])
    demo.say(
        f"Members’ space: {len(people)} accounts, {len(data['registrations'])} sessions awaited"
    )


def _account(demo: Demo, row: dict) -> User:
    person = User.objects.filter(email=row["email"]).first()
    if person is None:
        person = User.objects.create_user(
            row["email"],
            DEMO_PASSWORD,
            first_name=row["first_name"],
            last_name=row["last_name"],
            organisation=demo.organisations[row["organisation"]],
            is_correspondent=row.get("correspondent", False),
        )
        person.groups.add(_members_group())
        record("members.enter", person, None)
    return person


def keep_for_members(page: Page, teaser: bool) -> None:
    """With a teaser, the public reads its title and its summary."""
    restriction, made = PageViewRestriction.objects.get_or_create(
        page=page, defaults={"restriction_type": PageViewRestriction.GROUPS}
    )
    if made:
        restriction.groups.add(_members_group())
        if teaser:
            Teaser.objects.create(restriction=restriction)


def members_files() -> Collection:
    """The collection that is made with the roles (home/migrations/0003_reserved_files.py)."""
    return Collection.objects.get(view_restrictions__groups=_members_group())


def _members_group() -> Group:
    return Group.objects.get_or_create(name=MEMBERS_GROUP)[0]
