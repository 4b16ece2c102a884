"""The test suite: real parts, made fast."""

from .base import *  # noqa: F403
from .base import HEALTH_LIMITS, INSTALLED_APPS, LOGGING, STORAGES

INSTALLED_APPS = ["demo", *INSTALLED_APPS]

DEBUG = False
SECRET_KEY = "for-tests-only"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
BASE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Argon2 is slow on purpose; no test is about its strength.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests of the second factor turn it on.
TWO_FACTOR_FOR_EDITORS = False
TASKS = {"default": {"BACKEND": "tests.background.RecordingBackend"}}

HEALTH_LIMITS = HEALTH_LIMITS | {"housekeeping_minutes": None}

# Whatever the environment says; a test that wants a server's index asks for it.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backends", "ATOMIC_REBUILD": False}}

# A failed test shows what it logged: not each task that was done.
LOGGING = LOGGING | {"loggers": {}}
