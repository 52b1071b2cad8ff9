"""Flash-test files of serial numbers: read, checked and kept; what leaves by them checked at goods issue.

``import tenth``, ``import``   a tenth, and all, of 100,000 rows: new serial numbers made, the same ones tested anew
``wrong``                      all rows with a wrong one in every hundred: named, nothing kept
``issue``                      a transfer of that many serial numbers asked what may not leave
``pack``                       2,000 serial numbers put on a transfer by a file, with pallets
``pack by Odoo``               as many reserved by Odoo itself, on no pallet: the floor
"""

import base64
import io

import xlsxwriter
from documents import posts, warehouse
from measure import Target, from_count

from odoo import Command

MOST_ROWS = 100_000
PACKED = 2_000
COUNT = (100_000, 2_000)
RUNS = (2, 1)
WARM = 50


def serials(share):
    def run(env, meter, count):
        rows = max(10, count // share)
        product = module(env)
        dialogs = env["sales.manual.serial.import"].with_user(posts(env)["statistician"])
        for leg, power in (("new", 551), ("tested anew", 552)):
            dialog = dialogs.create({"product_id": product.id, "data_file": workbook(rows, power)})
            anew(env)
            with meter.leg(leg):
                dialog.action_import()
            expect(dialog)
            if env["stock.lot"].search_count([("measured_power_w", "=", power)]) != rows:
                raise ValueError("serial numbers are missing")
        meter.figure("rows", rows)

    return run


def wrong(env, meter, count):
    product = module(env)
    dialog = (
        env["sales.manual.serial.import"]
        .with_user(posts(env)["statistician"])
        .create({"product_id": product.id, "data_file": workbook(count, 551, wrong_each=100)})
    )
    anew(env)
    with meter.leg("wrong"):
        dialog.action_import()
    if not dialog.problems or env["stock.lot"].search_count([("product_id", "=", product.id)]):
        raise ValueError("wrong rows were taken")
    meter.figure("rows", count)


def issue(env, meter, count):
    product = module(env)
    picking = transfer(env, product, count)
    dialog = (
        env["sales.manual.serial.import"]
        .with_user(posts(env)["statistician"])
        .create({"product_id": product.id, "data_file": workbook(count, 551)})
    )
    dialog.action_import()
    expect(dialog)
    put_on(env, picking)
    anew(env)
    with meter.leg("issue"):
        findings = env["sales.manual.gate"]._serial_findings(picking.move_line_ids)
    if findings:
        raise ValueError(f"nothing is wrong with them: {findings}")
    meter.figure("rows", count)


def put_on(env, picking):
    """The product's serial numbers on the transfer by one statement: what is measured is not how they came there."""
    move = picking.move_ids
    env.flush_all()
    env.cr.execute(
        """INSERT INTO stock_move_line (move_id, picking_id, company_id, product_id, product_uom_id, quantity,
                                        quantity_product_uom, lot_id, location_id, location_dest_id, state, date)
           SELECT %s, %s, %s, lot.product_id, %s, 1, 1, lot.id, %s, %s, 'assigned', NOW()
             FROM stock_lot lot WHERE lot.product_id = %s""",
        [move.id, picking.id, picking.company_id.id, move.product_uom.id, move.location_id.id,
         move.location_dest_id.id, move.product_id.id],
    )  # fmt: skip
    env.cr.execute("ANALYZE stock_move_line, stock_lot")
    env.invalidate_all()


def pack(by_file):
    def run(env, meter, count):
        rows = min(count, PACKED)
        users = posts(env)
        product = module(env)
        picking = transfer(env, product, rows)
        dialogs = env["sales.manual.serial.import"]
        dialogs.with_user(users["statistician"]).create(
            {"product_id": product.id, "data_file": workbook(rows, 551)}
        ).action_import()
        for lot in env["stock.lot"].search([("product_id", "=", product.id)]):
            env["stock.quant"]._update_available_quantity(product, warehouse(env).lot_stock_id, 1, lot_id=lot)
        anew(env)
        if by_file:
            dialog = dialogs.with_user(users["dispatcher"]).create(
                {"picking_id": picking.id, "data_file": workbook(rows, pallets=31)}
            )
            with meter.leg("pack"):
                dialog.action_import()
            expect(dialog)
        else:
            with meter.leg("pack"):
                picking.with_user(users["dispatcher"]).action_assign()
        if len(picking.move_line_ids) != rows:
            raise ValueError("serial numbers are missing")
        meter.figure("rows", rows)

    return run


def module(env):
    return env["product.product"].create(
        {"name": "Bench tracked module", "type": "consu", "is_storable": True, "tracking": "serial",
         "rated_power_w": 550, "power_plus_w": 5, "invoice_policy": "delivery"}
    )  # fmt: skip


def transfer(env, product, pieces):
    """A confirmed transfer of these pieces to a customer."""
    order = env["sale.order"].create(
        {"partner_id": env["res.partner"].create({"name": "Bench customer"}).id,
         "order_line": [Command.create({"product_id": product.id, "product_uom_qty": pieces})]}
    )  # fmt: skip
    order.action_confirm()
    return order.picking_ids


def workbook(rows, power=None, wrong_each=0, pallets=0):
    heads = ["Serial No.", *(["Pmax (W)"] if power else []), *(["Pallet"] if pallets else [])]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Flash")
        sheet.write_row(0, 0, heads)
        for index in range(rows):
            cells = [f"BN{index:08d}"]
            if power:
                cells.append("n/a" if wrong_each and index % wrong_each == 0 else power)
            if pallets:
                cells.append(f"BP{index // pallets:05d}")
            sheet.write_row(index + 1, 0, cells)
    return base64.b64encode(buffer.getvalue())


def anew(env):
    env.flush_all()
    env.invalidate_all()


def expect(dialog):
    if dialog.problems:
        raise ValueError(f"the file was not taken: {dialog.problems}")


CASES = {
    "import tenth": ("addon", serials(10)),
    "import": ("addon", serials(1)),
    "wrong": ("addon", wrong),
    "issue": ("addon", issue),
    "pack": ("addon", pack(by_file=True)),
    "pack by Odoo": ("addon", pack(by_file=False)),
}


def growth(leg):
    def by_row(results, case):
        return results.median(case, "total", leg) / results.median(case, "rows")

    return from_count(MOST_ROWS, lambda results: by_row(results, "import") / by_row(results, "import tenth"))


TARGETS = [
    *(Target(f"import, {leg}: CPU by row, all against a tenth", growth(leg), most=1.1)
      for leg in ("new", "tested anew")),
    Target("packing by file against Odoo's own reservation, CPU",
           from_count(PACKED, lambda results: results.ratio("pack", "pack by Odoo").median), most=2),
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
