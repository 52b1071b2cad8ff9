"""Figures of the addon against plain Odoo, measured in turn on this machine: medians, ratios, SQL statements.

    ./dev bench [--quick] [--count ORDERS] [--runs RUNS]

- ``plain``    plain orders, in a database without the addon;
- ``installed``  the same, in a database with the addon: what the gate costs those who do not use it;
- ``contract`` the same orders made from batches, with a shipping notice each and its three signatures.

Every run is a process of its own and is rolled back; the runs are interleaved (A B C A B C ...), so that a machine that
slows down slows all of them. Results go to the JSON file named by ``BENCH_RESULTS``.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).parent


def run(database, workload, count):
    done = subprocess.run(
        [sys.executable, str(HERE / "workload.py"), database, workload, "--count", str(count)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"bench: {workload} failed in {database}:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def total(legs, figure):
    return sum(leg[figure] for leg in legs.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="20 orders, three runs: under two minutes")
    parser.add_argument("--count", type=int, help="orders in a run (100)")
    parser.add_argument("--runs", type=int, help="runs of each (5)")
    options = parser.parse_args()
    count = options.count or (20 if options.quick else 100)
    runs = options.runs or (3 if options.quick else 5)
    vanilla, addon = os.environ["BENCH_VANILLA_DB"], os.environ["BENCH_DB"]
    cases = {"plain": (vanilla, "plain"), "installed": (addon, "plain"), "contract": (addon, "contract")}
    results = {case: [] for case in cases}
    for index in range(runs):
        for case, (database, workload) in cases.items():
            print(f"run {index + 1} of {runs}: {case}", file=sys.stderr, flush=True)
            results[case].append(run(database, workload, count))

    print(f"{count} orders of 5 lines, order to posted invoice; medians of {runs} interleaved runs; one transaction")
    print(f"{'':12}{'CPU s':>9}{'ratio':>8}{'min':>8}{'max':>8}{'wall s':>9}{'SQL an order':>14}")
    for case, measured in results.items():
        cpu = [total(legs, "cpu") for legs in measured]
        ratios = [c / total(base, "cpu") for c, base in zip(cpu, results["plain"], strict=True)]
        print(
            f"{case:12}{statistics.median(cpu):9.2f}"
            f"{statistics.median(ratios):8.2f}{min(ratios):8.2f}{max(ratios):8.2f}"
            f"{statistics.median(total(legs, 'wall') for legs in measured):9.2f}"
            f"{statistics.median(total(legs, 'queries') for legs in measured) / count:14.1f}"
        )
    for case, measured in results.items():
        legs = ", ".join(
            f"{leg} {statistics.median(legs[leg]['cpu'] for legs in measured):.2f} s / "
            f"{statistics.median(legs[leg]['queries'] for legs in measured):.0f} SQL"
            for leg in measured[0]
        )
        print(f"{case:12}{legs}")
    target = os.environ.get("BENCH_RESULTS")
    if target:
        date = datetime.now().isoformat(timespec="seconds")
        record = {"date": date, "count": count, "runs": runs, "results": results}
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        Path(target).write_text(json.dumps(record, indent=1))
        print(f"written to {target}")


if __name__ == "__main__":
    main()
