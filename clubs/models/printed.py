"""A page with a PDF of itself, made ahead in the background (clubs.pdf) and given out under the page's own address."""

from collections.abc import Callable
from pathlib import PurePosixPath
from secrets import token_urlsafe
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from wagtail.url_routing import RouteResult

from core.file_responses import send_file


def unguessable_name(pdf, filename: str) -> str:
    """A page may be private, its file is given out by the page alone."""
    return f"reports/{token_urlsafe(24)}{PurePosixPath(filename).suffix}"


class PagePDFQuerySet(models.QuerySet):
    def current(self):
        """Those that readers may be given, if they may see the page."""
        in_time = Q(shown_until=None) | Q(shown_until__gte=timezone.localdate())
        return self.exclude(file="").filter(in_time)


class PagePDF(models.Model):
    """The file made from a published page, or what kept it from being made.

    Each page type has its own, with a OneToOneField `page` whose related name is "pdf" and which is its primary key.
    """

    page: Any

    file = models.FileField(upload_to=unguessable_name, max_length=200, blank=True, editable=False)
    page_count = models.PositiveIntegerField(default=0, editable=False)
    weight = models.PositiveIntegerField(default=0, editable=False)  # bytes
    # Of all that the file was made from: what hasn't changed isn't made again.
    digest = models.CharField(max_length=64, editable=False)
    # The first end of a licence among its photos.
    shown_until = models.DateField(null=True, editable=False)
    problem = models.TextField(blank=True, editable=False)
    made_at = models.DateTimeField(auto_now=True)

    objects = models.Manager.from_queryset(PagePDFQuerySet)()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.file.name or self.problem

    @property
    def is_current(self) -> bool:
        """The same as `current`."""
        in_time = self.shown_until is None or self.shown_until >= timezone.localdate()
        return bool(self.file) and in_time


def delete_file(instance, **kwargs) -> None:
    """Receives `post_delete`: what it was made of is gone or unpublished, or it is made anew."""
    if instance.file:
        transaction.on_commit(lambda: instance.file.delete(save=False))


class PrintedMixin:
    """Before the page class; `pdf_name` is the last part of the file's address, `pdf_file_name` what it is saved as."""

    live: bool
    url: str
    pdf: PagePDF
    get_url: Callable[..., str]

    @property
    def pdf_name(self) -> str:
        raise NotImplementedError

    @property
    def pdf_file_name(self) -> str:
        return self.pdf_name

    @property
    def pdf_url(self) -> str:
        """The address of the PDF under the page's own, or nothing while there is none."""
        pdf = getattr(self, "pdf", None)
        return f"{self.url}{self.pdf_name}" if pdf and pdf.is_current else ""

    def route(self, request, path_components):
        """Wagtail's view then checks who may see the page."""
        if path_components == [self.pdf_name] and self.live:
            return RouteResult(self, kwargs={"pdf": True})
        return super().route(request, path_components)  # type: ignore[misc]

    def serve(self, request, *args, pdf=False, **kwargs) -> HttpResponseBase:
        if not pdf:
            return super().serve(request, *args, **kwargs)  # type: ignore[misc]
        if not self.pdf_url:
            raise Http404
        try:
            return send_file(request, self.pdf.file, self.pdf_file_name, etag=self.pdf.digest)
        except FileNotFoundError as error:
            raise Http404 from error
