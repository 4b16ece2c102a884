"""Many photos at once into a page: dropped on its own screen, described there, then put into its draft.

What has come in is kept with its texts and its order, whatever happens to the browser or the session.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.fields import StreamField
from wagtail.images.permissions import ImagesPermissionPolicyGetter
from wagtail.images.utils import find_image_duplicates, get_accept_attributes
from wagtail.images.views.multiple import AddView, EditView
from wagtail.models import Page

from photos.forms import RowForm
from photos.models import Photo, WaitingPhoto

# What is often the same for all.
SHARED = ("credit", "licence", "licence_end", "consent")


def takes_galleries(page: Page) -> bool:
    """Whether pages of this type have a body that holds galleries."""
    body = next((f for f in page.specific_class._meta.get_fields() if f.name == "body"), None)
    return isinstance(body, StreamField) and "gallery" in body.stream_block.child_blocks


def may_add_photos(page: Page, user) -> bool:
    """Whether somebody may put photos of her own into a page now."""
    if not takes_galleries(page):
        return False
    permissions = page.permissions_for_user(user)
    policy = OnePage.permission_policy
    return (
        permissions.can_edit()
        and not permissions.page_locked()
        and policy.user_has_permission(user, "add")
    )


class OnePage:
    """For views of the photos that wait on a page: 404 without such a page, 403 for who can't edit it."""

    permission_policy = ImagesPermissionPolicyGetter()

    def dispatch(self, request, page_pk: int, *args, **kwargs) -> HttpResponseBase:
        page = get_object_or_404(Page, pk=page_pk)
        if not takes_galleries(page):
            raise Http404
        permissions = page.permissions_for_user(request.user)
        if not permissions.can_edit() or permissions.page_locked():
            raise PermissionDenied
        self.page = page.get_latest_revision_as_object()
        self.waiting = WaitingPhoto.objects.filter(page=page).select_related("photo__collection")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def row(self, item: WaitingPhoto, form=None, duplicate: Photo | None = None) -> dict:
        form = form or RowForm(instance=item.photo, prefix=f"image-{item.photo_id}")
        return {
            "item": item,
            "form": form,
            "duplicate": duplicate,
            "page": self.page,
        }

    def keep_order(self, keys: list[str]) -> None:
        """Number the photos as the form lists them; those it doesn't know come last."""
        known = {str(item.photo_id): item for item in self.waiting}
        ordered = [known.pop(key) for key in keys if key in known]
        for number, item in enumerate([*ordered, *known.values()]):
            item.sort_order = number
        WaitingPhoto.objects.bulk_update([*ordered, *known.values()], ["sort_order"])


class BulkView(OnePage, WagtailAdminTemplateMixin, TemplateView):
    """The screen itself, and its one form: all photos are saved, then put into the page's draft if asked."""

    template_name = "photos/bulk.html"
    header_icon = "image"

    def get_page_title(self) -> str:
        return _("Add photos")

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.get_page_title()},
        ]

    def post(self, request) -> HttpResponseBase:
        forms = {
            item.photo_id: RowForm(
                request.POST, instance=item.photo, prefix=f"image-{item.photo_id}"
            )
            for item in self.waiting
            if f"image-{item.photo_id}-credit" in request.POST
        }
        whole = True
        for form in forms.values():
            self._check_may_change(form.instance)
            if form.is_valid():
                form.save()
            else:
                whole = False
        if request.POST.get("ordered"):
            self.keep_order(request.POST.getlist("order"))
        if not whole:
            messages.error(
                request, _("Some photos couldn’t be saved: see what is said below each.")
            )
            return self.render_to_response(self.get_context_data(forms=forms))
        if "finish" in request.POST:
            return self._put_into_draft(request.POST.get("gallery", ""))
        messages.success(request, _("The photos are saved. They wait here for the rest."))
        return redirect(request.path)

    def _check_may_change(self, photo: Photo) -> None:
        policy, user = self.permission_policy, self.request.user
        if not policy.user_has_permission_for_instance(user, "change", photo):
            raise PermissionDenied

    def _put_into_draft(self, gallery: str):
        photos = [item.photo for item in self.waiting.all()]
        if not photos:
            messages.error(self.request, _("There is no photo to add yet."))
            return redirect(self.request.path)
        body = self.page.body
        known = {block.id: block for block in body if block.block_type == "gallery"}
        if gallery in known:
            for photo in photos:
                known[gallery].value["photos"].append(photo)
        elif len(photos) == 1:  # a gallery has two at least
            body.append(("photo", {"photo": photos[0], "caption": ""}))
        else:
            body.append(("gallery", {"title": "", "photos": photos}))
        self.page.save_revision(user=self.request.user, log_action=True)
        self.waiting.delete()
        lacking = sum(bool(photo.missing_for_publication) for photo in photos)
        text = ngettext(
            "%(count)d photo is in the draft of “%(page)s”.",
            "%(count)d photos are in the draft of “%(page)s”.",
            len(photos),
        ) % {"count": len(photos), "page": self.page.get_admin_display_title()}
        if lacking:
            text += " " + ngettext(
                "%(count)d of them can’t be published yet.",
                "%(count)d of them can’t be published yet.",
                lacking,
            ) % {"count": lacking}
        messages.success(self.request, text)
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def get_context_data(self, forms=None, **kwargs) -> dict:
        items = list(self.waiting)
        duplicates = _duplicates([item.photo for item in items], self.request.user)
        permitted = self.permission_policy.collections_user_has_permission_for
        collections = permitted(self.request.user, "add")
        galleries = [block for block in self.page.body if block.block_type == "gallery"]
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "rows": [
                self.row(item, (forms or {}).get(item.photo_id), duplicates.get(item.photo_id))
                for item in items
            ],
            "ordered": any(item.sort_order is not None for item in items),
            "shared": shared_fields(),
            "galleries": [
                {
                    "id": block.id,
                    "label": block.value["title"] or _("Gallery %(number)d") % {"number": number},
                    "count": len(block.value["photos"]),
                }
                for number, block in enumerate(galleries, 1)
            ],
            "collections": collections if len(collections) > 1 else None,
            "accept": get_accept_attributes(),
            "may_add": self.permission_policy.user_has_permission(self.request.user, "add"),
            "limit": settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE,
        }


class UploadView(OnePage, AddView):
    """One file, in a request of its own so that each has its progress and fails alone."""

    def save_object(self, form):
        photo = super().save_object(form)
        last = self.waiting.aggregate(last=Max("sort_order"))["last"]
        self.item = WaitingPhoto.objects.create(
            page=self.page, photo=photo, sort_order=None if last is None else last + 1
        )
        return photo

    def get_edit_object_response_data(self):
        duplicates = find_image_duplicates(self.object, self.request.user, self.permission_policy)
        row = self.row(self.item, duplicate=duplicates.first())
        return {
            "success": True,
            "row": render_to_string("photos/bulk_row.html", row, request=self.request),
        }


class SaveView(OnePage, EditView):
    """The texts and rights of one photo, kept as they are typed."""

    edit_form_template_name = "photos/bulk_fields.html"

    def get_edit_form_class(self):
        return RowForm

    def post(self, request, image_id: int) -> HttpResponseBase:
        item = get_object_or_404(self.waiting, photo=image_id)
        return super().post(request, image_id=item.photo_id)


class OrderView(OnePage, View):
    """The order of all, or the order in which they were taken when the form says none."""

    def post(self, request) -> HttpResponseBase:
        if keys := request.POST.getlist("order"):
            self.keep_order(keys)
        else:
            self.waiting.update(sort_order=None)
        return JsonResponse({"order": [item.photo_id for item in self.waiting.all()]})


class RemoveView(OnePage, View):
    """Takes a photo off; what was sent here and serves nowhere leaves the library too.

    With `keep`, the key of the same photo in the library, that one waits in its place.
    """

    def post(self, request, image_id: int) -> HttpResponseBase:
        item = get_object_or_404(self.waiting, photo=image_id)
        kept = request.POST.get("keep", "")
        data: dict[str, Any] = {"success": True}
        if kept.isdecimal():
            photo = get_object_or_404(_choosable(request.user), pk=kept)
            if not self.waiting.filter(photo=photo).exists():
                new = WaitingPhoto.objects.create(
                    page=self.page, photo=photo, sort_order=item.sort_order
                )
                data["row"] = render_to_string("photos/bulk_row.html", self.row(new), request)
        photo = item.photo
        item.delete()
        if (
            self.permission_policy.user_has_permission_for_instance(request.user, "delete", photo)
            and photo.uploaded_by_user_id == request.user.pk
            and not photo.get_usage()
            and not photo.waiting_on.exists()
        ):
            photo.delete()
        return JsonResponse(data)


def shared_fields() -> list:
    """Fields of nothing yet: one that is left empty is written on no photo."""
    form = RowForm(prefix="all", initial={"licence": "", "consent": ""})
    for name in ("licence", "consent"):
        field: Any = form.fields[name]
        field.choices = [("", "—"), *field.choices]
    return [form[name] for name in SHARED]


def _choosable(user):
    return OnePage.permission_policy.instances_user_has_permission_for(user, "choose")


def _duplicates(photos: list[Photo], user) -> dict[int, Photo]:
    """For each photo whose file is in the library already, the older one."""
    hashes = {photo.file_hash for photo in photos if photo.file_hash}
    oldest = {}
    for photo in _choosable(user).filter(file_hash__in=hashes).order_by("-pk"):
        oldest[photo.file_hash] = photo
    return {
        photo.pk: oldest[photo.file_hash]
        for photo in photos
        if photo.file_hash in oldest and oldest[photo.file_hash].pk != photo.pk
    }
