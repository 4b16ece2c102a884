from django.conf import settings
from django.utils.functional import Promise, cached_property, lazy
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from core.collation import AlphabeticalListing
from core.withdrawal_models import Withdrawal


class ExplainedReportView(AlphabeticalListing, ReportView):
    """A report that says what would stand in it as long as there is nothing: `empty_message`.

    Where filters leave nothing, Wagtail says so.
    """

    empty_message: str | Promise

    @cached_property
    def no_results_message(self):
        if self.is_filtering:
            return super().no_results_message
        return self.empty_message


class ModelIndexView(AlphabeticalListing, generic.IndexView):
    pass


class SnippetIndexView(AlphabeticalListing, IndexView):
    pass


class MainLanguageIndexView(SnippetIndexView):
    """A list of what is written in the main language; its translations are asked for by Wagtail's own filter."""

    def get_base_queryset(self):
        found = super().get_base_queryset()
        if "locale" in self.request.GET:
            return found
        return found.filter(locale=Locale.objects.get_for_language(settings.LANGUAGE_CODE))


_named = lazy(lambda words, model: gettext(words) % {"object": model._meta.verbose_name}, str)


class ReadersChooserViewSet(SnippetChooserViewSet):
    """Its buttons speak the language of whoever reads them; Wagtail's that of whoever opened a form first."""

    @cached_property
    def widget_class(self):
        return AdminSnippetChooser(
            model=self.model,
            icon=self.icon,
            choose_one_text=_named(gettext_noop("Choose %(object)s"), self.model),
            choose_another_text=_named(gettext_noop("Choose another %(object)s"), self.model),
            link_to_chosen_text=_named(gettext_noop("Edit this %(object)s"), self.model),
        )


class _ChangeOnly(ModelPermissionPolicy):
    """For what the site itself writes, and an editor completes."""

    def user_has_permission(self, user, action):
        return action in {"change", "view"} and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)


class WithdrawalViewSet(SnippetViewSet):
    """What was withdrawn, the latest first, and what replaces it."""

    model = Withdrawal
    index_view_class = SnippetIndexView
    permission_policy = _ChangeOnly(Withdrawal)
    icon = "bin"
    menu_label = _("Withdrawn pages")
    menu_order = 801  # after Wagtail's redirects
    add_to_settings_menu = True
    list_display = [
        "title",
        DateColumn("withdrawn_at", label=_("Withdrawn on"), sort_key="withdrawn_at"),
        "replacement",
        "replacement_link",
    ]
    search_fields = ["title", "addresses__address"]
    ordering = ["-withdrawn_at"]

    def register_chooser_viewset(self) -> None:
        """No page chooses one, and a chooser names all to whoever may enter the admin."""
