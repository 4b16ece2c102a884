"""The first screen of the admin: to each role, what it can do today."""

from datetime import timedelta
from types import ModuleType

from django.conf import settings
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets.button import Button
from wagtail.documents import permissions as documents
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.images import permissions as images
from wagtail.images.wagtail_hooks import ImagesSummaryItem
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from clubs.models import SessionPage
from clubs.views.registrations import sessions_to_look_after
from clubs.viewsets import with_club, with_registrations
from contacts.models import Organisation
from core import reviews
from core.permissions import may_edit
from core.viewsets import SnippetIndexView
from downloads.models import PublicationPage
from home import desk, first_steps
from home.checklist import what_is_left
from home.forms import SiteForm
from home.models import Notice
from home.site_creation import is_set_up
from home.views.first_steps import first_steps as show_first_steps
from home.views.guide import guide
from home.views.reviews import ReviewReportView, still_true
from home.views.schedule import ListView, MonthView
from home.views.set_up import SetUp, may_set_up
from joining.models import Application
from members.models import Invitation, Member
from news.models import NewsPage

_SHOWN = 8


# What is written most, each with the list that leads to its form.
_WRITTEN = (
    (NewsPage, gettext_lazy("Write a news item"), "news:choose_parent"),
    (SessionPage, gettext_lazy("Announce a session"), "sessions:choose_parent"),
    (PublicationPage, gettext_lazy("Add a publication"), "publications:choose_parent"),
)


class TodayPanel(Component):
    """What an editor can do today: what she may write, what waits for her, what asks to be looked after.

    Each for those who may change it. What is in moderation is told by Wagtail's own panels.
    """

    name = "today"
    template_name = "admin/today_panel.html"
    order = 50

    def get_context_data(self, parent_context) -> dict:
        user = parent_context["request"].user
        addable = page_permission_policy.instances_user_has_permission_for(user, "add")
        groups = {
            "sessions": desk.sessions(user),
            "drafts": desk.drafts(user),
            "scheduled": desk.scheduled(user),
            "photos": desk.photos(user),
        }
        waiting: dict = {name: list(found[: _SHOWN + 1]) for name, found in groups.items()}
        waiting["lines"] = desk.lines(user)
        may_write = user_has_any_page_permission(user)
        return {
            "writing": [
                (label, reverse(address))
                for model, label, address in _WRITTEN
                if addable.type(*model.allowed_parent_page_models()).exists()
            ],
            "may_write": may_write,
            "is_done": may_write and not any(waiting.values()) and not desk.is_asked(user),
            "lines": waiting.pop("lines"),
            **{name: found[:_SHOWN] for name, found in waiting.items()},
            **{f"more_{name}": len(found) > _SHOWN for name, found in waiting.items()},
        }


class ChecklistPanel(Component):
    """What a new site still lacks, for those who may see to it."""

    name = "checklist"
    template_name = "admin/checklist_panel.html"
    order = 40

    def get_context_data(self, parent_context) -> dict:
        return {"lines": what_is_left(parent_context["request"].user)}


class FirstStepsPanel(Component):
    """Where a new editor finds what she needs, until she has been there or skips it."""

    name = "first_steps"
    template_name = "admin/first_steps_panel.html"
    order = 30

    def get_context_data(self, parent_context) -> dict:
        user = parent_context["request"].user
        if not first_steps.are_offered(user):
            return {}
        return {
            "steps": first_steps.steps(user),
            "opened": first_steps.opened(user),
            "csrf_token": parent_context["csrf_token"],
        }


class SetUpPanel(Component):
    """In place of all else as long as there is no site: the form that makes it."""

    name = "set_up"
    template_name = "admin/set_up_panel.html"
    order = 10

    def __init__(self, user) -> None:
        self.form = SiteForm() if may_set_up(user) else None

    @property
    def media(self):
        return self.form.media if self.form else super().media

    def get_context_data(self, parent_context) -> dict:
        return {"form": self.form, "csrf_token": parent_context["csrf_token"]}


class MembershipsPanel(Component):
    """For who looks after memberships: whose ends, and who comes to the next sessions."""

    name = "memberships"
    template_name = "admin/memberships_panel.html"
    order = 60

    def get_context_data(self, parent_context) -> dict:
        today = timezone.localdate()
        around = timedelta(days=settings.MEMBERSHIP_NOTICE_DAYS)
        begun = Organisation.objects.filter(membership_start__lte=today)
        ending = begun.filter(membership_end__range=(today - around, today + around))
        sessions = sessions_to_look_after(parent_context["request"]).upcoming()  # type: ignore[attr-defined]
        sessions = sessions.filter(live=True, locale__language_code=settings.LANGUAGE_CODE)
        return {
            "today": today,
            "members": begun.exclude(membership_end__lt=today).count(),
            "accounts": Member.objects.filter(is_active=True).count(),
            "invitations": Invitation.objects.count(),
            "applications": Application.objects.waiting().count(),
            "ending": ending.order_by("membership_end", "name__alphabetical")[:_SHOWN],
            "sessions": with_registrations(with_club(sessions))[:_SHOWN],
        }


# Wagtail's own entries among those of the site: photos and files after what is written, the tree of pages last.
_MENU_ORDERS = {"images": 130, "documents": 140, "explorer": 170}


@hooks.register("construct_main_menu")
def order_menu(request, items) -> None:
    """The order of the work: what is written every week, what it is made of, who it is about, then the rest."""
    for item in items:
        item.order = _MENU_ORDERS.get(item.name, item.order)


@hooks.register("register_admin_urls")
def register_guide():
    return [path("guide/", guide, name="editors_guide")]


@hooks.register("register_help_menu_item")
def offer_guide():
    return MenuItem(
        gettext_lazy("The editors’ guide of this site"),
        reverse("editors_guide"),
        name="association-guide",
        icon_name="help",
        order=10,
    )


@hooks.register("construct_help_menu")
def leave_out_news_of_wagtail(request, items) -> None:
    """In English, for those who look after servers; its mark on the menu asked editors to read it."""
    items[:] = [item for item in items if not item.name.startswith("whats-new")]


@hooks.register("register_admin_urls")
def register_first_steps():
    return [path("first-steps/", show_first_steps, name="first_steps")]


@hooks.register("register_help_menu_item")
def offer_first_steps():
    return MenuItem(
        gettext_lazy("Your first steps"),
        reverse("first_steps"),
        name="first-steps",
        icon_name="list-ul",
        order=20,
    )


@hooks.register("register_admin_urls")
def register_set_up():
    return [path("set-up/", SetUp.as_view(), name="set_up")]


class NoticeViewSet(SnippetViewSet):
    model = Notice
    index_view_class = SnippetIndexView
    icon = "warning"
    menu_order = 145
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = [
        "title",
        Column("shown_from", label=gettext_lazy("Shown from"), sort_key="shown_from"),
        Column("shown_until", label=gettext_lazy("Until"), sort_key="shown_until"),
        BooleanColumn("on_every_page", label=gettext_lazy("On every page")),
    ]
    ordering = ["-shown_until"]
    search_fields = ["title", "text"]

    def register_chooser_viewset(self) -> None:
        """Nothing chooses one."""


register_snippet(NoticeViewSet)


class _AsListed(SummaryItem):
    """Counts what its list shows, and isn't there for nothing: Wagtail counts what one may merely choose as well."""

    permissions: ModuleType
    total: str

    def listed(self) -> QuerySet:
        return self.permissions.permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["change", "delete"]
        )

    def get_context_data(self, parent_context) -> dict:
        return super().get_context_data(parent_context) | {self.total: self.listed().count()}

    def is_shown(self) -> bool:
        return self.listed().exists()


class _Photos(_AsListed, ImagesSummaryItem):
    permissions = images
    total = "total_images"


class _Files(_AsListed, DocumentsSummaryItem):
    permissions = documents
    total = "total_docs"


@hooks.register("construct_homepage_summary_items", order=100)
def count_what_is_listed(request, items) -> None:
    ours = {ImagesSummaryItem: _Photos(request), DocumentsSummaryItem: _Files(request)}
    items[:] = [ours.get(type(item), item) for item in items]


@hooks.register("construct_homepage_panels")
def add_panels(request, panels) -> None:
    if not is_set_up():
        panels[:] = [SetUpPanel(request.user)]
        return
    panels += [FirstStepsPanel(), ChecklistPanel(), TodayPanel()]
    if request.user.has_perm("contacts.change_membership"):
        panels.append(MembershipsPanel())


@hooks.register("register_admin_urls")
def register_reviews():
    report = ReviewReportView
    return [
        path("pages/<int:page_pk>/still-true/", still_true, name="still_true"),
        path("reports/reviews/", report.as_view(), name="review_report"),
        path(
            "reports/reviews/results/",
            report.as_view(results_only=True),
            name="review_report_results",
        ),
    ]


@hooks.register("register_admin_urls")
def register_schedule():
    return [
        path("reports/schedule/", MonthView.as_view(), name="schedule"),
        path("reports/schedule/list/", ListView.as_view(), name="schedule_list"),
    ]


class _PagesItem(MenuItem):
    """Shown to who may write pages."""

    def is_shown(self, request) -> bool:
        return user_has_any_page_permission(request.user)


@hooks.register("register_reports_menu_item")
def offer_schedule():
    return _PagesItem(
        gettext_lazy("Publication calendar"), reverse("schedule"), icon_name="calendar", order=780
    )


@hooks.register("register_reports_menu_item")
def list_reviews():
    return _PagesItem(
        gettext_lazy("To look through"), reverse("review_report"), icon_name="view", order=792
    )


@hooks.register("register_page_header_buttons")
def offer_review(page, user, next_url=None, view_name=None):
    if view_name == "edit" and reviews.is_reviewed(page) and may_edit(user, page):
        url = reverse("still_true", args=[page.pk])
        attrs = {
            "data-controller": "w-action",
            "data-action": "w-action#post",
            "data-w-action-url-value": url,
        }
        yield Button(gettext_lazy("Still true"), url, icon_name="check", attrs=attrs, priority=18)


@hooks.register("before_edit_page")
def ask_for_review(request, page) -> None:
    """A page that is due says so over its form, with the press at hand."""
    if request.method != "GET":
        return
    found = reviews.due(Page.objects.filter(pk=page.pk)).first()
    if found and may_edit(request.user, found):
        day = date_format(localtime(found.looked_at), "DATE_FORMAT")
        sentence = gettext("Nobody has looked through this page since %(day)s.") % {"day": day}
        button = format_html(
            '<button type="button" class="button button-small button-secondary"'
            ' data-controller="w-action" data-action="w-action#post"'
            ' data-w-action-url-value="{}">{}</button>',
            reverse("still_true", args=[page.pk]),
            gettext("Still true"),
        )
        messages.info(request, format_html("{} {}", sentence, button))


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    label, said = gettext_lazy("Still true"), gettext_lazy("Said to be still true")
    actions.register_action("reviews.still_true", label, said)
