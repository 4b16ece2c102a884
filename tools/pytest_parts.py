"""A pytest plugin: no part of the suite is left out unseen.

Tests marked `postgresql` or `sqlite` are collected on that database only. With `--every-part`, as
`make test` runs it, a skip is a failure: the part was asked for.
"""

import pytest


def pytest_addoption(parser):
    parser.addoption("--every-part", action="store_true", help="a skipped test is a failed one")


def pytest_collection_modifyitems(config, items):
    from django.db import connection

    others = {"postgresql", "sqlite"} - {connection.vendor}
    left_out = [item for item in items if any(map(item.get_closest_marker, others))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def refuse_skip(config, report):
    expected_failure = hasattr(report, "wasxfail")
    if config.getoption("every_part") and report.skipped and not expected_failure:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"{reason}, and every part was asked for."
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item):
    return refuse_skip(item.config, (yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector):
    return refuse_skip(collector.config, (yield))
