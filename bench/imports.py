"""Importing the catalogue of module types, and a delivery schedule of up to 10,000 rows.

``count`` is the number of the catalogue's types; ``--count 21535`` takes them all. They come in as the import page
hands them over, 2,000 rows a time: ``catalogue`` with the rated power, ``plain`` the same rows without that column in
a database without the addon. The schedule is a workbook of five rows for two of the types, 10,000 at most with its
heads: ``fill`` reads it into the dialog's table, ``make`` makes the batches of it.
"""

import base64
import csv
import io

import xlsxwriter
from documents import LINES, posts, signed_contract
from measure import Target

from odoo import fields
from odoo.tools.misc import file_open

CATALOGUE = "sales_manual_addon/static/catalogue/pv_modules.csv"
LOT = 2000
LARGEST = 10_000
SHARE = 10
PIECES = 10
POWER_KW = 5.5  # of so many pieces
COUNT = (4000, 400)
RUNS = (3, 2)


def catalogue(env, meter, count):
    """The first ``count`` rows with all columns that this database knows."""
    with file_open(CATALOGUE) as source:
        head, *rows = csv.reader(source)
    known = [index for index, name in enumerate(head) if name.split("/")[0] in ("id", *env["product.template"]._fields)]
    head = [head[index] for index in known]
    rows = [[row[index] for index in known] for row in rows[:count]]
    made = 0
    for first in range(0, len(rows), LOT):
        env.flush_all()
        env.invalidate_all()
        with meter.leg("load"):
            result = env["product.template"].load(head, rows[first : first + LOT])
        if result["messages"]:
            raise ValueError(f"the catalogue is not imported: {result['messages'][:3]}")
        made += len(result["ids"])
    if made != count:
        raise ValueError(f"{made} of {count} types are imported")
    meter.figure("columns", len(head))


def schedule(share):
    def run(env, meter, count):
        number = (min(LARGEST, max(count * 5 // 2, LINES + 1)) - 1) // share // LINES  # batches, a row for each line
        users = posts(env)
        contract = signed_contract(env, users, max(number, 1)).with_user(users["maker"])
        deliveries = [
            (fields.Date.add(contract.start_date, days=index % 300), f"Port {index}") for index in range(max(number, 1))
        ]
        rows = [(date, line.ref, POWER_KW, place) for date, place in deliveries for line in contract.line_ids]
        data = base64.b64encode(workbook(("Date", "Item", "Quantity (kW)", "Destination"), rows))
        env.flush_all()
        env.invalidate_all()
        with meter.leg("fill"):
            dialog = env["sales.manual.decompose"].with_user(users["maker"]).create(
                {"contract_id": contract.id, "mode": "file", "schedule_file": data, "schedule_filename": "bench.xlsx"}
            )  # fmt: skip
            dialog.action_fill()
        if dialog.problems or len(dialog.row_ids) != len(rows):
            raise ValueError(f"{len(dialog.row_ids)} of {len(rows)} rows are read: {dialog.problems}")
        env.invalidate_all()
        with meter.leg("make"):
            dialog.action_make()
        pieces = contract.batch_ids.line_ids.mapped("pieces_qty")
        if len(contract.batch_ids) != len(deliveries) or pieces != [PIECES] * len(rows):
            raise ValueError(f"{len(contract.batch_ids)} batches with {sum(pieces)} pieces of {PIECES * len(rows)}")
        meter.figure("rows", len(rows))

    return run


def workbook(head, rows):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Schedule")
        for number, row in enumerate((head, *rows)):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


CASES = {
    "catalogue": ("addon", catalogue),
    "plain": ("full", catalogue),
    "schedule": ("addon", schedule(1)),
    "schedule, a tenth": ("addon", schedule(SHARE)),
}


def each_row(results, case, leg):
    """CPU seconds of one row."""
    return results.median(case, "total", leg) / results.median(case, "rows")


def growth(leg):
    return lambda results: each_row(results, "schedule", leg) / each_row(results, "schedule, a tenth", leg)


TARGETS = [
    Target("catalogue against the plain columns without the addon",
           lambda results: results.ratio("catalogue", "plain").median, most=1.2),
    *(Target(f"{leg}: one row among ten times as many", growth(leg), most=1.2) for leg in ("fill", "make")),
]  # fmt: skip


def report(results, out):
    ratio = results.ratio("catalogue", "plain")
    for case in ("catalogue", "plain"):
        out(
            f"{case:24}{1000 * results.median(case) / results.count:9.2f} ms CPU a type of {results.count}, "
            f"{results.median(case, 'columns'):.0f} columns, {results.median(case, 'wall'):.1f} s"
        )
    out(f"catalogue against plain: {ratio.median:.2f} ({ratio.least:.2f} to {ratio.most:.2f})")
    for case in ("schedule", "schedule, a tenth"):
        for leg in results.legs(case):
            out(
                f"{f'{case}, {leg}':24}{1000 * each_row(results, case, leg):9.2f} ms CPU a row of "
                f"{results.median(case, 'rows'):.0f}, {results.median(case, 'queries', leg):.0f} SQL, "
                f"{results.median(case, 'wall', leg):.1f} s"
            )
