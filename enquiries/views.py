"""Writing to a contact by a form, for those who would rather not by their own mail."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from contacts.models import Contact, contacts_of
from core.layout import Layout
from core.visibility import live_pages
from enquiries.forms import EnquiryForm
from enquiries.models import Attachment, Enquiry
from enquiries.tasks import deliver
from members.throttle import TooManyTries, count_attachment, count_enquiry


# The key of the form does what a CSRF token would, without a cookie for a reader who isn't signed in: nothing here
# is done in anybody's name.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, pk: int, page_pk: int = 0) -> HttpResponseBase:
    """The form to one contact, from the page that named her if there is one. 404 for anybody else's."""
    # The page is one that the reader may read; no database has a larger key.
    page = live_pages(request).filter(pk=min(page_pk, 2**31 - 1)).first() if page_pk else None
    contact = _contact(pk, page)
    if request.method != "POST":
        return _show(request, contact, page, EnquiryForm())
    form, status = EnquiryForm(request.POST, request.FILES), 422
    try:
        _keep_attachment(request, form)
        if form.is_valid():
            _accept(request, contact, page, form)
            return redirect("enquiry_sent")
    except TooManyTries:
        status = 429
        form.add_error(
            None,
            _(
                "Too many messages were sent from here, to this person or to this address. Nothing that you wrote is "
                "lost: wait an hour and send it again, or write to the e-mail address."
            ),
        )
    return _show(request, contact, page, form, status)


@require_safe
def sent(request) -> HttpResponseBase:
    title = _("Your message is on its way")
    introduction = _(
        "It is kept here until the mail server has accepted it, and the answer will come to the address you gave."
    )
    context = {"layout": Layout(request, title=title), "title": title, "introduction": introduction}
    return render(request, "pages/form_sent.html", context)


def _contact(pk: int, page: Page | None) -> Contact:
    """A contact whom the contacts page lists, or whom the page names; whoever succeeds her is written to."""
    contact = Contact.objects.filter(pk=pk).first()
    if contact:
        current = contact.current
        if current.listed or (page and current in _named_on(page)):
            return current
    raise Http404


def _named_on(page: Page) -> list[Contact]:
    specific = page.specific
    return contacts_of(specific) if hasattr(specific, "page_contacts") else []


def _keep_attachment(request, form: EnquiryForm) -> None:
    """What was sent with a form that is refused needn't be sent again. Raises TooManyTries."""
    form.is_valid()
    file: UploadedFile | None = form.cleaned_data.get("attachment")
    if file:
        count_attachment(request)
    if file or "remove_attachment" in request.POST:
        Attachment.objects.filter(key=form.key).delete()
    if file:
        name = "".join(char for char in file.name or "" if char.isprintable())
        Attachment.objects.create(key=form.key, name=name[-120:], file=file)


def _accept(request, contact: Contact, page: Page | None, form: EnquiryForm) -> None:
    """Stores the message and has it sent; one that was sent already is left as it is. Raises TooManyTries."""
    data = form.cleaned_data
    if Enquiry.objects.filter(key=form.key).exists():
        return
    count_enquiry(request, contact.email, copy_to=data["email"] if data["copy"] else "")
    with transaction.atomic():
        enquiry, made = Enquiry.objects.get_or_create(
            key=form.key,
            defaults={
                "contact": contact,
                "page": page,
                "name": data["name"],
                "email": data["email"],
                "text": data["text"],
                "language": get_language() or settings.LANGUAGE_CODE,
                "wants_copy": data["copy"],
            },
        )
        if made:
            deliver.enqueue(enquiry.pk)


def _show(request, contact, page, form, status: int = 200) -> HttpResponseBase:
    title = _("Write to %(name)s") % {"name": contact.name}
    context = {
        "layout": Layout(request, title=title),
        "title": title,
        "contact": contact,
        "page_from": page,
        "form": form,
        "attachment": Attachment.objects.filter(key=form.key).first(),
        "kept_days": settings.ENQUIRY_KEPT_DAYS,
    }
    return render(request, "pages/enquiry.html", context, status=status)
