from django.dispatch import receiver
from django.http import Http404
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.wagtail_hooks import AgingPagesReportMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.signals import copy_for_translation_done
from wagtail.snippets.models import register_snippet
from wagtail_localize.wagtail_hooks import TranslationsReportMenuItem, page_listing_more_buttons

from core import privacy, remark_views, views
from core.admin_views import require_known
from core.collation import in_alphabetical_order
from core.history import CHANGE, ChangeFormatter
from core.layout import Layout
from core.models import BasePage, Teaser
from core.page_models import may_be_model, use_as_model
from core.paste_views import convert_pasted
from core.remarks import HOOK
from core.rich_text import VisibleDocumentLinkHandler, VisiblePageLinkHandler
from core.translation import missing
from core.translation.reports import TranslationReportView
from core.translation.views import editing, publishing
from core.twins import twins
from core.userbar import ContentChecks
from core.viewsets import WithdrawalViewSet
from core.visibility import (
    is_published,
    is_teaser,
    known_pages,
    knows_every_page,
    restrictions_on,
)
from core.withdrawal_models import Withdrawal
from core.word import views as word_views


# After Wagtail's own, which these replace.
@hooks.register("register_rich_text_features", order=100)
def link_to_what_can_be_seen(features) -> None:
    features.register_link_type(VisiblePageLinkHandler)
    features.register_link_type(VisibleDocumentLinkHandler)


@hooks.register("before_serve_page")
def hide_expired(page, request, serve_args, serve_kwargs) -> None:
    """A page past its expiry is gone at once, without waiting for the scheduled job."""
    if not is_published(page):
        raise Http404


@hooks.register("before_serve_page")
def show_teaser(page, request, serve_args, serve_kwargs):
    """In place of a page whose title and summary alone may be read; the template gets no more than these."""
    if not is_teaser(request, page):
        return None
    context = {
        "layout": Layout(request, page=page),
        "title": page.title,
        "introduction": page.introduction,
        "kind": page.kind_label,
    }
    return TemplateResponse(request, "pages/teaser.html", context)


register_snippet(WithdrawalViewSet)


@hooks.register("after_unpublish_page")
@hooks.register("after_delete_page")
def propose_replacement(request, page) -> None:
    """The address goes on to say that the page was withdrawn; the editor may add what replaces it."""
    withdrawal = Withdrawal.objects.filter(translation_key=page.translation_key).first()
    if withdrawal and request.user.has_perm("core.change_withdrawal"):
        sentence = _("The address of “%(title)s” now says that the page was withdrawn.")
        edit = reverse("wagtailsnippets_core_withdrawal:edit", args=[withdrawal.pk])
        buttons = [messages.button(edit, _("Say what replaces it"))]
        messages.info(request, sentence % {"title": withdrawal.title}, buttons=buttons)


@receiver(copy_for_translation_done)
def translate_teaser(source_obj, target_obj, **kwargs) -> None:
    """Wagtail gives a translation its own copy of a restriction, which would hide what the original announces."""
    if isinstance(source_obj, Page) and Teaser.objects.filter(restriction__page=source_obj):
        for restriction in target_obj.view_restrictions.all():
            Teaser.objects.get_or_create(restriction=restriction)


@hooks.register("before_move_page")
def ask_before_move(request, page, destination):
    require_known(request, page, destination)
    after = privacy.after_move(page, destination)
    return privacy.ask(request, page, restrictions_on(page), after)


@hooks.register("after_move_page")
def keep_after_move(request, page) -> None:
    privacy.keep(request, page)


@hooks.register("before_copy_page")
def ask_before_copy(request, page):
    chosen = request.POST.get("new_parent_page", "")
    destination = Page.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
    if destination is None:
        return None  # Wagtail's form says so
    require_known(request, destination)
    after = privacy.after_copy(page, destination, "alias" in request.POST)
    return privacy.ask(request, page, restrictions_on(page), after)


@hooks.register("after_copy_page")
def keep_after_copy(request, page, new_page) -> None:
    privacy.keep(request, new_page)
    if "copy_subpages" in request.POST:
        privacy.keep_below(request, page, new_page)


@hooks.register("before_convert_alias_page")
def ask_before_conversion(request, page):
    after = privacy.after_conversion(page)
    return privacy.ask(request, page, restrictions_on(page), after)


@hooks.register("after_convert_alias_page")
def keep_after_conversion(request, page) -> None:
    privacy.keep(request, page)


@hooks.register("before_bulk_action")
def ask_before_bulk_move(request, action_type, objects, action):
    if action_type != "move" or not objects or not isinstance(objects[0], Page):
        return None
    return privacy.refuse_in_bulk(request, objects, action.cleaned_form.cleaned_data["chooser"])


@hooks.register("register_admin_urls")
def report_translations():
    return [
        path(
            "reports/translations-to-do/",
            TranslationReportView.as_view(),
            name="translation_report",
        ),
        path(
            "reports/translations-to-do/results/",
            TranslationReportView.as_view(results_only=True),
            name="translation_report_results",
        ),
    ]


@hooks.register("construct_explorer_page_queryset")
def sort_pages(parent, pages, request):
    """By title, the only text among the explorer's columns; paths have an order of their own."""
    by_title = request.GET.get("ordering") in {"title", "-title"}
    return in_alphabetical_order(pages) if by_title else pages


@hooks.register("construct_page_chooser_queryset")
def choose_among_known_pages(pages, request):
    return pages.filter(pk__in=known_pages(request).order_by().values("pk"))


# In lists wagtail-localize asks two queries a line for its buttons; the column of languages leads there too.
# Wagtail has no public way to take a hook back, and `construct_page_listing_buttons` comes after the queries.
hooks._hooks["register_page_listing_more_buttons"].remove((page_listing_more_buttons, 0))


class _TranslationsItem(MenuItem):
    """Shown to who may write pages."""

    def is_shown(self, request):
        return user_has_any_page_permission(request.user)


@hooks.register("register_reports_menu_item")
def list_translations_to_do():
    return _TranslationsItem(
        _("Translations to do"),
        reverse("translation_report"),
        icon_name="wagtail-localize-language",
        order=800,
    )


@hooks.register("construct_reports_menu")
def offer_what_says_something(request, items) -> None:
    if not knows_every_page(request.user):
        items[:] = [item for item in items if not isinstance(item, TranslationsReportMenuItem)]
    if not page_permission_policy.user_has_permission(request.user, "publish"):
        items[:] = [item for item in items if not isinstance(item, AgingPagesReportMenuItem)]
    for item in items:
        if isinstance(item, TranslationsReportMenuItem):
            item.label = _("All translations")  # its own was said once for all languages


@hooks.register("before_edit_page", order=-1)
@hooks.register("before_edit_snippet", order=-1)
def note_opening(request, instance) -> None:
    if request.method == "GET" and hasattr(instance, "translation_key"):
        editing.note_opening(request.session, instance)


@hooks.register("before_edit_page", order=-1)
@hooks.register("before_edit_snippet", order=-1)
def ask_before_translation_goes_out(request, instance) -> None:
    """In wagtail-localize's editor, which publishes before it warns."""
    published = request.method == "POST" and request.POST.get("action") == "publish"
    if published and hasattr(instance, "translation_key") and missing.job_of(instance):
        missing.check_publishable(instance)
        missing.ask_first(instance)


@hooks.register("before_publish_page")
def ask_before_publication(request, page):
    """In Wagtail's form, which has saved the draft by now."""
    missing.check_publishable(page)
    if missing.CONFIRMED not in request.POST and (texts := missing.missing_texts(page)):
        action = reverse("publish_untranslated", args=[page.pk])
        return publishing.ask(request, page, texts, action)
    return None


@hooks.register("register_admin_urls")
def publish_after_question():
    return [
        path(
            "translations/<int:page_id>/publish/",
            publishing.publish_saved,
            name="publish_untranslated",
        )
    ]


@hooks.register("insert_global_admin_js")
def keep_what_is_typed():
    return format_html(
        '<script type="module" src="{}"></script>'
        '<script type="module" src="{}" id="admin-unsaved" data-closing="{}"></script>'
        '<script type="module" src="{}" id="admin-choices" data-legend="{}"></script>'
        '<script type="module" src="{}" id="admin-versions" data-reason="{}" data-latest="{}"'
        ' data-close="{}"></script>',
        static("js/admin-once.js"),
        static("js/admin-unsaved.js"),
        _("What you have typed in this window would be lost. Close it?"),
        static("js/admin-choices.js"),
        _("Ticked already"),
        static("js/admin-versions.js"),
        _("In this window nothing is saved by itself any more, so that nothing is overwritten."),
        _("Open the latest version"),
        _("Close"),
    )


@hooks.register("insert_global_admin_css")
def lay_out_lists():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin-lists.css"))


@hooks.register("register_admin_urls")
def register_pasting():
    return [path("pasted-text/", convert_pasted, name="convert_pasted")]


@hooks.register("register_admin_urls")
def register_documents():
    return [
        path("word/page/<int:page_pk>/", word_views.receive, name="word_dropped"),
        path("word/<int:pk>/", word_views.text, name="word_text"),
        path("word/<int:pk>/document/", word_views.original_document, name="word_document"),
    ]


@hooks.register("register_admin_urls")
def register_models_of_pages():
    return [path("pages/<int:page_pk>/model/", use_as_model, name="page_model")]


@hooks.register("register_page_header_buttons")
def offer_as_model(page, user, next_url=None, view_name=None):
    if may_be_model(page.specific_deferred, user):
        address = reverse("page_model", args=[page.pk])
        yield Button(
            _("Use as a model"),
            address,
            icon_name="copy",
            priority=21,
            attrs={
                "data-controller": "w-action",
                "data-action": "w-action#post",
                "data-w-action-url-value": address,
            },
        )


hooks.register("after_create_page", word_views.keep_document)
hooks.register("after_edit_page", word_views.keep_document)


@hooks.register("register_admin_urls")
def register_remarks():
    report = remark_views.RemarkReportView
    return [
        path("before-publication/", remark_views.of_form, name="before_publication"),
        path("reports/before-publication/", report.as_view(), name="before_publication_report"),
        path(
            "reports/before-publication/results/",
            report.as_view(results_only=True),
            name="before_publication_report_results",
        ),
    ]


hooks.register(HOOK, twins)


@hooks.register("construct_wagtail_userbar")
def check_remarks(request, items, page) -> None:
    is_previewed = getattr(request, "is_preview", False) and isinstance(page, BasePage)
    items[:] = [
        ContentChecks(item.in_editor, page if is_previewed else None)
        if isinstance(item, ContentCheckerItem)
        else item
        for item in items
    ]


class _RemarksItem(MenuItem):
    """Shown to who may write pages."""

    def is_shown(self, request) -> bool:
        return user_has_any_page_permission(request.user)


@hooks.register("register_reports_menu_item")
def list_remarks():
    return _RemarksItem(
        _("Before publication"),
        reverse("before_publication_report"),
        icon_name="tasks",
        order=790,
    )


@hooks.register("register_admin_urls")
def register_background_work():
    report = views.BackgroundReportView
    return [
        path("reports/background/", report.as_view(), name="background_report"),
        path(
            "reports/background/results/",
            report.as_view(results_only=True),
            name="background_report_results",
        ),
        path("reports/background/<uuid:pk>/", views.do_again, name="background_do_again"),
    ]


class BackgroundMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm(views.SEE)


@hooks.register("register_reports_menu_item")
def add_background_work():
    return BackgroundMenuItem(
        _("Background work"), reverse("background_report"), icon_name="cogs", order=1200
    )


class _Export(LogFormatter):
    label = _("Export")

    def format_message(self, log_entry) -> str:
        return _("Took away “%(list)s” (%(format)s)") % {
            "list": log_entry.data.get("list", ""),
            "format": log_entry.data.get("format", ""),
        }


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action("access.export")(_Export)
    actions.register_action(CHANGE)(ChangeFormatter)
