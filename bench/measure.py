"""What a suite of ``./dev bench`` is, and what it measures with.

A suite is a module ``bench/<name>.py`` that has ``CASES``; nothing is registered anywhere. Its docstring says what it
measures, the first line is shown by ``./dev bench --list``. A minimal one::

    \"\"\"Opening the list of contracts as its posts do.\"\"\"

    from measure import Target

    CASES = {                               # run in turn: A B C A B C ...
        "10k": ("medium", first_page),      # database kind, function
        "100k": ("large", first_page),
    }
    TARGETS = [Target("100k against 10k", lambda results: results.ratio("100k", "10k").median, most=1.2)]

    def first_page(env, meter, count):
        contracts = env["sales.manual.contract"].with_user(env.ref("base.user_admin"))
        for _ in range(count):
            env.invalidate_all()
            with meter.leg("first page"):
                contracts.web_search_read([], {"name": {}}, limit=80)

The function is called in a process of its own for each run, as the superuser's environment over a clone of the
database kind; its transaction is rolled back. One clone for each kind serves the whole call of ``./dev bench``. Kinds
are those of ``./dev database clone``. What the function does outside of ``meter.leg`` (making users, goods) is not
measured. It raises when the work was not done as it should: a figure of work not done is worse than none.

A module may also have, all of them optional:

``COUNT = (100, 20)``   what the function is given as ``count``, and what by ``--quick``; ``--count`` overrides it
``RUNS = (5, 3)``       runs of each case: by default, and by ``--quick``; ``--runs`` overrides it
``WARM = 2``            the count of a run before the measured one, undone, so that caches and templates are there;
                        None: no such run
``QUICK = True``        takes part in ``--quick``; cases on databases that take minutes to make never do
``OUTSIDE = True``      the function is called as ``function(database, meter, count)`` with the name of a clone made for
                        this run alone and dropped after it; it may start Odoo, commit, install (the CPU of
                        child processes counts). Implies no warm run
``TARGETS = [...]``     what is aimed at; met or missed is printed, and never fails the call
``report(results, out)``   prints the suite's own table through ``out(text)``; without it ``results.table(out)`` is
                        printed: a row for each case, then a row for each leg

Meter: ``meter.leg(name)`` measures a block; legs of one name add up, and ``times`` counts them. Each leg has

``cpu``      CPU seconds of this process and the children it waited for
``server``   CPU seconds of the PostgreSQL process that serves it (its parallel workers are not in it)
``wall``     seconds by the clock
``db``       of these, seconds waited for PostgreSQL
``queries``  SQL statements (flushing what the block left in the cache belongs to the block)
``times``    how often the block ran

``meter.inside(name)`` adds up the CPU seconds of a block inside a leg, as the figure of that name; nothing is flushed.
``meter.figure(name, number)`` records any other number (rows, bytes, seconds). ``--explain`` needs nothing of a suite:
PostgreSQL itself reports the plans of what the legs executed.

Results: ``results.count``; ``results.cases``; ``results.legs(case)``; ``results.median(case, figure, leg=None)`` where
``figure`` is one of the above, ``total`` (``cpu`` + ``server``) or the name of a ``meter.figure``; without a leg, the
sum over all legs. ``results.each(case, figure, leg)`` is the same by one time of the block.
``results.ratio(case, base, figure="total", leg=None)`` has ``median``, ``least`` and ``most`` of the ratios of runs
made one after the other, which is what a busy machine leaves comparable.
"""

import math
import resource
import statistics
import threading
import time
from contextlib import contextmanager
from typing import NamedTuple

LEG_FIGURES = ("cpu", "server", "wall", "db", "queries", "times")


class Meter:
    """CPU, wall and database seconds and SQL statements of named blocks."""

    def __init__(self, env=None, explained=None):
        self.env = env
        self.legs = {}
        self.figures = {}
        self._explained = explained

    @contextmanager
    def leg(self, name):
        """Measure the block; several of one name add up."""
        self._flush()
        if self._explained:
            self._explained.begin(name)
        before = self._now()
        yield
        self._flush()
        after = self._now()
        if self._explained:
            self._explained.end()
        leg = self.legs.setdefault(name, dict.fromkeys(LEG_FIGURES, 0))
        leg["times"] += 1
        for figure, value in after.items():
            leg[figure] += value - before[figure]

    @contextmanager
    def inside(self, name, sign=1):
        """Count CPU seconds, the server's too, of a block inside a leg; ``sign=-1``: take them off again, of a part of
        such a block that is something else's."""
        before = self._now()
        yield
        after = self._now()
        spent = sum(after[figure] - before[figure] for figure in ("cpu", "server"))
        self.figure(name, self.figures.get(name, 0) + sign * spent)

    def figure(self, name, value):
        """Record a number that no leg has; a name recorded twice keeps the last."""
        if name in LEG_FIGURES or name == "total":
            raise ValueError(f"a figure cannot be called {name}")
        self.figures[name] = value

    def _flush(self):
        if self.env is not None:
            self.env.flush_all()

    def _now(self):
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {
            "wall": time.perf_counter(),
            "cpu": time.process_time() + children.ru_utime + children.ru_stime,
            "server": self._server_seconds(),
            "db": getattr(threading.current_thread(), "query_time", 0),
            "queries": self.env.cr.sql_log_count if self.env is not None else 0,
        }

    def _server_seconds(self):
        """CPU seconds of the process that serves our connection: it runs on this machine."""
        if self.env is None:
            return 0
        pid = self.env.cr.connection.info.backend_pid
        with open(f"/proc/{pid}/schedstat") as file:
            return int(file.read().split()[0]) / 1e9


class Target(NamedTuple):
    """What is aimed at: ``figure(results)`` at most ``most`` or at least ``least``. A figure that raises KeyError was
    not measured and is left out; :func:`from_count` makes one that needs a count."""

    text: str
    figure: callable
    most: float | None = None
    least: float | None = None

    def met(self, value):
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)


def from_count(count, figure):
    """The figure, left out where fewer were asked for: cases made smaller are not what they are called."""

    def of_results(results):
        if results.count < count:
            raise KeyError(count)
        return figure(results)

    return of_results


class Ratio(NamedTuple):
    median: float
    least: float
    most: float


class Results:
    """All runs of a suite: ``{case: [{"legs": {...}, "figures": {...}}, ...]}``."""

    def __init__(self, runs, count):
        self.runs = runs
        self.count = count

    @property
    def cases(self):
        return list(self.runs)

    def legs(self, case):
        return list(self.runs[case][0]["legs"])

    def figures(self, case):
        return list(self.runs[case][0]["figures"])

    def values(self, case, figure, leg=None):
        """The figure in each run, in the order of the runs."""
        return [self._value(run, figure, leg) for run in self.runs[case]]

    def median(self, case, figure="total", leg=None):
        return statistics.median(self.values(case, figure, leg))

    def each(self, case, figure, leg):
        """The figure by one time of the block."""
        return self.median(case, figure, leg) / self.median(case, "times", leg)

    def ratio(self, case, base, figure="total", leg=None):
        """Ratios of runs made one after the other."""
        pairs = zip(self.values(case, figure, leg), self.values(base, figure, leg), strict=True)
        ratios = [value / of if of else math.inf for value, of in pairs]
        return Ratio(statistics.median(ratios), min(ratios), max(ratios))

    def table(self, out, base=None):
        """Each case against ``base`` (the first case), then each leg of each case."""
        base = base or self.cases[0]
        width = max(12, *(len(f"{case} {leg}") + 2 for case in self.cases for leg in self.legs(case)))
        out(f"{'':{width}}{'CPU s':>9}{'ratio':>8}{'least':>8}{'most':>8}{'wall s':>9}{'in SQL s':>9}{'SQL':>8}")
        for case in self.cases:
            ratio = self.ratio(case, base)
            out(f"{case:{width}}{self._row(case, None, ratio)}")
        for case in self.cases:
            for leg in self.legs(case):
                shared = leg in self.legs(base)
                ratio = self.ratio(case, base, leg=leg) if shared else None
                out(f"{f'{case} {leg}':{width}}{self._row(case, leg, ratio)}")
            for figure in self.figures(case):
                out(f"{case} {figure}: {self.median(case, figure):,.6g}")

    def _row(self, case, leg, ratio):
        ratios = "".join(f"{value:8.2f}" for value in ratio) if ratio else " " * 24
        return (
            f"{self.median(case, 'total', leg):9.3f}{ratios}{self.median(case, 'wall', leg):9.3f}"
            f"{self.median(case, 'db', leg):9.3f}{self.median(case, 'queries', leg):8.0f}"
        )

    @staticmethod
    def _value(run, figure, leg):
        if figure == "total":
            return Results._value(run, "cpu", leg) + Results._value(run, "server", leg)
        if figure in LEG_FIGURES:
            legs = [run["legs"][leg]] if leg else run["legs"].values()
            return sum(one[figure] for one in legs)
        return run["figures"][figure]
