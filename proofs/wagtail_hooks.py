from django.urls import path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from core.models import BasePage
from core.permissions import may_edit
from proofs.admin_views import ProofsView
from proofs.models import open_remarks


@hooks.register("register_admin_urls")
def register_proofs():
    return [path("pages/<int:page_pk>/proofs/", ProofsView.as_view(), name="proofs")]


@hooks.register("register_page_header_buttons")
def offer_proofs(page, user, next_url=None, view_name=None):
    """Beside what else can be done with a draft."""
    is_draft = not page.live or page.has_unpublished_changes
    if issubclass(page.specific_class or Page, BasePage) and is_draft and may_edit(user, page):
        yield Button(
            _("Proof link"), reverse("proofs", args=[page.pk]), icon_name="link", priority=19
        )


@hooks.register("before_edit_page")
def show_remarks(request, page) -> None:
    """What readers of the draft have said stands over its form until an editor has seen to it."""
    if request.method != "GET":
        return
    remarks = list(open_remarks(page))
    if not remarks:
        return
    newest = remarks[0]
    sentence = ngettext(
        "%(number)s remark on this draft. %(name)s: “%(text)s”",
        "%(number)s remarks on this draft. The newest, by %(name)s: “%(text)s”",
        len(remarks),
    )
    words = {
        "number": len(remarks),
        "name": newest.proof.name,
        "text": Truncator(newest.text).chars(160),
    }
    button = messages.button(reverse("proofs", args=[page.pk]), _("Read the remarks"))
    messages.info(request, sentence % words, buttons=[button])


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label, message in (
        ("proofs.make", gettext_lazy("Make a proof link"), gettext_lazy("Proof link made")),
        (
            "proofs.revoke",
            gettext_lazy("Withdraw a proof link"),
            gettext_lazy("Proof link withdrawn"),
        ),
    ):
        actions.register_action(action, label, message)
