"""Wagtail's chooser of images, where those used lately come first, and its API; both tell of what somebody may know."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.permissions import ImagesPermissionPolicyGetter
from wagtail.images.views.chooser import (
    ImageChooseResultsView,
    ImageChooseView,
    ImageChosenMultipleView,
    ImageChosenView,
    ImageSelectFormatView,
)

from core.recent import UsedFirst
from core.visibility import known_photos
from photos.models import Photo


class PhotoChooseView(UsedFirst, ImageChooseView):
    pass


class PhotoChooseResultsView(UsedFirst, ImageChooseResultsView):
    pass


class PhotoChosenView(ImageChosenView):
    def get_object(self, pk):
        photo = super().get_object(pk)
        check_known(self.request, photo.pk)
        return photo


class PhotoChosenMultipleView(ImageChosenMultipleView):
    def get_objects(self, pks):
        return known_photos(self.request, super().get_objects(pks))


class PhotoFormatView(ImageSelectFormatView):
    def dispatch(self, request, image_id) -> HttpResponseBase:
        check_known(request, image_id)
        return super().dispatch(request, image_id)


class KnownPhotosAPI(ImagesAdminAPIViewSet):
    """Wagtail's, which gives every photo to whoever may enter the admin."""

    permission_policy = ImagesPermissionPolicyGetter()

    def get_queryset(self) -> QuerySet:
        mine = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["add", "change", "choose"]
        )
        return super().get_queryset().filter(pk__in=known_photos(self.request, mine).values("pk"))


def check_known(request, pk: int) -> None:
    """Raises PermissionDenied to who may not be told of a photo."""
    if not known_photos(request, Photo.objects.filter(pk=pk)).exists():
        raise PermissionDenied
