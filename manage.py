#!/usr/bin/env python
"""Django's command line, with the project package found in the source root `site/`."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    # After the script's own folder, so that the standard library's `site` is never shadowed.
    sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
