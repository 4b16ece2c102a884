"""What the admin offers for photos, on top of Wagtail's permissions."""

from django.db.models import QuerySet
from wagtail.images import get_image_model, permissions
from wagtail.images.models import Image
from wagtail.models import Collection
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from core.visibility import open_collections


class PhotoPermissionPolicy(CollectionOwnershipPermissionPolicy):
    """Photos lie in open collections: what shows a photo decides who sees it, and a closed one would promise more."""

    def collections_user_has_any_permission_for(self, user, actions) -> QuerySet[Collection]:
        return open_collections(super().collections_user_has_any_permission_for(user, actions))


def use_photo_policy() -> None:
    """Wagtail's screens of images ask this policy, whichever they are: uploads, the chooser, bulk actions, filters."""
    permissions.permission_policy = PhotoPermissionPolicy(
        get_image_model(), auth_model=Image, owner_field_name="uploaded_by_user"
    )
