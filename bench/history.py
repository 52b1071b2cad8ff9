"""Results as JSON files in one folder, and what has changed since the last of the same suite and machine."""

import json
import platform
import re
import subprocess
from datetime import datetime
from pathlib import Path

from measure import Results

# What is told of: a change by more than this share, in legs long enough to be more than noise.
CHANGE = 0.10
SECONDS = 0.05


def new_record(quick):
    now = datetime.now()
    return {
        "file": f"{now:%Y%m%d-%H%M%S}.json",
        "date": now.isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": _machine(),
        "quick": quick,
        "suites": {},
    }


def save(folder, record):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / record["file"]).write_text(json.dumps(record, indent=1), encoding="utf-8")


def last(folder, record, suite, part):
    """The last record with this suite, made on this machine with this count, or None."""
    for file in sorted(folder.glob("*.json"), reverse=True):
        if file.name >= record["file"]:
            continue
        earlier = json.loads(file.read_text(encoding="utf-8"))
        found = earlier.get("suites", {}).get(suite)
        if found and earlier["machine"] == record["machine"] and found["count"] == part["count"]:
            return earlier
    return None


def compare(folder, record, suite, part, out):
    """Print what changed by more than a tenth since the last result."""
    earlier = last(folder, record, suite, part)
    if not earlier:
        return
    was, now = figures(earlier["suites"][suite]), figures(part)
    changes = [
        f"  {name}: {was[name]:.4g} -> {value:.4g} ({value / was[name] - 1:+.0%})"
        for name, value in now.items()
        if was.get(name) and abs(value / was[name] - 1) > CHANGE
    ]
    out(f"Compared with {earlier['date']} ({earlier['commit']}):" + ("" if changes else " nothing changed by a tenth"))
    for change in changes:
        out(change)


def figures(part):
    """What is compared of a suite: targets, each leg's CPU and statements, the suite's own figures."""
    found = dict(part["targets"])
    results = Results(part["results"], part["count"])
    for case in results.cases:
        for leg in results.legs(case):
            found[f"{case} {leg} SQL"] = results.median(case, "queries", leg)
            seconds = results.median(case, "total", leg)
            if seconds > SECONDS:
                found[f"{case} {leg} CPU s"] = seconds
        for figure in results.figures(case):
            found[f"{case} {figure}"] = results.median(case, figure)
    return found


def _machine():
    """Enough to tell machines apart whose figures are not comparable."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    models = re.findall(r"^model name\s*:\s*(.*)$", info, re.M)
    return f"{len(models)} x {models[0] if models else platform.machine()}, Python {platform.python_version()}"


def _commit():
    """The state of the code, a plus for what is not committed."""
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty=+"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "?"
