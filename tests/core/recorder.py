"""A pytest plugin that chooses of a module's tests those that Odoo itself would run, and writes down how each ends.

Read from the environment: `CORE_RECORD`, the file that gets one line of JSON per test; `CORE_LEFT`, a file
with the names of the tests to run, absent to run all.  The first line written is the list of all tests chosen.
"""

import json
import logging
import os
import re
from pathlib import Path

RECORD = Path(os.environ["CORE_RECORD"])
LEFT = os.environ.get("CORE_LEFT")
# A count within the limit of assertQueryCount is only logged.
COUNT = re.compile(r"Query count \w+ than expected for user (.+): (\d+) [<>] \d+ in (\w+) at \S+?:(\d+)")
# The till has 230 tests in the browser, half of them the other half on a phone's screen.  Those on goods, invoices,
# refunds and sessions run, on a large screen.
TILL_TOURS = re.compile(
    "test_frontend.TestUi.*(lot|ship|refund|invoice|partner|serial|basic_order|closing|session|inventory|sync)"
)


def write(**line):
    with RECORD.open("a") as out:
        out.write(json.dumps(line) + "\n")


def name_of(item):
    return f"{item.path.stem}.{item.cls.__name__}.{item.name}"


def is_odoo_test(item):
    """Whether Odoo's runner takes it: written in this very class and file, not asked for by a tag of its own."""
    cls, method = item.cls, item.name.partition("[")[0]
    if cls is None or cls.__module__.rpartition(".")[2] != item.path.stem:
        return False
    if method not in vars(cls) and not getattr(cls, "allow_inherited_tests_method", False):
        return False
    if item.path.parts[-3:] == ("point_of_sale", "tests", "test_frontend.py") and not TILL_TOURS.match(name_of(item)):
        return False
    return "standard" in getattr(cls(method), "test_tags", ())


def pytest_collection_modifyitems(config, items):
    chosen = sorted(filter(is_odoo_test, items), key=lambda item: getattr(item.cls, "test_sequence", 0))
    write(collected=[name_of(item) for item in chosen])
    if LEFT:
        left = set(json.loads(Path(LEFT).read_text()))
        chosen = [item for item in chosen if name_of(item) in left]
    items[:] = chosen


class Counts(logging.Handler):
    """The measured counts of queries that Odoo's tests log."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.found = []

    def emit(self, record):
        if match := COUNT.search(record.getMessage()):
            self.found.append([f"{match[3]}:{match[4]} {match[1]}", int(match[2])])


COUNTS = Counts()
STATE = {}


def pytest_sessionstart():
    logger = logging.getLogger("odoo.addons")
    logger.addHandler(COUNTS)
    logger.setLevel(logging.INFO)


def pytest_runtest_logstart(nodeid):
    STATE.clear()
    COUNTS.found.clear()


def pytest_runtest_setup(item):
    write(start=name_of(item))


def pytest_runtest_makereport(item, call):
    """The worst of setup, test and teardown is how the test ended."""
    if call.excinfo is None:
        return
    from unittest import SkipTest

    import pytest

    error = call.excinfo.value
    text = next(iter(str(error).strip().splitlines()), "")
    if isinstance(error, (pytest.skip.Exception, SkipTest)):
        STATE.setdefault("result", "skip")
    elif isinstance(error, AssertionError) and call.when == "call":
        STATE["result"] = "fail"
    else:
        STATE["result"] = "error"
        text = f"{type(error).__name__}: {text}"
    STATE.setdefault("text", text)
    if match := COUNT.search(str(error)):
        COUNTS.found.append([f"{match[3]}:{match[4]} {match[1]}", int(match[2])])


def pytest_runtest_logreport(report):
    # A subtest's failure is reported apart from its test's.
    if report.failed and STATE.get("result") in (None, "skip"):
        STATE["result"] = "fail"
        STATE.setdefault("text", report.longreprtext.strip().splitlines()[-1])


def pytest_runtest_teardown(item, nextitem):
    STATE["name"] = name_of(item)


def pytest_runtest_logfinish(nodeid):
    write(
        name=STATE["name"],
        result=STATE.get("result", "pass"),
        text=STATE.get("text", ""),
        counts=COUNTS.found,
    )
