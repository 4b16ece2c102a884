"""A person withdraws her consent: the photos that show her, where they stand, and what takes their place.

From the moment that a photo's consent is withdrawn no reader sees it (core.visibility): what is chosen here
mends the pages on which it leaves a hole.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.fields import StreamField
from wagtail.images.permissions import ImagesPermissionPolicyGetter
from wagtail.images.widgets import AdminImageChooser
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from core.publish_checks import photos_of
from core.visibility import known_pages
from photos.models import Photo
from photos.views.register import uses_of


def replace_photo(target, old: Photo, new: Photo | None) -> bool:
    """Puts a photo in the place of another in all fields and blocks of an object; None empties the fields.

    The object isn't saved; the answer says whether anything has changed.
    """
    changed = False
    for field in target._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.related_model is Photo:
            if getattr(target, field.attname) == old.pk and (new or field.null):
                setattr(target, field.name, new)
                changed = True
        elif isinstance(field, StreamField) and new:
            changed |= _replace_in(getattr(target, field.name), old, new)
    return changed


def _replace_in(value, old: Photo, new: Photo) -> bool:
    changed = False
    if isinstance(value, StreamValue):
        for child in value:
            if _is(child.value, old):
                child.value, changed = new, True
            else:
                changed |= _replace_in(child.value, old, new)
    elif isinstance(value, StructValue | ListValue):
        places = list(value.items() if isinstance(value, StructValue) else enumerate(value))
        for place, item in places:
            if _is(item, old):
                value[place], changed = new, True
            else:
                changed |= _replace_in(item, old, new)
    return changed


def _is(value, photo: Photo) -> bool:
    return isinstance(value, Photo) and value.pk == photo.pk


def replace_everywhere(source, old: Photo, new: Photo | None, user) -> None:
    """In what is live, in the draft and in what is scheduled, without publishing anything else."""
    if replace_photo(source, old, new):
        source.save()
    if isinstance(source, Page):
        kept = models.Q(pk__in=[source.latest_revision_id, source.live_revision_id])
        scheduled = models.Q(approved_go_live_at__isnull=False)
        for revision in source.revisions.filter(kept | scheduled):
            draft = revision.as_object()
            if replace_photo(draft, old, new):
                content = draft.serializable_data()
                Revision.objects.filter(pk=revision.pk).update(content=content)
    log(source, "photos.replace", user=user, data={"old": old.title, "new": str(new or "")})


class WithdrawView(WagtailAdminTemplateMixin, TemplateView):
    """Ask for a name, show all photos and uses, do what was chosen, say what was done."""

    template_name = "photos/withdraw.html"
    page_title = gettext_lazy("Withdraw a person")
    header_icon = "user"
    permission_policy = ImagesPermissionPolicyGetter()

    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        if not self.permission_policy.user_has_permission(request.user, "change"):
            raise PermissionDenied
        self.person = " ".join((request.GET.get("person") or "").split())
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list:
        register = {"url": reverse("photos_register"), "label": _("Register of photos")}
        return [*self.breadcrumbs_items, register, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs) -> dict:
        photos = self._photos()
        uses = self._uses(photos)
        return super().get_context_data(**kwargs) | {
            "person": self.person,
            "photos": [
                {
                    "photo": photo,
                    "uses": uses[photo.pk],
                    "chooser": AdminImageChooser().render(
                        f"new-{photo.pk}", None, {"id": f"new-{photo.pk}"}
                    ),
                }
                for photo in photos
            ],
            "media": AdminImageChooser().media,
        }

    def _photos(self) -> list[Photo]:
        if not self.person:
            return []
        allowed = self.permission_policy.instances_user_has_permission_for(
            self.request.user, "change"
        )
        return list(allowed.filter(people__icontains=self.person).order_by("title", "pk"))

    def _uses(self, photos: list[Photo]) -> dict[int, list[dict]]:
        """With the drafts of live pages, which the reference index doesn't read."""
        found = {photo.pk: [] for photo in photos} | uses_of(photos, self.request)
        drafts = known_pages(self.request).filter(has_unpublished_changes=True)
        for page in drafts.specific():
            inside = photos_of(page.get_latest_revision_as_object())
            for photo in photos:
                known = {_key(use["object"]) for use in found[photo.pk]}
                if photo.pk in inside and _key(page) not in known:
                    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
                    url = url if page.permissions_for_user(self.request.user).can_edit() else ""
                    label = _("Draft of “%(page)s”") % {"page": page}
                    found[photo.pk].append(
                        {"object": page, "label": label, "url": url, "page": True}
                    )
        for uses in found.values():
            for use in uses:
                source = use["object"]
                use["key"] = _key(source)
                use["published"] = use["page"] and (
                    source.permissions_for_user(self.request.user).can_unpublish()
                )
        return found

    @transaction.atomic
    def post(self, request) -> HttpResponseBase:
        photos = [photo for photo in self._photos() if request.POST.get(f"photo-{photo.pk}")]
        if not photos:
            messages.error(request, _("No photo is chosen: nothing was changed."))
            return redirect(request.get_full_path())
        uses, done = self._uses(photos), {"replaced": 0, "unpublished": 0}
        chosen = [
            (photo, use, request.POST.get(f"use-{photo.pk}-{use['key']}"))
            for photo in photos
            for use in uses[photo.pk]
        ]
        new = {
            photo.pk: self._replacement(request.POST.get(f"new-{photo.pk}", ""), photo)
            for photo in photos
        }
        for photo, _use, action in chosen:
            if action == "replace" and new[photo.pk] is None:
                text = _("Choose the photo that takes the place of “%(photo)s”.")
                messages.error(request, text % {"photo": photo.title})
                return self.render_to_response(self.get_context_data())
        for photo, use, action in chosen:
            self._do(action, use, photo, new[photo.pk], done)
        for photo in photos:
            photo.consent = Photo.Consent.WITHDRAWN
            photo.save()
            log(photo, "photos.withdraw", user=request.user, data={"person": self.person})
        sentences = [
            ngettext(
                "%(count)d photo is withdrawn, and hidden from readers.",
                "%(count)d photos are withdrawn, and hidden from readers.",
                len(photos),
            )
            % {"count": len(photos)},
            _(
                "Places where another photo now stands: %(replaced)d. Pages unpublished: %(unpublished)d."
            )
            % done,
        ]
        messages.success(request, " ".join(sentences))
        return redirect(f"{reverse('photos_register')}?consent=withdrawn")

    def _replacement(self, key: str, photo: Photo) -> Photo | None:
        allowed = self.permission_policy.instances_user_has_permission_for(
            self.request.user, "choose"
        )
        return allowed.exclude(pk=photo.pk).filter(pk=key).first() if key.isdecimal() else None

    def _do(
        self, action: str | None, use: dict, photo: Photo, new: Photo | None, done: dict
    ) -> None:
        source, user = use["object"], self.request.user
        if action not in {"replace", "unpublish"}:
            return
        may_edit = source.permissions_for_user(user).can_edit() if use["page"] else use["url"]
        if not may_edit:
            raise PermissionDenied
        if action == "replace" and new:
            replace_everywhere(source, photo, new, user)
            done["replaced"] += 1
        elif use["page"]:
            if not source.permissions_for_user(user).can_unpublish():
                raise PermissionDenied
            source.unpublish(user=user)
            done["unpublished"] += 1


def _key(source) -> str:
    return f"{source._meta.model_name}-{source.pk}"
