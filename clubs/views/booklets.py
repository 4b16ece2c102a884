"""The booklet of a report: its PDF, put into a series of the library as a draft publication."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from clubs.models import ReportPage, ReportPDF
from downloads.models import (
    Document,
    LibraryPage,
    PublicationFile,
    PublicationOrganisation,
    PublicationPage,
    PublicationRelatedPage,
    SeriesPage,
)
from downloads.viewsets import choosable_series


class SeriesField(forms.ModelChoiceField):
    def label_from_instance(self, series):
        return _("%(series)s (next number: %(number)s)") % {
            "series": series.title,
            "number": next_number(series),
        }


class BookletForm(forms.Form):
    series = SeriesField(label=_("Series"), queryset=None, empty_label=None)
    number = forms.IntegerField(
        label=_("Number in the series"),
        required=False,
        min_value=1,
        max_value=99_999,
        help_text=_("Left empty, the next number."),
    )

    def __init__(self, *args, request, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # Series are those of the main language.
        self.fields["series"].queryset = (  # type: ignore[attr-defined]
            choosable_series(request).filter(
                live=True, locale__language_code=settings.LANGUAGE_CODE
            )
        )

    def clean(self) -> dict:
        cleaned_data = super().clean() or self.cleaned_data
        if (series := cleaned_data.get("series")) and "number" in cleaned_data:
            number = cleaned_data["number"] = cleaned_data["number"] or next_number(series)
            try:
                PublicationPage(series=series, number=number).clean()
            except forms.ValidationError as error:
                self.add_error(None, error)
        return cleaned_data


class AddToSeries(WagtailAdminTemplateMixin, FormView):
    """The editor chooses the series and goes on in the draft."""

    form_class = BookletForm
    template_name = "admin/booklet_form.html"
    page_title = _("Add to a series")
    header_icon = "doc-full"

    def dispatch(self, request, page_pk: int) -> HttpResponseBase:
        self.report = get_object_or_404(ReportPage, pk=page_pk)
        self.library: Any = library_for(self.report)
        if not may_add(self.report, request.user):
            raise PermissionDenied
        if problem := self._problem():
            messages.warning(request, problem)
            return redirect("wagtailadmin_pages:edit", self.report.pk)
        return super().dispatch(request)

    def _problem(self) -> str:
        if self.report.get_view_restrictions().exists():
            return gettext("This report isn’t open to all: its booklet would be.")
        if not ReportPDF.objects.current().filter(page=self.report).exists():
            return gettext("The PDF of this report is being made: try again in a moment.")
        form = BookletForm(request=self.request)
        series = form.fields["series"].queryset  # type: ignore[attr-defined]
        if self.library is None or not series.exists():
            return gettext("The library has no series yet: create one there first.")
        return ""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form) -> HttpResponse:
        publication = draft_booklet(
            self.report,
            self.library,
            user=self.request.user,
            **form.cleaned_data,
        )
        messages.success(
            self.request,
            gettext("The draft has the report’s PDF, title, themes and organisations."),
        )
        return redirect("wagtailadmin_pages:edit", publication.pk)

    def get_page_subtitle(self) -> str:
        return self.report.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list:
        report = {
            "url": reverse("wagtailadmin_pages:edit", args=[self.report.pk]),
            "label": self.get_page_subtitle(),
        }
        return [*self.breadcrumbs_items, report, {"url": "", "label": self.page_title}]


@transaction.atomic
def draft_booklet(
    report: ReportPage, library: LibraryPage, series: SeriesPage, number: int, user
) -> PublicationPage:
    """A draft publication that carries a copy of the report's PDF: the report may change, a number doesn't."""
    before = PublicationPage.objects.filter(series=series).order_by("-number").first()
    publication = PublicationPage(
        title=report.title,
        introduction=report.introduction,
        kind=before.kind if before else None,
        language=report.locale.language_code,
        series=series,
        number=number,
        locale=library.locale,
        owner=user,
        live=False,
        has_unpublished_changes=True,
    )
    publication.themes.set(report.themes.all())
    publication.files = [PublicationFile(document=_copy_of_pdf(report, user))]
    organisations = [report.host, *(line.organisation for line in report.partners.all())]
    publication.organisations = [
        PublicationOrganisation(organisation=organisation, sort_order=place)
        for place, organisation in enumerate(filter(None, organisations))
    ]
    publication.related_pages = [PublicationRelatedPage(related=report)]
    library.add_child(instance=publication)
    publication.save_revision(user=user, log_action=True)
    return publication


def _copy_of_pdf(report: ReportPage, user) -> Document:
    with report.pdf.file.open("rb") as file:
        document = Document(
            title=report.title,
            file=ContentFile(file.read(), report.pdf_file_name),
            language=report.locale.language_code,
            uploaded_by_user=user,
        )
    document._set_document_file_metadata()
    document.save()
    return document


def may_add(report: ReportPage, user) -> bool:
    """Whether the action is offered: a published report, to those who may write publications."""
    library = library_for(report)
    return bool(report.live and library and library.permissions_for_user(user).can_add_subpage())


def library_for(report: ReportPage) -> LibraryPage | None:
    """The library in the report's language, or else in the main one."""
    libraries = LibraryPage.objects.filter(live=True)
    return (
        libraries.filter(locale=report.locale_id).first()
        or libraries.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    )


def next_number(series: SeriesPage) -> int:
    numbers = PublicationPage.objects.filter(series__translation_key=series.translation_key)
    return (numbers.aggregate(Max("number"))["number__max"] or 0) + 1
