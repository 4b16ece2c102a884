"""A workstation: nothing to set up; DEBUG=1 for those who write the code."""

from .base import *  # noqa: F403
from .base import BASE_URL, HEALTH_LIMITS, INSTALLED_APPS, LOGGING, STORAGES, VAR, env

INSTALLED_APPS = ["demo", *INSTALLED_APPS]

# Where the database of a workstation is.
VAR.mkdir(exist_ok=True)

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = "for-a-workstation-only"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# Static files are taken where they are written, without collecting them.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# No timer does the periodic jobs.
HEALTH_LIMITS = HEALTH_LIMITS | {"housekeeping_minutes": None}

# Nobody has to set up a second factor to try the site; TWO_FACTOR=1 asks editors for it as a server does.
TWO_FACTOR_FOR_EDITORS = env.bool("TWO_FACTOR", False)

# The console is for whoever tries the site: errors, besides mail. With DEBUG=1 requests, tasks and warnings too.
if not DEBUG:
    LOGGING["handlers"]["console"]["level"] = "ERROR"
    LOGGING["loggers"]["django.server"] = {"handlers": ["console"], "propagate": False}
