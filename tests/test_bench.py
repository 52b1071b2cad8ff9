"""The runner of `./dev bench`: what it measures is told, kept and compared; what fails says why. No time counts."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import DEV, ROOT

# A suite of the tests' own: one statement each time, a figure that the call decides, a partner that must not stay.
TOY = '''"""A toy."""
import os

from measure import Target


def search(env, meter, count):
    env["res.partner"].create({"name": "Toy of the bench"})
    for _ in range(count):
        with meter.leg("look"):
            env.cr.execute("SELECT count(*) FROM res_partner WHERE name = 'Toy of the bench'")
    meter.figure("size", float(os.environ.get("TOY_SIZE", 10)))


CASES = {"one": ("minimal", search), "two": ("minimal", search), "slow": ("old", search)}
COUNT = (6, 3)
RUNS = (2, 2)
QUICK = True
TARGETS = [
    Target("statements", lambda results: results.median("one", "queries"), most=1),
    Target("statements again", lambda results: results.each("one", "queries", "look"), most=1, least=1),
    Target("of a case left out", lambda results: results.median("slow"), most=1),
]
'''

BROKEN = '''"""It fails."""


def broken(env, meter, count):
    raise ValueError("the goods did not leave")


CASES = {"plain": ("minimal", broken)}
'''

OUTSIDE = '''"""It has a database for itself."""
import psycopg2

OUTSIDE = True
RUNS = (2, 2)


def change(database, meter, count):
    with meter.leg("change"), psycopg2.connect(dbname=database) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_outside ()")


CASES = {"alone": ("minimal", change)}
'''


class Bench:
    """A copy of the runner with suites of ours, results of its own and databases that go with the test run."""

    def __init__(self, folder):
        self.folder = folder / "bench"
        self.results = folder / "results"
        self.prefix = f"{os.environ['DEV_DATABASE']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_bench"
        shutil.copytree(ROOT / "bench", self.folder, ignore=shutil.ignore_patterns("generate", "__pycache__"))
        (folder / "dev").symlink_to(DEV)
        for name, text in (("toy", TOY), ("broken", BROKEN), ("outside", OUTSIDE)):
            (self.folder / f"{name}.py").write_text(text)

    def run(self, *args, **environment):
        environment |= {"BENCH_DATABASE": self.prefix, "BENCH_RESULTS": str(self.results)}
        try:
            return subprocess.run(
                [sys.executable, self.folder / "run.py", *args], stdin=subprocess.DEVNULL,
                capture_output=True, text=True, timeout=900, cwd=ROOT, env={**os.environ, **environment}, check=False,
            )  # fmt: skip
        finally:
            self.left = self.databases()
            for name in self.left:
                subprocess.run([DEV, "database", "drop", name], check=True, stdin=subprocess.DEVNULL)

    def databases(self):
        listed = subprocess.run(
            ["psql", "-AtXd", "postgres", "-c", "SELECT datname FROM pg_database"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return [name for name in listed.stdout.split() if name.startswith(f"{self.prefix}_")]

    def record(self):
        return json.loads(max(self.results.glob("*.json")).read_text())


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def test_an_unknown_suite_is_refused_in_one_sentence(bench):
    done = bench.run("ordres")
    assert done.returncode == 1 and not done.stdout
    assert done.stderr.startswith("bench: There is no suite 'ordres'; there are ") and done.stderr.count("\n") == 1
    assert " orders, " in done.stderr
    assert not bench.left


def test_all_suites_are_listed_with_what_they_measure(bench):
    listed = dict(line.split(None, 1) for line in bench.run("--list").stdout.splitlines())
    assert listed["toy"] == "A toy."
    assert {"orders", "notices", "imports"} <= listed.keys()
    assert not {"run", "measure", "history", "documents"} & listed.keys()


def test_orders_are_measured_and_kept(bench):
    done = bench.run("orders", "--count", "2", "--runs", "1")
    assert done.returncode == 0, done.stderr
    suite = bench.record()["suites"]["orders"]
    assert (suite["count"], suite["runs"]) == (2, 1)
    assert list(suite["results"]) == ["plain", "installed", "contract"]
    legs = {case: list(runs[0]["legs"]) for case, runs in suite["results"].items()}
    assert legs["plain"] == legs["installed"] == ["order", "confirm", "deliver", "invoice"]
    assert {"notice", "sign"} < set(legs["contract"])
    for case, (run,) in suite["results"].items():
        for leg, figures in run["legs"].items():
            assert figures["queries"] > 0 and figures["times"] == 1, (case, leg)
            assert figures["cpu"] > 0 and figures["server"] > 0 and figures["wall"] >= figures["db"] > 0, (case, leg)
    # what two databases must agree on: whoever has no contract pays no statements
    assert suite["targets"]["installed, statements more in a transfer"] <= 2
    assert "installed against plain, CPU" in done.stdout


def test_quick_leaves_out_what_takes_minutes_and_undoes_what_runs_did(bench):
    done = bench.run("toy", "--quick")
    assert done.returncode == 0, done.stderr
    assert bench.left == [f"{bench.prefix}_minimal"], "one clone serves all cases of a kind; no other is made"
    suite = bench.record()["suites"]["toy"]
    assert list(suite["results"]) == ["one", "two"] and suite["count"] == 3
    for runs in suite["results"].values():
        assert [run["legs"]["look"]["times"] for run in runs] == [3, 3]
        assert [run["legs"]["look"]["queries"] for run in runs] == [3, 3]
    assert "MISSED statements: 3, at most 1" in done.stdout
    assert "met    statements again: 1, at " in done.stdout
    assert "left out" not in done.stdout


def test_what_changed_since_the_last_result_is_printed(bench):
    assert "Compared" not in bench.run("toy", "--quick", "--runs", "1").stdout
    again = bench.run("toy", "--quick", "--runs", "1", TOY_SIZE="15").stdout
    assert "Compared with " in again and "one size: 10 -> 15 (+50%)" in again
    assert "statements" not in again.partition("Compared")[2]
    # of another count nothing can be compared
    assert "Compared" not in bench.run("toy", "--quick", "--runs", "1", "--count", "2").stdout


def test_a_failing_workload_is_reported_and_the_others_go_on(bench):
    done = bench.run("broken", "toy", "--quick", "--runs", "1")
    assert done.returncode == 1
    assert "bench: broken: plain failed:" in done.stderr and "ValueError: the goods did not leave" in done.stderr
    assert done.stderr.splitlines()[-1] == "bench: failed: broken"
    assert list(bench.record()["suites"]) == ["toy"]


def test_plans_come_without_the_suite_naming_its_sql(bench):
    done = bench.run("toy", "--quick", "--runs", "1", "--explain")
    assert done.returncode == 0, done.stderr
    (one,) = bench.record()["suites"]["toy"]["plans"]["one"]["look"]
    assert one["times"] == 3 and "Toy of the bench" in one["sql"]
    assert "actual time=" in one["plan"] and "Buffers: " in one["plan"]
    assert one["plan"] in done.stdout


def test_a_suite_outside_has_a_new_database_for_each_run(bench):
    done = bench.run("outside")
    assert done.returncode == 0, done.stderr  # a table made twice would have failed
    assert not bench.left, "its databases are dropped run by run"


def test_every_suite_says_what_it_measures():
    for file in Path(ROOT, "bench").glob("*.py"):
        assert file.read_text().startswith('"""'), file.name
