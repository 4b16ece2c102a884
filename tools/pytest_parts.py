"""A pytest plugin: no part of the suite is left out unseen, and the longest come first.

Tests marked `postgresql` or `sqlite` are collected on that database only. With `--every-part`, as
`make test` runs it, a skip is a failure: the part was asked for.
"""

import pytest

# The files that take longest, first: else one of them is begun when the other processes have nothing left to do.
# `make test` ends with the durations that tell. The second needs no database, while the first process makes one;
# that of the demo content comes when the searches have long made its site.
LONGEST = [
    "browser/test_accessibility.py",
    "config/test_production.py",
    "visibility/test_crawl.py",
    "visibility/test_search.py",
    "search/test_judged.py",
    "admin/test_roles.py",
    "browser/test_nothing_typed_is_lost.py",
    "visibility/test_rule.py",
    "test_query_counts.py",
    "test_page_types.py",
    "clubs/test_report_pdf.py",
    "admin/test_sessions.py",
    "clubs/test_word_refused.py",
    "test_hostile_requests.py",
    "search/test_asking.py",
    "demo/test_load_demo.py",
]


def pytest_addoption(parser) -> None:
    parser.addoption("--every-part", action="store_true", help="a skipped test is a failed one")


def pytest_collection_modifyitems(config, items) -> None:
    from django.db import connection

    others = {"postgresql", "sqlite"} - {connection.vendor}
    left_out = [item for item in items if any(map(item.get_closest_marker, others))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=rank)


def rank(item) -> int:
    path = item.path.as_posix().rpartition("/tests/")[2]
    return LONGEST.index(path) if path in LONGEST else len(LONGEST)


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
