"""Figures of the addon, against plain Odoo and against others, measured in turn on this machine.

    ./dev bench [SUITE...] [--quick] [--runs N] [--count N] [--explain] [--list]

Each module of this folder that has CASES is a suite; ``measure.py`` says what one is. Every run is a process of its own
and is rolled back; runs are interleaved (A B C A B C ...), so that a machine that slows down slows all of them. What is
compared are ratios of such runs, CPU time of Odoo and of its PostgreSQL process together. Results go to
``.local/bench``, where the last ones of the same machine are looked up and what has changed is printed.
"""

import argparse
import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import history
from measure import Meter, Results

import odoo.init  # noqa: F401  before it `from odoo import Command` finds nothing

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
# Databases that take minutes to make: not for --quick, and announced.
SLOW_KINDS = ("old", "old_medium", "medium", "large")


class Failed(Exception):
    """A run that did not do its work; says why."""


def suites():
    """Names of the modules here that are suites."""
    return sorted(
        file.stem for file in HERE.glob("*.py") if re.search(r"^CASES\b", file.read_text(encoding="utf-8"), re.M)
    )


def tell(text):
    print(f"-- {text}", file=sys.stderr, flush=True)


class Databases:
    """One clone for each kind, made when first asked for; all are dropped by ``dev.d/bench.sh``."""

    def __init__(self, prefix):
        self._prefix = prefix
        self._made = {}
        self._own = 0

    def shared(self, kind):
        if kind not in self._made:
            self._made[kind] = self._clone(kind, f"{self._prefix}_{kind}")
        return self._made[kind]

    def own(self, kind):
        self._own += 1
        return self._clone(kind, f"{self._prefix}_{kind}_{self._own}")

    @staticmethod
    def drop(name):
        subprocess.run([ROOT / "dev", "database", "drop", name], check=True, stdin=subprocess.DEVNULL)

    @staticmethod
    def _clone(kind, name):
        if kind in SLOW_KINDS:
            tell(f"Database '{kind}': some minutes when it is made for the first time")
        made = subprocess.run([ROOT / "dev", "database", "clone", kind, name], stdin=subprocess.DEVNULL, check=False)
        if made.returncode:
            raise Failed(f"there is no database of kind '{kind}'; its reason is above")
        return name


def configuration(kind):
    """The environment of a run: only databases with other addons find these."""
    return {"ODOO_RC": str(ROOT / ".local" / "odoo-peers.conf")} if kind.startswith("peers") else {}


class Suite:
    """A module and what a call asks of it."""

    def __init__(self, name, options):
        self.name = name
        self.module = importlib.import_module(name)
        self.about = self.module.__doc__.splitlines()[0]
        quick = options.quick
        self.count = options.count or getattr(self.module, "COUNT", (100, 20))[quick]
        self.runs = options.runs or getattr(self.module, "RUNS", (5, 3))[quick]
        self.outside = getattr(self.module, "OUTSIDE", False)
        self.cases = {
            case: kind for case, (kind, _function) in self.module.CASES.items() if not quick or kind not in SLOW_KINDS
        }

    @property
    def is_quick(self):
        return getattr(self.module, "QUICK", False) and bool(self.cases)

    def measure(self, databases):
        """All runs of all cases, interleaved."""
        if not self.cases:
            raise Failed("all its databases take minutes to make; run it without --quick")
        runs = {case: [] for case in self.cases}
        if not self.outside:
            for kind in self.cases.values():
                databases.shared(kind)
        for index in range(self.runs):
            for case in self.cases:
                tell(f"{self.name}: run {index + 1} of {self.runs}, {case}")
                runs[case].append(self.run(databases, case))
        return Results(runs, self.count)

    def explain(self, databases):
        """A further run of each case, whose figures do not count, with its dearest statements."""
        return {case: self.run(databases, case, "--explain")["explained"] for case in self.cases}

    def run(self, databases, case, *args):
        kind = self.cases[case]
        database = databases.own(kind) if self.outside else databases.shared(kind)
        done = subprocess.run(
            [sys.executable, __file__, "--case", self.name, case, database, "--count", str(self.count), *args],
            capture_output=True, text=True, check=False, env={**os.environ, **configuration(kind)},
        )  # fmt: skip
        if self.outside:
            databases.drop(database)
        if done.returncode:
            raise Failed(f"{case} failed:\n{done.stderr[-3000:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def report(self, results, out):
        if hasattr(self.module, "report"):
            self.module.report(results, out)
        else:
            results.table(out)

    def targets(self, results, out):
        """What was aimed at and what came of it; those of cases that did not run are left out."""
        values = {}
        for target in getattr(self.module, "TARGETS", ()):
            try:
                value = target.figure(results)
            except KeyError:
                continue
            values[target.text] = value
            aim = f"at most {target.most:g}" if target.least is None else f"at least {target.least:g}"
            out(f"{'met   ' if target.met(value) else 'MISSED'} {target.text}: {value:.3g}, {aim}")
        return values


def run_case(name, case, database, count, explaining):
    """One run in this process; prints its figures as JSON."""
    module = importlib.import_module(name)
    function = module.CASES[case][1]
    if getattr(module, "OUTSIDE", False):
        meter = Meter()
        function(database, meter, count)
        print(json.dumps({"legs": meter.legs, "figures": meter.figures, "explained": {}}))
        return
    import threading

    from explain import Explained

    from odoo import api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    threading.current_thread().query_time = 0.0
    config.parse_config(["-c", os.environ["ODOO_RC"], "-d", database, "--log-level=warn"])
    warm = getattr(module, "WARM", 2)
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        if warm:
            with cr.savepoint() as first:
                function(env, Meter(env), warm)
                first.rollback()
            env.invalidate_all()
        explained = Explained(cr) if explaining else None
        meter = Meter(env, explained)
        function(env, meter, count)
        cr.rollback()
    dearest = explained.dearest() if explained else {}
    print(json.dumps({"legs": meter.legs, "figures": meter.figures, "explained": dearest}))


def show_plans(plans, out):
    for case, legs in plans.items():
        for leg, statements in legs.items():
            for one in statements:
                times = f"{one['times']} times, {one['ms']:.1f} ms in all; the slowest, {one['slowest']:.1f} ms:"
                out(f"\n{case}, {leg}: {times}")
                out(f"{one['sql'][:1000]}\n{one['plan'][:6000]}")


def options_of(args):
    parser = argparse.ArgumentParser(
        prog="./dev bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("suites", nargs="*", metavar="SUITE", help="all, or those of --quick")
    parser.add_argument("--quick", action="store_true", help="small counts, no large database: two minutes")
    parser.add_argument("--count", type=int, help="instead of the suite's own count")
    parser.add_argument("--runs", type=int, help="runs of each case")
    parser.add_argument("--explain", action="store_true", help="EXPLAIN (ANALYZE, BUFFERS) of the dearest statements")
    parser.add_argument("--list", action="store_true", help="the suites, and what each measures")
    parser.add_argument("--case", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args(args)


def chosen(options):
    """The suites asked for; ends with one sentence where there is no such suite."""
    known = suites()
    unknown = [name for name in options.suites if name not in known]
    if unknown:
        sys.exit(f"bench: There is no suite '{unknown[0]}'; there are {', '.join(known)}.")
    made = [Suite(name, options) for name in options.suites or known]
    return [suite for suite in made if options.suites or not options.quick or suite.is_quick]


def main():
    options = options_of(sys.argv[1:])
    if options.case:
        return run_case(*options.case, options.count, options.explain)
    if options.list:
        for name in suites():
            print(f"{name:16}{importlib.import_module(name).__doc__.splitlines()[0]}")
        return None
    databases = Databases(os.environ["BENCH_DATABASE"])
    folder = Path(os.environ["BENCH_RESULTS"])
    record = history.new_record(options.quick)
    failed = []
    for suite in chosen(options):
        print(f"\n{suite.name}: {suite.about} Count {suite.count}, runs {suite.runs}.", flush=True)
        try:
            results = suite.measure(databases)
            suite.report(results, print)
            targets = suite.targets(results, print)
            plans = suite.explain(databases) if options.explain else {}
        except Failed as failure:
            print(f"bench: {suite.name}: {failure}", file=sys.stderr, flush=True)
            failed.append(suite.name)
            continue
        part = {"count": suite.count, "runs": suite.runs, "targets": targets, "results": results.runs, "plans": plans}
        history.compare(folder, record, suite.name, part, print)
        show_plans(plans, print)
        record["suites"][suite.name] = part
        history.save(folder, record)
    if record["suites"]:
        print(f"\nWritten to {folder.name}/{record['file']}")
    return f"bench: failed: {', '.join(failed)}" if failed else None


if __name__ == "__main__":
    sys.exit(main())
