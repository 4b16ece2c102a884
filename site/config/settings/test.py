"""The test suite: real parts, made fast."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES, STORAGES

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
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Whatever the environment says; a test that wants a server's index asks for it.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backends", "ATOMIC_REBUILD": False}}

# In a file: a live server's threads would share one connection to a database in memory.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    name = f"parvis-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.gettempdir(), name))}
