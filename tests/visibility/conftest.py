"""Whatever could tell of what is hidden is there when it is looked for."""

import pytest


@pytest.fixture(scope="module", autouse=True)
def work_at_once(module_worker):
    """Search, places of photos and covers follow in the background."""
