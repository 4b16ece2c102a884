"""The editors' side of privacy: the teaser, and what would open private content to more people.

A page that is copied, moved or detached from its original keeps its restrictions, unless the editor says that
it may be seen by more people.
"""

from collections.abc import Iterable

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin.views import page_privacy
from wagtail.models import Page, PageViewRestriction

from core.models import Teaser
from core.visibility import restrictions_on

KEEP, OPEN = "keep", "open"


def set_privacy(request, page_id: int):
    """Wagtail's dialogue, which also asks what the public is told of a private page."""
    response = page_privacy.set_privacy(request, page_id)
    if request.method == "POST" and b"set_privacy_done" in response.content:
        for restriction in PageViewRestriction.objects.filter(page_id=page_id):
            if "teaser" in request.POST:
                Teaser.objects.get_or_create(restriction=restriction)
            else:
                Teaser.objects.filter(restriction=restriction).delete()
    return response


def ask(request, page: Page, before: Iterable, after: Iterable):
    """The page that asks whether more people may see this, or None when that isn't so or has been answered."""
    request.lost_restrictions = lost = _lost(before, after)
    if request.method != "POST" or not lost or request.POST.get("privacy") in {KEEP, OPEN}:
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    context = {"page": page, "fields": fields, "keep": KEEP, "open": OPEN}
    return render(request, "admin/confirm_privacy.html", context)


def keep(request, page: Page) -> None:
    """Puts on the page what it would have lost, unless the editor has opened it."""
    if request.POST.get("privacy") != OPEN:
        for restriction in getattr(request, "lost_restrictions", ()):
            _restrict(request, page, restriction)


def keep_below(request, page: Page, copy: Page) -> None:
    """Puts on the copies of the pages below what they would have lost.

    Wagtail copies none of their restrictions; what the editor has opened at the top is open below.
    """
    opened = request.POST.get("privacy") == OPEN
    said = {_kind(lost) for lost in getattr(request, "lost_restrictions", ()) if opened}
    originals, copies = (Page.objects.descendant_of(top).order_by("path") for top in (page, copy))
    for original, copied in zip(originals, copies, strict=False):
        for restriction in _lost(restrictions_on(original), restrictions_on(copied)):
            if _kind(restriction) not in said:
                _restrict(request, copied, restriction)


def keep_all(request, page: Page, copy: Page) -> None:
    """Puts on a copy all that holds for the page, where nobody was asked."""
    for restriction in _lost(restrictions_on(page), restrictions_on(copy)):
        _restrict(request, copy, restriction)


def _restrict(request, page: Page, like: PageViewRestriction) -> None:
    restriction = PageViewRestriction(page=page, restriction_type=like.restriction_type)
    restriction.save(user=request.user)
    restriction.groups.set(like.groups.all())


def refuse_in_bulk(request, pages: list[Page], destination: Page):
    """A redirect when some of the pages would be seen by more people, else None."""
    after = list(restrictions_on(destination))
    opened = [page for page in pages if _lost(restrictions_on(page), [*_own(page), *after])]
    if not opened:
        return None
    titles = ", ".join(page.get_admin_display_title() for page in opened)
    sentence = _(
        "Nothing was moved: more people would see %(titles)s there. Move private pages one by one."
    )
    messages.error(request, sentence % {"titles": titles})
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


def after_move(page: Page, destination: Page) -> list[PageViewRestriction]:
    return [*_own(page), *restrictions_on(destination)]


def after_copy(page: Page, destination: Page, as_alias: bool) -> list[PageViewRestriction]:
    """Wagtail copies a page's own restriction where there is none above; an alias keeps its original's."""
    if as_alias:
        return list(restrictions_on(page))
    return list(restrictions_on(destination)) or list(page.view_restrictions.all())


def after_conversion(alias: Page) -> list[PageViewRestriction]:
    """What holds for an alias once it has no original."""
    alone = Page(path=alias.path, depth=alias.depth)
    return list(restrictions_on(alone))


def _own(page: Page):
    return PageViewRestriction.objects.filter(page__translation_key=page.translation_key)


def _lost(before: Iterable, after: Iterable) -> list[PageViewRestriction]:
    """The restrictions that would no longer hold, one of each kind."""
    kept = {_kind(restriction) for restriction in after}
    found = {_kind(restriction): restriction for restriction in before}
    return [restriction for kind, restriction in found.items() if kind not in kept]


def _kind(restriction: PageViewRestriction) -> tuple:
    groups = frozenset(restriction.groups.values_list("pk", flat=True))
    return restriction.restriction_type, groups
