"""Files are tested with what the background work finds in them."""

import pytest


@pytest.fixture(scope="module", autouse=True)
def work_at_once(module_worker):
    """Which page offers a file is known from an index that follows in the background."""
