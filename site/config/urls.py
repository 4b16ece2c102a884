from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access

from clubs.registrations import registration
from clubs.views import calendar
from contacts.views import vcard
from core.privacy import set_privacy
from core.routing import serve
from downloads.views import old_address, serve_archive, serve_cover, serve_file
from home import feeds, views
from home.members import members_home
from photos.credits import photo_credits
from photos.views import serve_media
from search.views import description, search, suggest

# The one door for all who log in, which Wagtail knows under two names.
sign_in = RedirectView.as_view(pattern_name="members:sign_in", query_string=True)

urlpatterns = [
    path("admin/login/", sign_in, name="admin_sign_in"),
    path(
        "admin/pages/<int:page_id>/privacy/",
        require_admin_access(set_privacy),
        name="page_privacy",
    ),
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^documents/(\d+)/(.*)$", old_address, name="wagtaildocs_serve"),
    path("media/covers/<str:name>", serve_cover),
    path("media/<path:path>", serve_media),
    path("couleurs.css", views.colours, name="colours"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]

urlpatterns += i18n_patterns(
    path(_("search/"), search, name="search"),
    path(_("search/suggestions/"), suggest, name="search_suggestions"),
    path(_("search/opensearch.xml"), description, name="search_description"),
    path(_("site-map/"), views.site_map, name="site_map"),
    path(_("accessibility/"), views.accessibility, name="accessibility"),
    path(_("accessibility/files/"), views.barred_files, name="barred_files"),
    path(_("legal-notice/"), views.legal_notice, name="legal_notice"),
    path(_("files/<int:pk>/<str:name>"), serve_file, name="file"),
    path(_("files/all/<int:pk>/<str:name>"), serve_archive, name="files_archive"),
    path(_("photo-credits/"), photo_credits, name="photo_credits"),
    path("contacts/vcard/<int:pk>.vcf", vcard, name="vcard"),
    path(_("feeds/rss.xml"), feeds.rss, name="feed_rss"),
    path(_("feeds/atom.xml"), feeds.atom, name="feed_atom"),
    path(_("feeds/<slug:theme>/rss.xml"), feeds.rss, name="feed_rss_theme"),
    path(_("feeds/<slug:theme>/atom.xml"), feeds.atom, name="feed_atom_theme"),
    path(_("members/"), members_home, name="members_home"),
    path(_("members/registrations/<int:pk>/"), registration, name="session_registration"),
    path(_("members/"), include("members.urls")),
    path("_util/login/", sign_in, name="wagtailcore_login"),
    re_path(r"^((?:[\w-]+/)+)([\w-]+\.ics)$", calendar, name="calendar"),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
    # A file that a page gives out under its own address.
    re_path(r"^((?:[\w\-]+/)+[\w\-]+\.pdf)$", serve, name="wagtail_serve"),
    prefix_default_language=False,
)

handler404 = "home.views.page_not_found"
