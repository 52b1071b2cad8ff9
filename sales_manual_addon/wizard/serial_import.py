import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.serial.packing_serials import Entry
from ..xlsx import wording
from ..xlsx.grid import Problem
from ..xlsx.reader import MAX_ERRORS
from ..xlsx.serials import parse


class SalesManualSerialImport(models.TransientModel):
    """Reads a flash-test file, or a packing list by serial number. All of it is taken, or nothing."""

    _name = "sales.manual.serial.import"
    _description = "Import serial numbers"

    picking_id = fields.Many2one("stock.picking", string="Transfer", readonly=True, ondelete="cascade")
    product_id = fields.Many2one(
        "product.product",
        domain="[('tracking', '=', 'serial')]",
        help="Where the file has no column that names the product.",
    )
    data_file = fields.Binary(string="File", attachment=False)
    filename = fields.Char()
    pasted = fields.Text()
    problems = fields.Text(readonly=True)
    ignored_columns = fields.Char(readonly=True)
    standing = fields.Char(compute="_compute_standing", export_string_translation=False)

    @api.depends("picking_id", "product_id")
    @api.depends_context("lang")
    def _compute_standing(self):
        for dialog in self:
            count = len(dialog.picking_id._put_on_lines(dialog.product_id.id))
            dialog.standing = bool(count) and self.env._(
                "%(count)s serial numbers stand on the transfer and stay there beside those of the file.", count=count
            )

    def action_take_off(self):
        """Take what was put on the transfer off again, of the product chosen or of all; the dialog stays for a file."""
        self.ensure_one()
        self.picking_id.action_take_off_serials(self.product_id.id)
        self.problems = False
        return self._reopen()

    def action_import(self):
        """Take the file over and show what came of it, or list what is wrong with it, by row and column."""
        self.ensure_one()
        if self.picking_id:
            self.picking_id._check_takes_serials()
        data = base64.b64decode(self.data_file or b"") or self.pasted
        if not data:
            raise UserError(self.env._("Choose a file, or paste its rows with their heads."))
        found = parse(data)
        entries, problems = [], found.errors
        if not problems:
            entries, problems = self._entries(found)
        if not problems and self.picking_id:
            problems = self.picking_id._serial_problems(entries, found.columns)
        self.write({"problems": self._told(problems), "ignored_columns": ", ".join(found.ignored) or False})
        if problems:
            return self._reopen()
        return self._take_over(entries, data if isinstance(data, bytes) else data.encode())

    def _take_over(self, entries, data):
        tests = [entry for entry in entries if entry.row.power_w is not None]
        new = changed = 0
        if tests:
            files = self.env["sales.manual.flash.file"]
            lots, new, changed = files._keep_tests(
                self._company(),
                self.filename or self.env._("Pasted"),
                hashlib.sha256(data).hexdigest(),
                [(entry.row.serial, entry.product, entry.lot, entry.row.power_w, entry.row.date) for entry in tests],
            )
            by_serial = dict(zip((entry.row.serial for entry in tests), lots, strict=True))
            entries = [entry._replace(lot=by_serial.get(entry.row.serial, entry.lot)) for entry in entries]
        if self.picking_id:
            self.picking_id._put_serials(entries)
            self.picking_id.message_post(
                body=self.env._(
                    "%(count)s serial numbers from %(file)s.",
                    count=len(entries),
                    file=self.filename or self.env._("pasted rows"),
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s serial numbers: %(new)s new, %(changed)s with another power, the others as before.",
                    count=len(entries),
                    new=new,
                    changed=changed,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # what the rows are

    def _company(self):
        return self.picking_id.company_id or self.env.company

    def _entries(self, found):
        """Return (entries, problems) of the rows: which product, which serial number that is known already."""
        if "power" not in found.columns and not self.picking_id:
            return [], [Problem("", 0, "", "no_measured_column", {})]
        known = self._known_lots([row.serial for row in found.rows])
        products = self._products({row.product for row in found.rows})
        default = self._default_product()
        entries, problems = [], []
        for row in found.rows:
            of_name = known.get(row.serial, ())
            product = products.get(row.product) if row.product else default
            if not product and not row.product and len(of_name) == 1:
                product = of_name[0].product_id
            lot = next((lot for lot in of_name if lot.product_id == product), None)
            entries.append(Entry(row, product, lot))
            if row.product and not product:
                problems.append(self._problem(found, row, "product", "unknown_product", value=row.product))
            elif not product:
                problems.append(self._problem(found, row, "serial", "no_product"))
            elif of_name and not lot:
                names = {"known": of_name[0].product_id.display_name, "product": product.display_name}
                problems.append(self._problem(found, row, "serial", "other_product", **names))
            elif not lot and row.power_w is None:
                problems.append(self._problem(found, row, "serial", "unknown_serial"))
        return entries, problems + self._shipped_problems(found, entries)

    def _shipped_problems(self, found, entries):
        """What has left stays as it was measured: an invoice may rest on it."""
        retested = [
            entry
            for entry in entries
            if entry.lot and entry.row.power_w is not None and entry.lot.measured_power_w != entry.row.power_w
        ]
        left = self.env["stock.lot"]._whereabouts([entry.lot.id for entry in retested if entry.lot.measured_power_w])
        return [
            self._problem(
                found, entry.row, "power", "shipped_power", value=entry.row.serial,
                known=f"{entry.lot.measured_power_w:g}", power=f"{entry.row.power_w:g}",
            )
            for entry in retested
            if entry.lot.id in left
        ]  # fmt: skip

    def _known_lots(self, names):
        """{serial: its lots} of the company's products; the factory's numbers are the same in all of them."""
        lots = (
            self.env["stock.lot"]
            .sudo()  # whoever tests modules need not keep stock
            .search([("name", "in", names), ("company_id", "in", [False, self._company().id])])
        )
        lots.fetch(["name", "product_id", "measured_power_w", "flash_date"])
        known = {}
        for lot in lots:
            known.setdefault(lot.name, []).append(lot)
        return known

    def _products(self, names):
        """{what a file calls it: product tracked by serial number}: reference, barcode or name, and only one."""
        names = list(names - {""})
        products = self.env["product.product"].search(
            [
                ("tracking", "=", "serial"),
                ("company_id", "in", [False, self._company().id]),
                "|", "|", ("default_code", "in", names), ("barcode", "in", names), ("name", "in", names),
            ]
        )  # fmt: skip
        found, doubtful = {}, set()
        for product in products:
            for name in filter(None, {product.default_code, product.barcode, product.name}):
                if found.setdefault(name, product) != product:
                    doubtful.add(name)
        return {name: product for name, product in found.items() if name not in doubtful}

    def _default_product(self):
        if self.product_id:
            return self.product_id if self.product_id.tracking == "serial" else self.product_id.browse()
        products = self.picking_id._open_serial_moves().product_id
        return products if len(products) == 1 else products.browse()

    # what the user reads

    def _problem(self, found, row, kind, code, **values):
        return Problem("", row.row, found.columns.get(kind, ""), code, {"value": row.serial, **values})

    def _told(self, problems):
        more = len(problems) - MAX_ERRORS
        if more > 0 and problems[-1].code != "more_errors":
            problems = [*problems[:MAX_ERRORS], Problem("", 0, "", "more_errors", {"count": more})]
        return wording.tell_all(self.env, problems) or False

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "target": "new",
            "views": [(False, "form")],
            "name": self.env._("Import serial numbers"),
        }
