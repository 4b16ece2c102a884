"""Whether the pages of a container are well: /healthz, asked by the site's own name."""

import os
import sys
from urllib.error import URLError
from urllib.request import Request, urlopen

host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
try:
    urlopen(Request("http://127.0.0.1:8000/healthz", headers={"Host": host}), timeout=8)
except URLError as error:
    sys.exit(str(error))
