"""Photos are tested with what the background work makes of them."""

import pytest


@pytest.fixture(scope="module", autouse=True)
def work_at_once(module_worker):
    """Which page shows a photo is known from an index that follows in the background."""
