from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from clubs.models import Registration
from trash.models import TrashItem
from trash.returning import RETURNED
from trash.views import (
    DeleteForGoodView,
    RestoreElsewhereView,
    TrashView,
    restore,
    restore_together,
)


@hooks.register("register_admin_urls")
def register_trash():
    return [
        path("bin/", TrashView.as_view(), name="trash"),
        path("bin/results/", TrashView.as_view(results_only=True), name="trash_results"),
        path("bin/<int:pk>/restore/", restore, name="trash_restore"),
        path("bin/<int:pk>/elsewhere/", RestoreElsewhereView.as_view(), name="trash_elsewhere"),
        path("bin/<int:pk>/restore-together/", restore_together, name="trash_restore_together"),
        path("bin/<int:pk>/delete/", DeleteForGoodView.as_view(), name="trash_delete"),
    ]


@hooks.register("register_admin_menu_item")
def offer_trash():
    return MenuItem(gettext_lazy("Bin"), reverse("trash"), name="trash", icon_name="bin", order=180)


@hooks.register("after_delete_page")
def say_where_it_is(request, page) -> None:
    found = TrashItem.objects.for_user(request.user)
    if found.filter(model="wagtailcore.Page", key=page.pk).exists():
        buttons = [messages.button(reverse("trash"), _("Open the bin"))]
        messages.info(request, _("It can be brought back from the bin."), buttons=buttons)


@hooks.register("before_delete_page")
def warn_of_registrations(request, page) -> None:
    """They are what the bin doesn't keep."""
    if request.method != "GET":
        return
    below = Registration.objects.filter(page__path__startswith=page.path)
    if number := below.count():
        sentence = ngettext(
            "%(number)s registration will be deleted for good: the bin doesn’t keep it.",
            "%(number)s registrations will be deleted for good: the bin doesn’t keep them.",
            number,
        )
        messages.warning(request, sentence % {"number": number})


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action(
        RETURNED, gettext_lazy("Bring back from the bin"), gettext_lazy("Brought back from the bin")
    )
