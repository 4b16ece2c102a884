"""The one vocabulary of every page's body."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks.data import KeyFiguresBlock, TableBlock
from core.blocks.media import DownloadsBlock, GalleryBlock, PhotoBlock, VideoBlock
from core.blocks.text import BodyTextBlock, CalloutBlock, HeadingBlock, QuoteBlock


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock(group=_("Text"))
    rich_text = BodyTextBlock(group=_("Text"))
    quote = QuoteBlock(group=_("Text"))
    callout = CalloutBlock(group=_("Text"))
    photo = PhotoBlock(group=_("Images and files"))
    gallery = GalleryBlock(group=_("Images and files"))
    video = VideoBlock(group=_("Images and files"))
    downloads = DownloadsBlock(group=_("Images and files"))
    key_figures = KeyFiguresBlock(group=_("Figures"))
    table = TableBlock(group=_("Figures"))
