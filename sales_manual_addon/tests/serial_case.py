"""Builders for the tests of serial numbers: a module tracked by them, its flash-test files, its transfer."""

import base64
import io

import xlsxwriter

from odoo import Command

from .common import SalesManualCommon


def rows_text(rows, heads=("Serial No.", "Pmax (W)")):
    return "\n".join("\t".join("" if cell is None else str(cell) for cell in row) for row in [heads, *rows])


def workbook(rows, heads=("Serial No.", "Pmax (W)")):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Flash")
        for number, row in enumerate([heads, *rows]):
            sheet.write_row(number, 0, row)
    return base64.b64encode(buffer.getvalue())


class SerialCase(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tracked = cls._new_product(
            "Test tracked module", 550, tracking="serial", default_code="TTM-550", power_plus_w=5, weight=28
        )
        cls.tracked.uom_ids = [
            Command.create(
                {"name": "Test pallet of 4", "relative_factor": 4, "relative_uom_id": cls.tracked.uom_id.id}
            ),
            Command.create({"name": "Test box of 8", "relative_factor": 8, "relative_uom_id": cls.tracked.uom_id.id}),
        ]
        cls.notice_class = cls.env.ref("sales_manual_addon.notice_class_a")
        cls.notice_class.is_serial_checked = True

    def serials(self, count, start=1):
        return [f"TS{number:06d}" for number in range(start, start + count)]

    def dialog(self, user="warehouse_statistician", **values):
        return self.env["sales.manual.serial.import"].with_user(self.users[user]).create(values)

    def flash(self, powers, user="warehouse_statistician", **values):
        """Import {serial: power} and return the serial numbers."""
        values.setdefault("product_id", self.tracked.id)
        dialog = self.dialog(user, pasted=rows_text(powers.items()), **values)
        dialog.action_import()
        self.assertFalse(dialog.problems)
        return self.lots(powers)

    def lots(self, names):
        return self.env["stock.lot"].search([("name", "in", list(names))])

    def in_stock(self, lots, warehouse=None):
        location = (warehouse or self.warehouse).lot_stock_id
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(lot.product_id, location, 1, lot_id=lot)

    def released_transfer(self, pieces, settlement="rated", **values):
        """(transfer, notice) of a contract over ``pieces`` tracked modules, released."""
        contract = self.effective_contract(
            lines=[{"product_id": self.tracked.id, "entered_qty": pieces}], settlement=settlement, **values
        )
        orders = self.make_orders(self.decompose(contract))
        notice = self.released_notice(orders)
        return orders.picking_ids, notice

    def pack(self, picking, rows, heads=("Serial No.",), user="dispatcher"):
        dialog = self.dialog(user, picking_id=picking.id, pasted=rows_text(rows, heads))
        dialog.action_import()
        return dialog

    def packed(self, picking, powers):
        """Flash tests of these, in stock and on the transfer."""
        lots = self.flash(powers)
        self.in_stock(lots)
        dialog = self.pack(picking, [[name] for name in powers])
        self.assertFalse(dialog.problems)
        return lots

    def validate(self, picking, user="dispatcher"):
        return picking.with_user(self.users[user]).with_context(skip_backorder=True).button_validate()
