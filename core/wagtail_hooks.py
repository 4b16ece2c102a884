from django.dispatch import receiver
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.signals import copy_for_translation_done
from wagtail_localize.wagtail_hooks import page_listing_more_buttons

from core import privacy
from core.frame import Frame
from core.models import Teaser
from core.rich_text import VisibleDocumentLinkHandler, VisiblePageLinkHandler
from core.translation import changes, editing, po, words
from core.translation.status import TranslationReportView
from core.visibility import is_published, is_teaser, restrictions_on


# After Wagtail's own, which these replace.
@hooks.register("register_rich_text_features", order=100)
def link_to_what_can_be_seen(features):
    features.register_link_type(VisiblePageLinkHandler)
    features.register_link_type(VisibleDocumentLinkHandler)


@hooks.register("before_serve_page")
def hide_expired(page, request, serve_args, serve_kwargs):
    """A page past its expiry is gone at once, without waiting for the scheduled job."""
    if not is_published(page):
        raise Http404


@hooks.register("before_serve_page")
def show_teaser(page, request, serve_args, serve_kwargs):
    """In place of a page whose title and summary alone may be read; the template gets no more than these."""
    if not is_teaser(request, page):
        return None
    context = {
        "frame": Frame(request, page=page),
        "title": page.title,
        "introduction": page.introduction,
        "kind": page.kind_label,
    }
    return TemplateResponse(request, "pages/teaser.html", context)


@receiver(copy_for_translation_done)
def translate_teaser(source_obj, target_obj, **kwargs):
    """Wagtail gives a translation its own copy of a restriction, which would hide what the original announces."""
    if isinstance(source_obj, Page) and Teaser.objects.filter(restriction__page=source_obj):
        for restriction in target_obj.view_restrictions.all():
            Teaser.objects.get_or_create(restriction=restriction)


@hooks.register("before_move_page")
def ask_before_move(request, page, destination):
    after = privacy.after_move(page, destination)
    return privacy.ask(request, page, restrictions_on(page), after)


@hooks.register("after_move_page")
def keep_after_move(request, page):
    privacy.keep(request, page)


@hooks.register("before_copy_page")
def ask_before_copy(request, page):
    chosen = request.POST.get("new_parent_page", "")
    destination = Page.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
    if destination is None:
        return None  # Wagtail's form says so
    after = privacy.after_copy(page, destination, "alias" in request.POST)
    return privacy.ask(request, page, restrictions_on(page), after)


@hooks.register("after_copy_page")
def keep_after_copy(request, page, new_page):
    privacy.keep(request, new_page)


@hooks.register("before_convert_alias_page")
def ask_before_conversion(request, page):
    after = privacy.after_conversion(page)
    return privacy.ask(request, page, restrictions_on(page), after)


@hooks.register("after_convert_alias_page")
def keep_after_conversion(request, page):
    privacy.keep(request, page)


@hooks.register("before_bulk_action")
def ask_before_bulk_move(request, action_type, objects, action):
    if action_type != "move" or not objects or not isinstance(objects[0], Page):
        return None
    return privacy.refuse_in_bulk(request, objects, action.cleaned_form.cleaned_data["chooser"])


# Before wagtail-localize's own, under the same addresses.
@hooks.register("register_admin_urls", order=-1)
def translate_with_care():
    strings = "localize/translate/<int:translation_id>/strings/<int:string_segment_id>/edit/"
    return [
        path("localize/translate/<int:translation_id>/pofile/upload/", po.upload_po),
        path(strings, editing.edit_string),
        path("localize/jsi18n/", words.EditorWords.as_view()),
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
        path(
            "localize/update/<int:translation_source_id>/", changes.UpdateTranslationsView.as_view()
        ),
    ]


# In lists wagtail-localize asks two queries a line for its buttons; the column of languages leads there too.
# Wagtail has no public way to take a hook back, and `construct_page_listing_buttons` comes after the queries.
hooks._hooks["register_page_listing_more_buttons"].remove((page_listing_more_buttons, 0))


@hooks.register("register_reports_menu_item")
def list_translations_to_do():
    return MenuItem(
        _("Translations to do"),
        reverse("translation_report"),
        icon_name="wagtail-localize-language",
        order=800,
    )


@hooks.register("before_edit_page", order=-1)
@hooks.register("before_edit_snippet", order=-1)
def note_opening(request, instance):
    if request.method == "GET" and hasattr(instance, "translation_key"):
        editing.note_opening(request.session, instance)
