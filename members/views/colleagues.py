"""What an organisation's correspondent does for her colleagues."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.access import revoke_access
from members.forms import InviteForm
from members.links import invite
from members.models import Invitation, Member, User
from members.throttle import TooManyTries, count_action, count_message
from members.views.sign_in import show


def for_correspondents(view):
    @login_required
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not (request.user.is_correspondent and request.user.organisation_id):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@for_correspondents
@require_http_methods(["GET", "HEAD", "POST"])
def colleagues(request) -> HttpResponseBase:
    """The list, and the form that invites."""
    user = request.user
    form, status = InviteForm(user.organisation, request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                count_action(user, "invitation")
                count_message(request, form.cleaned_data["email"])
            except TooManyTries:
                form.add_error(None, _("Too many invitations at once. Wait ten minutes."))
                status = 429
            else:
                invite(form.cleaned_data["email"], user.organisation, user, get_language())
                messages.success(request, _("A message is on its way to this address."))
                return redirect("members:colleagues")
    people = User.objects.filter(organisation=user.organisation, is_active=True)
    removable = Member.objects.filter(organisation=user.organisation).exclude(pk=user.pk)
    return show(
        request,
        "colleagues",
        _("Colleagues"),
        status,
        form=form,
        people=people.order_by("last_name__alphabetical", "first_name__alphabetical", "email"),
        removable=set(removable.values_list("pk", flat=True)),
        invitations=Invitation.objects.filter(organisation=user.organisation),
    )


@for_correspondents
@require_http_methods(["GET", "HEAD", "POST"])
def remove_colleague(request, pk: int) -> HttpResponseBase:
    """Asks first. Those who have a role in the admin aren't the organisation's to remove."""
    others = Member.objects.filter(organisation=request.user.organisation)
    colleague = get_object_or_404(others.exclude(pk=request.user.pk), pk=pk, is_active=True)
    if request.method != "POST":
        return show(request, "remove", _("Remove a colleague"), colleague=colleague)
    revoke_access(colleague, request.user)
    messages.success(request, _("%(person)s no longer has access.") % {"person": colleague})
    return redirect("members:colleagues")


@for_correspondents
@require_POST
def withdraw_invitation(request, pk: int) -> HttpResponseBase:
    mine = Invitation.objects.filter(organisation=request.user.organisation)
    get_object_or_404(mine, pk=pk).delete()
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("members:colleagues")
