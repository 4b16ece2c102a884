"""The images of a document as photos of the library."""

from collections.abc import Callable
from io import BytesIO
from itertools import chain
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.images.permissions import permission_policy
from wagtail.images.utils import find_image_duplicates
from wagtail.utils.file import hash_filelike

from core.text_import.body import Described
from core.text_import.omissions import Omissions
from core.word.conversion import Image

_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic",
}


class PhotoMaker:
    """Makes photos as the upload form does, with the same limits and sentences, or finds them in the library.

    The images lie in the folder. `progress` is called after each of them with how many are done.
    """

    def __init__(
        self,
        folder: Path,
        images: list[Image],
        user,
        title: str,
        omissions: Omissions,
        progress: Callable[[int], None],
    ) -> None:
        self._folder, self._images, self._user, self._title = folder, images, user, title
        self._omissions, self._progress = omissions, progress
        self._form_class = get_image_form(get_image_model())
        self._may_add = permission_policy.user_has_permission(user, "add")
        self._done = 0

    def __call__(self, described: Described) -> int | None:
        """The key of the photo; None when the image can't be one, which is noted."""
        image = self._images[described.image]
        data = (self._folder / image.name).read_bytes()
        photo = self._known(image, data, described) or self._new(image, data, described)
        self._done += 1
        self._progress(self._done)
        return photo.pk if photo else None

    def _known(self, image: Image, data: bytes, described: Described):
        """The library's photo of the same file; what it lacks is filled in from the document."""
        probe = get_image_model()(file_hash=hash_filelike(BytesIO(data)))
        photo = find_image_duplicates(probe, self._user, permission_policy).order_by("pk").first()
        if not photo:
            return None
        if described.caption and photo.caption and photo.caption != described.caption:
            self._omissions.add("caption", f"{photo.title} : {described.caption}")
        values = self._values(image, described)
        lacking = [name for name, value in values.items() if value and not getattr(photo, name)]
        may_change = permission_policy.user_has_permission_for_instance(self._user, "change", photo)
        if lacking and may_change:
            for name in lacking:
                setattr(photo, name, values[name])
            photo.save(update_fields=lacking)
        return photo

    def _new(self, image: Image, data: bytes, described: Described):
        name = described.caption or image.description or f"{self._title}, {self._done + 1}"
        extension = _EXTENSIONS.get(image.content_type)
        if not extension:
            kind = image.content_type.rpartition("/")[2].removeprefix("x-").upper()
            self._refuse(name, _("format %(format)s, save it as JPEG or PNG") % {"format": kind})
            return None
        if not self._may_add:
            self._refuse(name, _("you may not add photos"))
            return None
        collections = permission_policy.collections_user_has_permission_for(self._user, "add")
        values = {
            "title": name[:255],
            "collection": collections.first().pk,
            **self._values(image, described),
        }
        file_name = f"{slugify(name)[:60] or 'photo'}.{extension}"
        file = SimpleUploadedFile(file_name, data, image.content_type)
        photo = get_image_model()(uploaded_by_user=self._user)
        form = self._form_class(values, {"file": file}, instance=photo, user=self._user)
        if form.is_valid():
            return form.save()
        self._refuse(name, " ".join(chain.from_iterable(form.errors.values())))
        return None

    def _values(self, image: Image, described: Described) -> dict[str, str]:
        return {
            "caption": described.caption,
            "credit": described.credit,
            "description": image.description[:255],
        }

    def _refuse(self, name: str, reason: str) -> None:
        self._omissions.add("image_refused", f"{name} : {reason}")
