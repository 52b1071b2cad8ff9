"""The catalogue of module types through Odoo's own import, and a delivery schedule from a workbook.

``catalogue vanilla``   the columns that Odoo knows, in a database without the addon: the floor
``catalogue``           all columns of the file, with the addon, in lots of 2,000 rows as the import page has them
``schedule tenth``, ``schedule``   a tenth, and all, of 10,000 rows: read, filled into the dialog, made batches
"""

import base64
import csv
import io
from datetime import timedelta
from pathlib import Path

import xlsxwriter
from documents import LINES, posts, signed_contract
from measure import Target, from_count

from odoo import fields

CATALOGUE = Path(__file__).parents[1] / "sales_manual_addon" / "static" / "catalogue" / "pv_modules.csv"
OURS = "rated_power_w"
LOT = 2_000
MOST_ROWS = 10_000
PLACES = 6
COUNT = (21_535, 2_000)
RUNS = (2, 1)
WARM = 60


def catalogue(with_ours):
    def run(env, meter, count):
        with CATALOGUE.open(encoding="utf-8") as file:
            head, *rows = csv.reader(file)
        columns = [index for index, name in enumerate(head) if with_ours or name != OURS]
        head = [head[index] for index in columns]
        rows = [[row[index] for index in columns] for row in rows[:count]]
        for start in range(0, len(rows), LOT):
            env.invalidate_all()
            with meter.leg("load"):
                result = env["product.template"].load(head, rows[start : start + LOT])
            if len(result["ids"] or ()) != len(rows[start : start + LOT]):
                raise ValueError(f"the catalogue was not imported: {result['messages']}")
        meter.figure("rows", len(rows))

    return run


def schedule(share):
    def run(env, meter, count):
        rows = max(LINES, min(count, MOST_ROWS) // share)
        users = posts(env)
        contract = signed_contract(env, users, rows)
        data = workbook(contract, rows)
        env.invalidate_all()
        wizard = env["sales.manual.decompose"].with_user(users["maker"]).create({
            "contract_id": contract.id, "mode": "file",
            "schedule_file": base64.b64encode(data), "schedule_filename": "schedule.xlsx",
        })  # fmt: skip
        env.flush_all()
        env.invalidate_all()
        with meter.leg("read"):
            _rows, problems = wizard._schedule_rows()
        env.invalidate_all()
        with meter.leg("read and fill"):
            wizard.action_fill()
        if problems or wizard.problems or len(wizard.row_ids) != rows:
            raise ValueError(f"the schedule was not read: {problems[:3]} {wizard.problems}")
        env.invalidate_all()
        with meter.leg("make"):
            wizard.action_make()
        if len(contract.batch_ids.line_ids) != rows:
            raise ValueError("batches are missing")
        meter.figure("rows", rows)
        meter.figure("batches", len(contract.batch_ids))

    return run


def workbook(contract, rows):
    """A long schedule: each item of the contract on each day to each of some places, 10 pieces each."""
    buffer = io.BytesIO()
    days = min(365, rows // LINES // PLACES or 1)
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Schedule")
        sheet.write_row(0, 0, ["Date", "Item", "Quantity", "Unit", "Destination"])
        start = fields.Date.to_date(contract.start_date)
        for index in range(rows):
            delivery, item = divmod(index, LINES)
            place, day = divmod(delivery, days)
            date = start + timedelta(days=day)
            sheet.write_row(index + 1, 0, [date.isoformat(), str(item), 10, "pcs", f"Port {place}"])
    return buffer.getvalue()


CASES = {
    "catalogue vanilla": ("full", catalogue(with_ours=False)),
    "catalogue": ("addon", catalogue(with_ours=True)),
    "schedule tenth": ("addon", schedule(10)),
    "schedule": ("addon", schedule(1)),
}


def by_row(results, case, leg):
    return results.median(case, "total", leg) / results.median(case, "rows")


def growth(leg):
    return from_count(
        MOST_ROWS, lambda results: by_row(results, "schedule", leg) / by_row(results, "schedule tenth", leg)
    )


TARGETS = [
    Target("catalogue against vanilla, CPU", lambda results: results.ratio("catalogue", "catalogue vanilla").median,
           most=1.1),
    *(Target(f"schedule, {leg}: CPU by row, all against a tenth", growth(leg), most=1.1)
      for leg in ("read", "read and fill", "make")),
]  # fmt: skip


def report(results, out):
    out(f"{'':32}{'rows':>8}{'CPU s':>9}{'wall s':>9}{'ms by row':>11}{'SQL':>9}{'SQL by row':>12}")
    for case in results.cases:
        rows = results.median(case, "rows")
        for leg in results.legs(case):
            seconds, queries = results.median(case, "total", leg), results.median(case, "queries", leg)
            out(
                f"{f'{case} {leg}':32}{rows:8.0f}{seconds:9.2f}{results.median(case, 'wall', leg):9.2f}"
                f"{1000 * seconds / rows:11.3f}{queries:9.0f}{queries / rows:12.2f}"
            )
    ratio = results.ratio("catalogue", "catalogue vanilla")
    out(f"catalogue against vanilla: {ratio.median:.2f} ({ratio.least:.2f} to {ratio.most:.2f})")
