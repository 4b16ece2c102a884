from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.images.views import chooser

from core.visibility import known_photos
from photos.choosers import (
    KnownPhotosAPI,
    PhotoChooseResultsView,
    PhotoChooseView,
    PhotoChosenMultipleView,
    PhotoChosenView,
    PhotoFormatView,
)
from photos.views import bulk
from photos.views.page_photos import PagePhotosView
from photos.views.register import RegisterView
from photos.views.texts import TextsView
from photos.views.withdrawal import WithdrawView


@hooks.register("register_admin_urls")
def admin_urls():
    one_page = [
        path("", bulk.BulkView.as_view(), name="bulk"),
        path("texts/", TextsView.as_view(), name="texts"),
        path("all/", PagePhotosView.as_view(), name="page"),
        path("upload/", bulk.UploadView.as_view(), name="upload"),
        path("order/", bulk.OrderView.as_view(), name="order"),
        path("<int:image_id>/", bulk.SaveView.as_view(), name="save"),
        path("<int:image_id>/remove/", bulk.RemoveView.as_view(), name="remove"),
    ]
    return [
        path("photos/page/<int:page_pk>/", include((one_page, "photos"))),
        path("reports/photos/", RegisterView.as_view(), name="photos_register"),
        path(
            "reports/photos/results/",
            RegisterView.as_view(results_only=True),
            name="photos_register_results",
        ),
        path("reports/photos/withdraw/", WithdrawView.as_view(), name="photos_withdraw"),
    ]


class _RegisterMenuItem(MenuItem):
    def is_shown(self, request):
        return RegisterView.permission_policy.user_has_any_permission(
            request.user, RegisterView.any_permission_required
        )


@hooks.register("register_reports_menu_item")
def register_menu_item():
    url = reverse("photos_register")
    return _RegisterMenuItem(_("Register of photos"), url, icon_name="image", order=50)


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action(
        "photos.withdraw", _("Withdraw consent"), _("The people shown have withdrawn their consent")
    )
    actions.register_action("photos.replace", _("Replace a photo"), _("A photo was replaced"))


@hooks.register("register_page_header_buttons")
def add_photos_in_page_menu(page, user, view_name, next_url=None):
    yield from _add_photos(page, user)


@hooks.register("register_page_listing_more_buttons")
def add_photos_in_lists(page, user, next_url=None):
    yield from _add_photos(page, user)


def _add_photos(page, user):
    if bulk.takes_galleries(page) and page.permissions_for_user(user).can_edit():
        url = reverse("photos:page", args=[page.pk])
        yield Button(_("Photos of the page"), url, icon_name="image", priority=26)
    if bulk.may_add_photos(page, user):
        url = reverse("photos:bulk", args=[page.pk])
        yield Button(_("Add photos"), url, icon_name="image", priority=25)


@hooks.register("construct_image_chooser_queryset")
def choose_among_known_photos(photos, request):
    return known_photos(request, photos)


@hooks.register("construct_admin_api", order=100)
def give_known_photos(router) -> None:
    router.register_endpoint("images", KnownPhotosAPI)


chooser.viewset.choose_view_class = PhotoChooseView
chooser.viewset.choose_results_view_class = PhotoChooseResultsView
chooser.viewset.chosen_view_class = PhotoChosenView
chooser.viewset.chosen_multiple_view_class = PhotoChosenMultipleView
chooser.viewset.select_format_view_class = PhotoFormatView
