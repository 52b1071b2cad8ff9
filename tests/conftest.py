"""Helpers of the whole-system tests: databases of their own on the test cluster, and Odoo as a program.

`./dev test` sets what is read from the environment here.
"""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[1]
DEV = ROOT / "dev"

LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ", re.M)
# Odoo says this of every option that it does not know itself.
KNOWN = "unknown option 'sales_manual_signing_key'"


class OdooResult:
    """What a run of Odoo left: exit code, log, and the lines of the log that complain."""

    def __init__(self, process):
        self.returncode = process.returncode
        self.log = process.stdout
        lines = process.stdout.splitlines()
        self.complaints = [line for line in lines if LOG_LINE.match(line) and KNOWN not in line]

    def check(self):
        """Fail unless Odoo went through without a warning."""
        assert self.returncode == 0, self.log[-5000:]
        assert not self.complaints, "\n".join(self.complaints)
        return self


def odoo_command(*args):
    return [sys.executable, "-m", "odoo", *args]


class Database:
    """A database on the test cluster, for tests that install, serve or break things."""

    def __init__(self, name):
        self.name = name

    def odoo(self, *args, script=None, timeout=600):
        """Run Odoo's command line on this database; `script` is what its shell reads."""
        command = ["shell"] if script else []
        process = subprocess.run(
            odoo_command(*command, "-d", self.name, "--no-http", *([] if script else ["--stop-after-init"]), *args),
            input=script or "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            cwd=ROOT,
        )
        return OdooResult(process)

    @contextmanager
    def cursor(self):
        """A cursor outside Odoo; commits at the end."""
        connection = psycopg2.connect(dbname=self.name)
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def query(self, sql, *params):
        with self.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()


@pytest.fixture(scope="session")
def run_odoo():
    """run_odoo(*args): Odoo's command line with the tests' configuration; returns an OdooResult."""

    def run(*args, timeout=600):
        return OdooResult(
            subprocess.run(
                odoo_command(*args),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=timeout,
                cwd=ROOT,
            )
        )

    return run


@pytest.fixture(scope="module")
def clone():
    """clone(kind): a Database of the module's own, dropped when the module is done.

    Kinds: `addon` (with the addon), `full` (all of Odoo's modules that the tests know), `minimal` (only what
    the addon depends on).  All are without demo data, for a company in China, in English and Chinese.  `old_tiny` has
    some years of Odoo's documents, without the addon.
    """
    made = []
    prefix = f"{os.environ['DEV_DATABASE']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"

    def make(kind):
        name = f"{prefix}_{kind}_{next(NUMBERS)}"
        subprocess.run([DEV, "database", "clone", kind, name], check=True, stdin=subprocess.DEVNULL)
        made.append(name)
        return Database(name)

    yield make
    for name in made:
        subprocess.run([DEV, "database", "drop", name], check=True, stdin=subprocess.DEVNULL)


NUMBERS = count(1)
