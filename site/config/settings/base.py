"""What every installation shares. The environment is read in this package only."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parents[3]

env = environ.Env()

VAR = ROOT / "var"

# Told to editors and operators, never to the public.
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

# --- Applications, from the top of the house to its ground: templates and translations of the
# first win over those of the next.
INSTALLED_APPS = [
    "activity",
    "links",
    "operations",
    "trash",
    "home",
    "search",
    "directory",
    "training",
    "news",
    "clubs",
    "downloads",
    "contacts",
    "enquiries",
    "joining",
    "proofs",
    "photos",
    "members",
    "core",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "members.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    # Outermost, where the whole answer is known.
    "core.ready_pages.KeepReadyPages",
    # Then what protects readers, so that every answer carries it: redirects, static files, errors.
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "core.middleware.CrossOriginIsolation",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.AdminContentSecurityPolicy",
    "core.middleware.CompressPages",
    "core.middleware.LanguageOfAddress",
    "core.middleware.RefuseMalformedRequest",
    "core.middleware.RefuseHugeRequest",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "core.middleware.NoSharedCache",
    "django.contrib.messages.middleware.MessageMiddleware",
    "members.middleware.TwoFactorForEditors",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.AdminRefusal",
    "core.middleware.FormerAddresses",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "core.context_processors.layout",
            ],
        },
    },
]

# --- Database


def database(url: str) -> dict:
    """Django's settings for a database URL, with what keeps SQLite standing under several writers."""
    config = env.db_url_config(url)
    if config["ENGINE"].endswith("sqlite3"):
        config["ENGINE"] = "core.sqlite3"
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,  # seconds
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;"
            ),
        }
    else:
        # Compiling a query of many parts takes PostgreSQL longer than running it.
        config |= {
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"options": "-c jit=off"},
        }
    return config


DATABASES = {"default": database(env.str("DATABASE_URL", "") or f"sqlite:///{VAR / 'db.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Accounts
# The settings object with the association's name and its choice of what lists show (core.languages).
ASSOCIATION_MODEL = "home.AssociationSettings"
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.backends.MembershipBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "members.validators.StrengthValidator"},
]
# One door for readers, members and editors.
LOGIN_URL = reverse_lazy("members:sign_in")
WAGTAIL_FRONTEND_LOGIN_URL = WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_RESET_ENABLED = False  # a link by mail opens the account, where a password is set
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # it is changed where wrong ones are counted
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # the address is the login, and proven
# The admin asks for a code besides the password (dev and test turn it off).
TWO_FACTOR_FOR_EDITORS = True
# Tries are counted by members.throttle, the same at every door.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0
SIGN_IN_LIMITS = {"minutes": 10, "tries_by_account": 10, "tries_by_address": 60}
# Messages that anybody can have sent by writing an address: the window is as long as a link lives, so that
# whoever is refused another one has a good one in her mailbox.
MESSAGE_LIMITS = {"minutes": 30, "to_mailbox": 6, "to_domain": 100}
# What members do that sends messages: how often in how many minutes.
ACTION_LIMITS = {
    "invitation": (10, 10),
    "registration": (20, 60),
    "registration for one session": (4, 60),
    "proof": (20, 60),
}
# Forms that anybody sends: one sent sooner was filled in by a program; for so long an open form can be sent.
FORM_MIN_SECONDS = 2
FORM_HOURS = 48
# Who registers by the form: by the visitor's network address; messages to a mailbox count as MESSAGE_LIMITS says.
# Applications to join: how many may come from one network address; and how long they are kept once answered.
APPLICATION_LIMITS = {"minutes": 60, "by_address": 10}
APPLICATION_KEPT_DAYS = 365
REGISTRATION_LIMITS = {"minutes": 60, "by_address": 40}
REGISTRATION_KEPT_DAYS = 365  # after the day of the session
REGISTRATION_NEEDS_KEPT_DAYS = 7  # what somebody needs may tell of her health
# What readers write to contacts by the form: by the visitor's network address, and to each contact.
ENQUIRY_LIMITS = {"minutes": 60, "by_address": 10, "attachments": 30, "to_contact": 40}
ENQUIRY_MAX_LENGTH = 8000  # characters
ENQUIRY_ATTACHMENT_MAX_SIZE = 8 * 10**6  # bytes; mail servers take some ten megabytes
ENQUIRY_ATTACHMENT_FORMATS = ["pdf", "docx", "odt", "jpg", "jpeg", "png"]
ENQUIRY_KEPT_DAYS = 90  # after it was sent
# Links by which somebody without an account reads a draft: how long they live, and are kept with their remarks once
# they have ended; how many remarks may come by one of them and from one network address.
PROOF_DAYS = 14
PROOF_KEPT_DAYS = 90
PROOF_LIMITS = {"minutes": 60, "by_address": 40, "by_proof": 30}
PROOF_REMARKS = 200  # by one link in all
PROOF_QUOTE_MAX_LENGTH = 1000  # characters
PROOF_REMARK_MAX_LENGTH = 4000
PROOF_MESSAGE_MINUTES = 10  # for which remarks wait to go together
# Links to other sites: how many are visited in a night (0: none), after how many days again, how long a host is left
# alone after a visit and an answer is waited for (seconds), how many redirects are followed.
LINK_LIMITS = {"links": 500, "days": 14, "pause": 5, "seconds": 10, "redirects": 5}
# After how many days without a publication or a look a page is to be looked through, by its type; None: never, since
# it tells of a day, and stays as it was, or fills itself.
REVIEW_DAYS: dict[str, int | None] = {
    "default": 365,
    "contacts.ContactsPage": 182,
    "training.CoursePage": 182,
    **dict.fromkeys(
        (
            "clubs.ClubIndexPage",
            "clubs.ReportPage",
            "clubs.SessionPage",
            "directory.BoardPage",
            "directory.DirectoryPage",
            "downloads.LibraryPage",
            "downloads.PublicationPage",
            "downloads.SeriesPage",
            "news.NewsIndexPage",
            "news.NewsPage",
            "training.CataloguePage",
            "training.CourseSessionPage",
        )
    ),
}
KNOWN_BROWSER_COOKIE = "known_browser"
KNOWN_BROWSER_AGE = 365 * 24 * 3600  # seconds
SIGN_IN_LINK_MINUTES = 30
INVITATION_DAYS = 7
SECOND_STEP_MINUTES = 10
MEMBERSHIP_NOTICE_DAYS = 31
# Where the visitor's network address is said: the connection's own here, the proxy's header in production.
CLIENT_ADDRESS_HEADER = "REMOTE_ADDR"
# Whoever asks has an address on these: they are no organisation's domain.
PUBLIC_MAIL_DOMAINS = {
    "gmail.com", "googlemail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "live.com",
    "live.fr", "msn.com", "yahoo.com", "yahoo.fr", "icloud.com", "me.com", "proton.me", "protonmail.com",
    "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr", "bbox.fr", "laposte.net", "gmx.fr",
}  # fmt: skip

# --- Languages: French without prefix, the others under /en/…; each but English has its catalogue in locale/.
LANGUAGE_CODE = "fr"
# What publications and their files may be written in.
PUBLICATION_LANGUAGES = [
    ("fr", _("French")),
    ("en", _("English")),
    ("de", _("German")),
    ("es", _("Spanish")),
    ("it", _("Italian")),
    ("nl", _("Dutch")),
    ("pt", _("Portuguese")),
]
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    (code, dict(PUBLICATION_LANGUAGES)[code])
    for code in env.list("LANGUAGES", default=["fr", "en"])
]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "français"), ("en", "English")]
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "Europe/Paris"
# An account has none of its own: the hours of a session are the association’s to everybody.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
USE_TZ = True

# A translation begins as a draft: no page is out in two languages at once.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# A machine translator proposes, people correct: libretranslate or deepl; none by default.
TRANSLATOR = env.str("TRANSLATOR", "")
if TRANSLATOR:
    WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": {
            "libretranslate": "core.translation.machine.LibreTranslate",
            "deepl": "core.translation.machine.DeepL",
        }[TRANSLATOR],
        "OPTIONS": {
            "URL": env.str("TRANSLATOR_URL", ""),
            "LIBRETRANSLATE_URL": env.str("TRANSLATOR_URL", "").rstrip("/"),
            "API_KEY": env.str("TRANSLATOR_KEY", ""),
            "AUTH_KEY": env.str("TRANSLATOR_KEY", ""),
            "TIMEOUT": 20,  # seconds
        },
    }
TRANSLATION_FILE_MAX_SIZE = 5 * 1024 * 1024  # a PO file, in bytes
TRANSLATION_FILE_MAX_LINES = 60_000

# --- Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", "") or VAR / "static")
STATICFILES_DIRS = [ROOT / "site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", "") or VAR / "media")
# A bucket in the place of that folder, for several machines: https://key:secret@s3.example.org/bucket?region=…
S3_URL = env.str("S3_URL", "")
_files, _images = (
    ("core.bucket.BucketStorage", "core.bucket.BucketImages")
    if S3_URL
    else ("core.storage.MediaStorage", "core.storage.ClosableStorage")
)
STORAGES = {
    "default": {"BACKEND": _files},
    "renditions": {"BACKEND": _images},
    "covers": {"BACKEND": _images},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# The folder of the pages that are ready to be given out by the web server (core.ready_pages); none when empty.
READY_PAGES_ROOT = env.str("READY_PAGES_ROOT", "")
# Whether other machines write to the same database: each tells the others that pages have changed.
SEVERAL_MACHINES = env.bool("SEVERAL_MACHINES", False)
# What uploads leave of the disk, for the database to go on (bytes).
DISK_RESERVE = 100 * 10**6
# A deleted file is kept for so long where nothing serves it: a backup takes the rows first, then their files.
DELETED_FILES_HOURS = 48
# What editors delete can be brought back for so long.
TRASH_KEPT_DAYS = 30
# Scheduled backups: the folder that keeps them (none when empty), how many daily, weekly and monthly ones stay, and
# the public key of age for which they are encrypted, each into one file.
BACKUP_ROOT = env.str("BACKUP_ROOT", "")
BACKUP_KEEP = [int(number) for number in env.list("BACKUP_KEEP", default=["7", "4", "6"])]
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", "")
# A request over this size is refused unread (bytes): some files at once, never a film.
REQUEST_MAX_SIZE = 500 * 10**6
# A body over this size is refused before it is read whole (bytes).
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A long page edited in the admin posts thousands of fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# Wagtail keeps the addresses of renditions here; the key follows the file, so nothing goes stale.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "renditions",
        "TIMEOUT": 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
# The same for several machines: a Valkey or Redis server in the place of each process's own memory.
if url := env.str("CACHE_URL", ""):
    CACHES = {
        name: {
            "BACKEND": "core.shared_cache.SharedCache",
            "LOCATION": url,
            "KEY_PREFIX": f"parvis-{name}",
            "TIMEOUT": 24 * 3600 if name == "renditions" else 300,
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # seconds
        }
        for name in CACHES
    }

# --- Background work: kept in the database, done by `manage.py db_worker`
TASKS = {"default": {"BACKEND": "core.task_backends.DatabaseBackend"}}
# A task that has taken so long (seconds) leaves the rest of its work to another, so that mail goes in between.
TASK_SECONDS = 10
# A task that fails is tried again so many minutes later, time after time: a mail server may be away for a day.
TASK_RETRY_MINUTES = [1, 5, 20, 60, 240, 480, 720]
# A worker says every few seconds that it is alive; the tasks of one that hasn't for so long are done again.
WORKER_BEAT_SECONDS = 5
WORKER_LEASE_SECONDS = 60

# --- Housekeeping: `manage.py housekeeping` does the periodic jobs (operations.jobs)
# The quiet hour of the night, by the clocks of TIME_ZONE. At 1 or 2 some nights have no such hour, or two of them.
HOUSEKEEPING_HOUR = 3
# What is still well (operations.health); None turns a check off.
HEALTH_LIMITS: dict[str, Any] = {
    "free_disk": 2 * 10**9,  # bytes
    # How long the first task of each kind may wait for a worker.
    "wait_minutes": {
        "mail": 10, "visibility": 10, "index": 30, "files": 120, "sizes": 240, "reports": 480, "other": 120,
    },
    "index_minutes": 120,
    "certificate_days": 14,
    "backup_hours": 36,
    "housekeeping_minutes": 60,
}  # fmt: skip
HEALTH_SECONDS = 10  # for which /healthz gives the same answer
# Whoever sends it to /healthz (Authorization: Bearer …) is told which checks fail.
HEALTH_TOKEN = env.str("HEALTH_TOKEN", "")
# Versions of a page: all of so many days, after that the last of each day, and always so many.
REVISIONS_WHOLE_DAYS = 14
REVISIONS_KEPT = 20
# Lines of the journal: of who signed in or took lists away, and of what was done to content and accounts.
ACCESS_KEPT_DAYS = 365
JOURNAL_KEPT_DAYS = 3 * 365

# --- Mail
_email = env.email_url_config(env.str("EMAIL_URL", "") or "consolemail://")
if _email["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
    _email["EMAIL_BACKEND"] = "core.mail.EmailBackend"
vars().update(_email)
EMAIL_TIMEOUT = 20  # seconds; a server that never answers would hold the only worker
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "site@example.org")

# --- Browsers: nothing comes from elsewhere (core.middleware says what the admin needs besides)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}
PERMISSIONS_POLICY = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb")
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = False  # the admin's own scripts read it
SESSION_COOKIE_HTTPONLY = True

# --- Wagtail
BASE_URL = env.str("BASE_URL", "http://localhost:8000")
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_SITE_NAME = OTP_TOTP_ISSUER = "Parvis"
WAGTAILIMAGES_IMAGE_MODEL = "photos.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "contacts.forms.PhotoForm"
WAGTAILIMAGES_RENDITION_STORAGE = "renditions"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "jfif", "jpe", "png", "webp", "avif", "heic", "heif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 25 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 80_000_000
PHOTO_METADATA_MAX_SIZE = (
    2 * 1024 * 1024
)  # of each of XMP, IPTC and EXIF, in bytes; a larger one isn't read
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "webp", "heic": "webp", "png": "webp", "jpeg": "webp"}
WAGTAILIMAGES_AVIF_QUALITY = 60
WAGTAILIMAGES_WEBP_QUALITY = 78
WAGTAILIMAGES_JPEG_QUALITY = 78
WAGTAILDOCS_DOCUMENT_MODEL = "downloads.Document"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "downloads.forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 100 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]
# Accounts replace shared passwords, which Wagtail keeps in clear.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
# Addresses are read aloud, printed and typed: no accents in them.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# core.addresses keeps them: Wagtail's come after the transaction, and for drafts too.
WAGTAILREDIRECTS_AUTO_CREATE = False
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
# No request leaves the site, in the admin either.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# A rebuild replaces row after row: in one transaction it would keep SQLite from writing meanwhile.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backends", "ATOMIC_REBUILD": False}}
if url := env.str("OPENSEARCH_URL", ""):
    WAGTAILSEARCH_BACKENDS["default"] = {
        "BACKEND": "search.backends.opensearch",
        "URLS": [url],
        "INDEX_PREFIX": "parvis_",
        "OPTIONS": {"max_retries": 0},
    }
TAGGIT_CASE_INSENSITIVE = True

# --- The site's own limits
SEARCH_QUERY_MAX_LENGTH = 200  # characters
SEARCH_QUERY_MAX_WORDS = 20
SEARCH_SECONDS = 3  # of the database, for one statement
SEARCH_SUGGESTIONS = 8
SEARCHES_COUNTED_A_DAY = 2000  # different ones, for the editors’ report
SEARCHES_KEPT_DAYS = 731
LIST_PAGE_SIZE = 12
DIRECTORY_PAGE_SIZE = 60  # members on a page of their directory
# On the page of an organisation: what it has done, and the photos that show it.
ORGANISATION_PAGE_SIZE = 40
ORGANISATION_PHOTOS = 24
CARD_PHOTOS = 4  # on the card of a year
# A card that isn't made yet is asked of the background work once in so many seconds.
CARD_ASKED_AGAIN = 120
FEED_LENGTH = 30
# A catalogue is looked through whole.
CATALOGUE_PAGE_SIZE = 40
# Of each kind, on the page of a theme; the whole lists are a link away.
THEME_LIST_LENGTH = 8
CREDITS_PAGE_SIZE = 60  # photos on a page of the photo credits
BARRED_FILES_PAGE_SIZE = 60  # files on a page of those that aren't accessible
# The sizes of photos by use, as Wagtail writes them; the widths of a use from the smallest. Uses share
# what they can: each combination is a file made for each photo. Small ones weigh little in any format.
PHOTO_SPECS = {
    "lead": "format-{avif,webp,jpeg}|width-{480,800,1280,1920}",
    "body": "format-{avif,webp,jpeg}|width-{480,800,1280}",
    "card": "format-{webp,jpeg}|fill-{240x160,400x267,800x534}",
    "gallery": "format-{avif,webp,jpeg}|fill-{400x300,800x600}",
    "large": "format-webp|width-1920",
    "portrait": "format-{webp,jpeg}|fill-{96x96,192x192}",
    "logo": "format-{webp,png}|max-{240x120,480x240}",
    "share": "format-jpeg|fill-1200x630",
}
PHOTO_AVIF_SPEED = 8  # 0 to 10; at 6 a size takes 2.5 times as long for 3 % less weight
# A calendar keeps past sessions for so long, and is read again after so many hours; what a shared cache keeps
# of it is fresher than that.
CALENDAR_PAST_DAYS = 2 * 365
CALENDAR_REFRESH_HOURS = 6
CALENDAR_CACHE_SECONDS = 15 * 60
# A file is read for its cover and page count in a process of its own, under these limits.
FILE_READING_SECONDS = 20
FILE_READING_MEGABYTES = 768
# So is the PDF of a report made.
REPORT_PDF_SECONDS = 120
REPORT_PDF_MEGABYTES = 768
# What is kept of a file's text (characters): PostgreSQL loses rows of over 1 MB of index.
FILE_TEXT_LENGTH = 400_000
# The home page says of sessions within so many days that they were moved or cancelled; of so many at most.
SESSION_NOTICE_DAYS = 31
SESSION_NOTICES = 6
# How long after a session the editors are reminded of its report.
REPORT_EXPECTED_FOR = timedelta(days=180)
# A report written in Word: the file, all of it once unpacked, its text alone (bytes), and how many images.
WORD_IMPORT_MAX_SIZE = 400 * 1024 * 1024
WORD_IMPORT_MAX_UNPACKED = 600 * 1024 * 1024
WORD_IMPORT_MAX_TEXT = 8 * 1024 * 1024
WORD_IMPORT_MAX_IMAGES = 200
# Headings, quotations, images and cells of tables: a form with more fields couldn't be sent
# (DATA_UPLOAD_MAX_NUMBER_FIELDS).
WORD_IMPORT_MAX_ELEMENTS = 3000
# It is read in a process of its own as well.
WORD_IMPORT_SECONDS = 120
WORD_IMPORT_MEGABYTES = 768
# So is what is pasted into a page, here with its HTML (characters), and as many elements as above.
PASTE_MAX_SIZE = 2_000_000
PASTE_SECONDS = 10
PASTE_MEGABYTES = 512

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A worker tells its start and each task, housekeeping each job.
    "loggers": {
        name: {"level": "INFO"} for name in ("django_tasks", "django_tasks_db", "operations")
    },
}
