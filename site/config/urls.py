from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from clubs.views.attendance import certificate
from clubs.views.calendars import calendar, member_calendar
from clubs.views.pack import session_pack, session_pack_archive
from clubs.views.register import (
    own_registration,
    register_by_form,
    registration,
    registration_sent,
)
from contacts.views import vcard
from core.routing import serve
from directory.views import organisation_card
from downloads.views.files import old_address, serve_archive, serve_cover, serve_file
from enquiries.views import sent, write
from home import feeds
from home.views import pages
from home.views.members import members_home
from home.views.themes import theme
from joining.views import apply
from joining.views import sent as application_sent
from operations.views import healthz
from photos.views.credits import photo_credits
from photos.views.media import serve_media
from proofs.views import read as read_proof
from proofs.views import served as proof_file
from search.views import description, search, suggest

# The one door for all who log in, which Wagtail knows under two names.
sign_in = RedirectView.as_view(pattern_name="members:sign_in", query_string=True)

urlpatterns = [
    path("admin/login/", sign_in, name="admin_sign_in"),
    path("admin/couleurs.css", pages.admin_colours, name="admin_colours"),
    path("admin/", include("core.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path(
        "documents/<int:document_id>/<path:document_filename>",
        old_address,
        name="wagtaildocs_serve",
    ),
    path("media/covers/<str:name>", serve_cover),
    path("media/<path:path>", serve_media),
    path("couleurs.css", pages.colours, name="colours"),
    path("partage.png", pages.share_card, name="share_card"),
    path("robots.txt", pages.robots, name="robots"),
    path(".well-known/security.txt", pages.security_txt, name="security_txt"),
    path("healthz", healthz, name="healthz"),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
]

urlpatterns += i18n_patterns(
    path(_("search/"), search, name="search"),
    path(_("search/suggestions/"), suggest, name="search_suggestions"),
    path(_("search/opensearch.xml"), description, name="search_description"),
    path(_("site-map/"), pages.site_map, name="site_map"),
    path(_("accessibility/"), pages.accessibility, name="accessibility"),
    path(_("accessibility/files/"), pages.barred_files, name="barred_files"),
    path(_("legal-notice/"), pages.legal_notice, name="legal_notice"),
    path(_("files/<int:pk>/<str:name>"), serve_file, name="file"),
    path(_("files/all/<int:pk>/<str:name>"), serve_archive, name="files_archive"),
    path(_("photo-credits/"), photo_credits, name="photo_credits"),
    path("contacts/vcard/<int:pk>.vcf", vcard, name="vcard"),
    path(_("contacts/write/<int:pk>/"), write, name="enquiry"),
    path(_("contacts/write/<int:pk>/<int:page_pk>/"), write, name="enquiry_from_page"),
    path(_("contacts/write/sent/"), sent, name="enquiry_sent"),
    path(_("join/"), apply, name="apply"),
    path(_("join/check/"), apply, name="application_check"),
    path(_("join/sent/"), application_sent, name="application_sent"),
    path(_("feeds/rss.xml"), feeds.rss, name="feed_rss"),
    path(_("feeds/atom.xml"), feeds.atom, name="feed_atom"),
    path(_("feeds/<slug:theme>/rss.xml"), feeds.rss, name="feed_rss_theme"),
    path(_("feeds/<slug:theme>/atom.xml"), feeds.atom, name="feed_atom_theme"),
    path(_("themes/<slug:slug>/"), theme, name="theme"),
    path(_("members/"), members_home, name="members_home"),
    path(_("members/calendar/<str:token>/calendar.ics"), member_calendar, name="member_calendar"),
    path(_("members/registrations/<int:pk>/"), registration, name="session_registration"),
    path(_("members/"), include("members.urls")),
    path(_("register/<int:pk>/"), register_by_form, name="register"),
    path(_("register/<int:pk>/sent/"), registration_sent, name="registration_sent"),
    path(_("session-pack/<int:pk>/"), session_pack, name="session_pack"),
    path(_("session-pack/<int:pk>/<str:name>"), session_pack_archive, name="session_pack_archive"),
    path(_("your-registration/<str:token>/certificate.pdf"), certificate, name="certificate"),
    path(_("your-registration/<str:token>/"), own_registration, name="own_registration"),
    path(_("proof/<str:token>/"), read_proof, name="proof"),
    path(_("proof/<str:token>/<str:mark>/<path:path>"), proof_file, name="proof_file"),
    path("_util/login/", sign_in, name="wagtailcore_login"),
    re_path(r"^((?:[\w-]+/)+)([\w-]+\.ics)$", calendar, name="calendar"),
    re_path(
        _(r"^((?:[\w-]+/)+)([\w-]+)/card-(\d{4})\.pdf$"),
        organisation_card,
        name="organisation_card",
    ),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
    # A file that a page gives out under its own address.
    re_path(r"^((?:[\w\-]+/)+[\w\-]+\.(?:pdf|ris|bib))$", serve, name="wagtail_serve"),
    prefix_default_language=False,
)

handler404 = "home.views.pages.page_not_found"
handler500 = "home.views.pages.server_error"
