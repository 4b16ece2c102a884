"""What an editor who is new here is shown: the places of her work, each ticked once she has opened it.

They are remembered with her account, where Wagtail keeps what somebody has put aside (`UserProfile.dismissibles`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.permissions import page_permission_policy
from wagtail.users.models import UserProfile

from contacts.models import Organisation
from home.checklist import SETTINGS_URL
from news.models import NewsPage

KEY = "first-steps"
SKIPPED = "skipped"  # among the names of the steps that were opened


@dataclass(frozen=True)
class Step:
    name: str
    title: str
    text: str
    url: str


def steps(user) -> list[Step]:
    """Those that somebody can take, in the order of the work."""
    return [*_writing(user), *_members(user), *_administration(user), *_everybody()]


def opened(user) -> list[str]:
    """The names of the steps that somebody has opened, and `SKIPPED`."""
    kept = UserProfile.objects.filter(user=user).values_list("dismissibles", flat=True).first()
    return (kept or {}).get(KEY, [])


def remember(user, name: str) -> None:
    profile = UserProfile.get_for_user(user)
    profile.dismissibles[KEY] = sorted({*profile.dismissibles.get(KEY, []), name})
    profile.save(update_fields=["dismissibles"])


def are_offered(user) -> bool:
    """Whether the first screen shows them: neither skipped nor all taken."""
    names = opened(user)
    return SKIPPED not in names and any(step.name not in names for step in steps(user))


def _writing(user) -> Iterator[Step]:
    if not user_has_any_page_permission(user):
        return
    addable = page_permission_policy.instances_user_has_permission_for(user, "add")
    if addable.type(*NewsPage.allowed_parent_page_models()).exists():
        yield Step(
            "lists",
            _("Find what is written"),
            _("The menu follows the order of the work; each list leads to its forms."),
            reverse("news:index"),
        )
        yield Step(
            "news",
            _("Write a news item"),
            _("It saves itself as a draft that no reader sees: try what you like."),
            reverse("news:choose_parent"),
        )
    yield Step(
        "checks",
        _("Read what a page still lacks"),
        _("“Before publication”, at the foot of each form, says it; here, for all your pages."),
        reverse("before_publication_report"),
    )
    if page_permission_policy.user_has_permission(user, "publish"):
        title = _("See how a page is published")
        text = _("At once or on a day to come, and how what is submitted is approved.")
    else:
        title = _("See how a page is submitted")
        text = _("A colleague reads it, then publishes it or sends it back with a comment.")
    yield Step("publishing", title, text, f"{reverse('editors_guide')}#soumettre-approuver")
    yield Step(
        "bin",
        _("Find what was deleted"),
        _("A page, a photo or a file comes back from the bin whole."),
        reverse("trash"),
    )


def _members(user) -> Iterator[Step]:
    if user.has_perm("contacts.change_membership"):
        yield Step(
            "organisations",
            _("Look up an organisation"),
            _("Its membership and its email domains say who enters the members’ space."),
            reverse(Organisation.snippet_viewset.get_url_name("list")),
        )
    if user.has_perm("joining.change_application"):
        yield Step(
            "applications",
            _("See who asks to join"),
            _("You answer from there, and the call for the contribution goes with it."),
            reverse("applications:index"),
        )


def _administration(user) -> Iterator[Step]:
    if user.has_perm("home.change_associationsettings"):
        yield Step(
            "association",
            _("Say who the association is"),
            _("Its name, logo, colours and legal details stand on every page."),
            reverse(SETTINGS_URL[0], args=SETTINGS_URL[1]),
        )
    if user.has_perm("members.change_user"):
        yield Step(
            "colleagues",
            _("Open an account for a colleague"),
            _("Its roles say what it may do."),
            reverse("wagtailusers_users:index"),
        )


def _everybody() -> Iterator[Step]:
    yield Step(
        "account",
        _("Look through your account"),
        _("Your name, the language of these screens, the messages that you receive."),
        reverse("wagtailadmin_account"),
    )
    yield Step(
        "guide",
        _("Open the editors’ guide"),
        _("Each task, step by step. It stays in the menu, under Help."),
        reverse("editors_guide"),
    )
