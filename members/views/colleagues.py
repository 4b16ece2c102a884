"""What an organisation's correspondent does for her colleagues."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.admission import remove
from members.forms import InviteForm
from members.links import invite
from members.models import Invitation, User
from members.throttle import TooManyTries, try_door
from members.views.doors import show


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
def colleagues(request):
    """The list, and the form that invites."""
    user = request.user
    form, status = InviteForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                try_door(request, "invitation", user.email)
            except TooManyTries:
                form.add_error(None, _("Too many invitations at once. Wait ten minutes."))
                status = 429
            else:
                invite(form.cleaned_data["email"], user.organisation, user, get_language())
                messages.success(request, _("A message is on its way to this address."))
                return redirect("members:colleagues")
    people = User.objects.filter(organisation=user.organisation, is_active=True)
    return show(
        request,
        "colleagues",
        _("Colleagues"),
        status,
        form=form,
        people=people.order_by("last_name", "first_name", "email"),
        invitations=Invitation.objects.filter(organisation=user.organisation),
    )


@for_correspondents
@require_POST
def remove_colleague(request, pk: int):
    others = User.objects.filter(organisation=request.user.organisation, is_superuser=False)
    colleague = get_object_or_404(others.exclude(pk=request.user.pk), pk=pk, is_active=True)
    remove(colleague, request.user)
    messages.success(request, _("%(person)s no longer has access.") % {"person": colleague})
    return redirect("members:colleagues")


@for_correspondents
@require_POST
def withdraw_invitation(request, pk: int):
    mine = Invitation.objects.filter(organisation=request.user.organisation)
    get_object_or_404(mine, pk=pk).delete()
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("members:colleagues")
