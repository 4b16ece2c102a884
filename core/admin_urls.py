"""Screens of the admin in place of Wagtail's and wagtail-localize's own, under the same addresses: looked up first.

Each stands in docs/decisions.md, with the reason; tests/test_private_parts.py fails when the other is no longer there.
"""

from django.urls import path
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from core import admin_views
from core.admin_views import BrowseView, ExternalLinkView, chosen_pages
from core.privacy import set_privacy
from core.redirect_views import (
    CreateRedirectView,
    EditRedirectView,
    RedirectIndexView,
    process_import,
    start_import,
)
from core.snippets_api import SnippetsAPI
from core.translation.views import catalogue, editing, po_files, submitting, update
from core.translation.views.aliases import convert_to_alias

urlpatterns = decorate_urlpatterns(
    [
        path("pages/<int:page_id>/privacy/", set_privacy, name="page_privacy"),
        path("choose-page/", BrowseView.as_view()),
        path("choose-page/<int:parent_page_id>/", BrowseView.as_view()),
        path("choose-page/chosen-multiple/", chosen_pages),
        path("choose-external-link/", ExternalLinkView.as_view()),
        path("bulk/<str:app_label>/<str:model_name>/<str:action>/", admin_views.act_on_many),
        path("redirects/", RedirectIndexView.as_view()),
        path("redirects/add/", CreateRedirectView.as_view()),
        path("redirects/<int:redirect_id>/", EditRedirectView.as_view()),
        path("redirects/import/", start_import),
        path("redirects/import/process/", process_import),
        *(
            path(f"{name}/{results}", view.as_view(results_only=bool(results)))  # type: ignore[attr-defined]
            for name, view in {
                "documents": admin_views.FilesView,
                "images": admin_views.PhotosView,
                "reports/page-types-usage": admin_views.PageTypesUsageView,
                "reports/site-history": admin_views.LogEntriesView,
                "reports/aging-pages": admin_views.AgingPagesView,
                "reports/locked": admin_views.LockedPagesView,
                "reports/workflow": admin_views.WorkflowView,
                "reports/workflow_tasks": admin_views.WorkflowTasksView,
            }.items()
            for results in ("", "results/")
        ),
        path("localize/translate/<int:translation_id>/pofile/download/", po_files.download_po),
        path("localize/translate/<int:translation_id>/pofile/upload/", po_files.upload_po),
        path(
            "localize/translate/<int:translation_id>/strings/<int:string_segment_id>/edit/",
            editing.edit_string,
        ),
        path(
            "localize/api/snippets/<slug:app_label>/<slug:model_name>/",
            SnippetsAPI.as_view({"get": "list"}),
        ),
        path(
            "localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/",
            SnippetsAPI.as_view({"get": "retrieve"}),
        ),
        path("localize/page/<int:page_id>/convert_to_alias/", convert_to_alias),
        path("localize/jsi18n/", catalogue.EditorCatalogue.as_view()),
        path(
            "localize/update/<int:translation_source_id>/", update.UpdateTranslationsView.as_view()
        ),
        path("localize/submit/page/<int:page_id>/", submitting.SubmitPageView.as_view()),
        path("localize/reports/translations/", submitting.AllTranslationsView.as_view()),
        path(
            "localize/reports/translations/results/",
            submitting.AllTranslationsView.as_view(results_only=True),
        ),
    ],
    require_admin_access,
)
