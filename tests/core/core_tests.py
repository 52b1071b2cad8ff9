"""Odoo's own tests in two databases, without and with the addon: the same results, test by test.

`python tests/core/core_tests.py DATABASE "plain addon" [MODULE...]`, called by `./dev test --core`.  DATABASE_plain and
DATABASE_addon are there already; every module's tests run in a fresh clone of them.  What does not pass runs once
more in a fresh clone, and that result counts.  If it still does not, because of Odoo's other modules perhaps, it runs
also in DATABASE_plain_small and DATABASE_addon_small, and that result is kept and compared too.  Raw results stay in
the folder $CORE_RESULTS, so that one side can be run alone and is compared with the other's last; the lists beside
this file are written anew from them.
"""

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import odoo.addons

HERE = Path(__file__).resolve().parent
RESULTS = Path(os.environ.get("CORE_RESULTS", "."))
FILESTORE = Path(os.environ.get("CORE_FILESTORE", "."))
# From the quick to the slow.
MODULES = [
    "sale_management",
    "stock_dropshipping",
    "stock_picking_batch",
    "sale_stock",
    "stock",
    "sale",
    "stock_account",
    "purchase_stock",
    "sale_mrp",
    "stock_delivery",
    "mrp",
    "account",
    "point_of_sale",
]
# Those that are in the small databases.
SMALL = {"sale_management", "sale_stock", "stock", "sale", "stock_account", "account"}
SIDES = ("plain", "addon")
# A test that takes longer than that, in seconds, has hung; its process is ended, and the rest goes on without it.
LIMIT = 900


def test_files(module):
    """The files that the module's `tests` package imports, as Odoo's own runner does."""
    folder = next(Path(path) / module for path in odoo.addons.__path__ if (Path(path) / module / "tests").is_dir())
    tree = ast.parse((folder / "tests" / "__init__.py").read_text())
    names = [name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names]
    return [folder / "tests" / f"{name}.py" for name in names if name.startswith("test_")]


class Side:
    """One of the two databases, and the results of the tests in it: {name: {result, text, counts}}.

    A test that does not pass has also `small`, the result in the small database, where its module is in that.
    """

    def __init__(self, database, side):
        self.database = f"{database}_{side}"
        self.side = side

    def file(self, module):
        return RESULTS / self.side / f"{module}.json"

    def results(self, module):
        """The last results, or None if the module's tests never ran here."""
        return json.loads(self.file(module).read_text()) if self.file(module).exists() else None

    def run(self, module):
        """All tests of a module, and once more those that do not pass; keep the results."""
        results = self.attempt(self.database, module)
        if again := [name for name, result in results.items() if result["result"] != "pass"]:
            results.update(self.attempt(self.database, module, again))
        failed = [name for name, result in results.items() if result["result"] in ("fail", "error")]
        if failed and module in SMALL:
            for name, result in self.attempt(f"{self.database}_small", module, failed).items():
                results[name]["small"] = result["result"]
        self.file(module).parent.mkdir(parents=True, exist_ok=True)
        self.file(module).write_text(json.dumps(results, indent=1, sort_keys=True))

    def attempt(self, template, module, names=None):
        """Run tests in as many processes as it takes; one that hangs ends its process, and the others follow."""
        results, left = {}, names
        while left is None or left:
            collected, ended, hung = self.process(template, module, left)
            if not collected or not (ended or hung):
                sys.exit(f"No test of {module} runs ({self.side}); see {self.log(module).name} among the logs.")
            results.update(ended)
            if hung:
                results[hung] = {"result": "error", "text": "did not end", "counts": []}
            left = [name for name in (collected if names is None else names) if name not in results]
        return results

    def log(self, module):
        return RESULTS / self.side / f"{module}.log"

    def process(self, template, module, names):
        """Run one pytest in a fresh clone; return the tests there are, those that ended, and the one that did not."""
        database, folder = f"{template}_{module}", RESULTS / self.side
        folder.mkdir(parents=True, exist_ok=True)
        record, left = folder / f"{module}.jsonl", folder / f"{module}.left"
        record.write_text("")
        left.write_text(json.dumps(names or []))
        environment = {**os.environ, "PYTHONPATH": str(HERE), "CORE_RECORD": str(record)}
        if names:
            environment["CORE_LEFT"] = str(left)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "recorder", "-p", "no:cacheprovider"]
        command += ["--tb=short", f"--odoo-database={database}", "--odoo-http", *map(str, test_files(module))]
        clone(template, database)
        with self.log(module).open("a" if names else "w") as out:
            process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
            )
            try:
                while process.poll() is None and time.time() - record.stat().st_mtime < LIMIT:
                    time.sleep(1)
            finally:
                end_group(process)
        drop(database)
        collected, ended, started = [], {}, None
        for line in map(json.loads, record.read_text().splitlines()):
            collected = line.get("collected", collected)
            started = line.get("start", started)
            if name := line.pop("name", None):
                ended[name] = line
        return collected, ended, started if started not in ended else None


def end_group(process):
    """The browsers that a test run has started end with it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def clone(template, database):
    drop(database)
    subprocess.run(["createdb", "-T", template, database], check=True)
    # Files of a filestore are never rewritten, so hard links are enough.
    subprocess.run(["cp", "-al", FILESTORE / template, FILESTORE / database], check=True)


def drop(database):
    subprocess.run(["dropdb", "--if-exists", "--force", database], check=True, stderr=subprocess.DEVNULL)
    shutil.rmtree(FILESTORE / database, ignore_errors=True)


HEAD = {
    "plain": "# Odoo's own tests without the addon: how many, and those that do not pass.",
    "addon": "# Odoo's own tests with the addon installed: how many, and those that do not pass.",
}


def tally(results):
    count = Counter(result["result"] for result in results.values())
    return [len(results), *(count[kind] for kind in ("pass", "fail", "error", "skip"))]


def end(result):
    """How a test ended, in words."""
    return result["result"] + (f" ({result['small']} in the small database)" if "small" in result else "")


def write_list(side, module):
    """Replace the module's part of the list that the repository keeps."""
    path = HERE / f"{side.side}.txt"
    parts = {}
    for line in path.read_text().splitlines()[3:] if path.exists() else ():
        if not line.startswith(" "):
            name = line.split()[0]
        parts.setdefault(name, []).append(line)
    results = side.results(module)
    kinds = ("tests", "pass", "fail", "error", "skip")
    numbers = ", ".join(f"{number} {kind}" for number, kind in zip(tally(results), kinds, strict=True))
    parts[module] = [f"{module}  {numbers}"]
    parts[module] += sorted(
        f"  {end(result)}  {name}" for name, result in results.items() if result["result"] != "pass"
    )
    head = [HEAD[side.side], "# Written by `./dev test --core`; README.md beside it says what these are.", ""]
    path.write_text("\n".join(head + [line for name in MODULES for line in parts.get(name, ())]) + "\n")


def differing(plain, addon):
    """Yield (test, result without, result with the addon, first line of what it says) where the two differ."""
    missing = {"result": "missing", "text": ""}
    for name in sorted({**plain, **addon}):
        before, after = plain.get(name, missing), addon.get(name, missing)
        if end(before) != end(after):
            yield name, end(before), end(after), after["text"] or before["text"]


def differing_counts(plain, addon):
    """Yield (test, place, queries without, queries with the addon); None is the number that the test names."""
    for name in sorted(plain.keys() & addon.keys()):
        before, after = dict(plain[name]["counts"]), dict(addon[name]["counts"])
        for place in sorted({**before, **after}):
            if before.get(place) != after.get(place):
                yield name, place, before.get(place), after.get(place)


def main():
    database, sides, *modules = sys.argv[1:]
    unknown = set(modules) - set(MODULES)
    if unknown:
        sys.exit(f"These modules are not among those tested here: {', '.join(sorted(unknown))}.")
    modules = [module for module in MODULES if module in modules] or MODULES
    every = {side: Side(database, side) for side in SIDES}
    for module in modules:
        for side in sides.split():
            start = time.monotonic()
            every[side].run(module)
            write_list(every[side], module)
            minutes = (time.monotonic() - start) / 60
            tests, passed, *_rest = tally(every[side].results(module))
            print(f"-- {module} ({side}): {passed} of {tests} pass, {minutes:.1f} min", file=sys.stderr, flush=True)
    sys.exit(report(every["plain"], every["addon"], modules))


def report(plain, addon, modules):
    """Print the table and what differs; return 1 if anything does."""
    lines, details, counts = [], [], []
    for module in modules:
        before, after = plain.results(module), addon.results(module)
        if before is None or after is None:
            print(f"{module}: only one side has run yet.")
            continue
        found = list(differing(before, after))
        small = sum(result.get("small") == "pass" for result in after.values())
        lines.append([module, *tally(after), small, len(found)])
        details += [f"  {module}  {name}: {was} -> {now}  {text}" for name, was, now, text in found]
        counts += [
            f"  {module}  {name} at {place}: {was or 'as named'} -> {now or 'as named'}"
            for name, place, was, now in differing_counts(before, after)
        ]
    titles = ["module", "tests", "pass", "fail", "error", "skip", "small pass", "differing"]
    total = ["all", *(sum(column) for column in list(zip(*lines, strict=True))[1:])] if lines else []
    for line in filter(None, [titles, *lines, total]):
        print("".join(f"{cell:<22}" if at == 0 else f"{cell:>11}" for at, cell in enumerate(line)))
    print("\nDiffering:", *(details or ["  none"]), sep="\n")
    print("\nNumbers of queries that differ (the tests pass):", *(counts or ["  none"]), sep="\n")
    return 1 if details else 0


if __name__ == "__main__":
    main()
