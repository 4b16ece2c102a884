"""The WSGI application that a server runs (`granian site/config/wsgi.py:application`)."""

import os
import sys
from pathlib import Path

# Servers that load this file by its path know neither the source root nor the project's root.
SOURCE_ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(SOURCE_ROOT), str(SOURCE_ROOT.parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from core.other_machines import follow  # noqa: E402

follow()
