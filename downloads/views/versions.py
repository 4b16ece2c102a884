"""The editors' views of a file's former versions."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.documents.permissions import permission_policy

from core.file_responses import send_file
from downloads import versions
from downloads.models import DocumentVersion


@require_safe
def open_version(request, pk: int) -> HttpResponseBase:
    version = _version(request, pk)
    try:
        return send_file(
            request,
            version.file,
            version.download_name,
            etag=version.file_hash or version.file.name,
            content_type="application/octet-stream",
            inline=False,
        )
    except FileNotFoundError as error:
        raise Http404(_("This former version is no longer on the disk.")) from error


@require_http_methods(["GET", "POST"])
def restore(request, pk: int) -> HttpResponseBase:
    version = _version(request, pk)
    if request.method == "GET":
        return render(request, "admin/restore_version.html", {"version": version})
    document = version.document
    if not version.file.storage.exists(version.file.name):
        messages.error(request, _("This former version is no longer on the disk."))
    else:
        document = versions.restore(version, request.user)
        messages.success(
            request, _("The former version of “%(title)s” is back.") % {"title": document.title}
        )
    return redirect("wagtaildocs:edit", document.pk)


def _version(request, pk: int) -> DocumentVersion:
    """Raises PermissionDenied to who may not change the file."""
    version = get_object_or_404(DocumentVersion.objects.select_related("document"), pk=pk)
    if not permission_policy.user_has_permission_for_instance(
        request.user, "change", version.document
    ):
        raise PermissionDenied
    return version
