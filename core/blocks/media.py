from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from core.blocks.choosers import FileChooserBlock, PhotoChooserBlock
from core.downloads import Download
from core.visibility import can_see_file


class PhotoBlock(blocks.StructBlock):
    photo = PhotoChooserBlock(label=_("photo"))
    caption = blocks.CharBlock(
        label=_("caption"),
        required=False,
        max_length=400,
        help_text=_("Without it, the photo’s own caption serves. The credit is always shown."),
    )

    class Meta:
        label = _("Photo")
        description = _("One photo with its caption and credit")
        icon = "image"
        template = "blocks/photo.html"

    def get_searchable_content(self, value):
        """Nothing: the caption leaves with the photo, the day that its licence or a consent ends."""
        return []

    def get_preview_value(self):
        """The first photo of the library: a preview can't ship a file of its own."""
        return {"photo": get_image_model().objects.order_by("pk").first(), "caption": ""}


class GalleryBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), required=False, max_length=200)
    photos = blocks.ListBlock(PhotoChooserBlock(label=_("photo")), label=_("photos"), min_num=2)

    class Meta:
        label = _("Gallery")
        description = _("Several photos, each with its caption and credit")
        icon = "image"
        template = "blocks/gallery.html"

    def get_preview_value(self):
        photos = list(get_image_model().objects.order_by("pk")[:3])
        return self.normalize({"title": "", "photos": photos})


class DownloadsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), required=False, max_length=200)
    documents = blocks.ListBlock(FileChooserBlock(label=_("file")), label=_("files"), min_num=1)

    class Meta:
        label = _("Downloads")
        description = _("Files with their themes, kind, month, format and weight")
        icon = "download"
        template = "blocks/downloads.html"

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        return context | {"downloads": visible_documents(value["documents"], context)}

    def get_preview_value(self):
        documents = list(get_document_model().objects.order_by("pk")[:2])
        return self.normalize({"title": "", "documents": documents})


def visible_documents(chosen, context) -> list[Download]:
    """Those of the chosen files that the reader may see: as the page has found, or asked one by one."""
    chosen = [document for document in chosen if document]
    if (found := context.get("visible_documents")) is None:
        request = context["request"]
        return [Download(document) for document in chosen if can_see_file(request, document)]
    return [found[document.pk] for document in chosen if document.pk in found]


class VideoBlock(blocks.StructBlock):
    """A link, never a player: no request leaves the site before the reader asks for it."""

    title = blocks.CharBlock(label=_("title"), max_length=200)
    url = blocks.URLBlock(label=_("address of the video"))
    duration = blocks.CharBlock(
        label=_("duration"), required=False, max_length=40, help_text=_("For example: 12 min.")
    )
    transcript = FileChooserBlock(
        label=_("transcript"),
        required=False,
        help_text=_("The text of what is said and shown, for those who can’t hear or see it."),
    )
    photo = PhotoChooserBlock(label=_("still image"), required=False)

    class Meta:
        label = _("Video")
        description = _("A link to a video on another site, with its transcript")
        icon = "media"
        template = "blocks/video.html"
        form_layout = ["title", "url", "duration", "transcript", "photo"]
        preview_value = {
            "title": "Visit of the renovated residence",
            "url": "https://video.example.org/residence",
            "duration": "12 min",
            "transcript": None,
            "photo": None,
        }

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        transcript = next(iter(visible_documents([value["transcript"]], context)), None)
        return context | {"transcript": transcript}
