from odoo import api, fields, models
from odoo.tools import SQL

LOTS_AT_ONCE = 5_000


class SalesManualFlashFile(models.Model):
    """A flash-test file as it was imported. What it measured stands with each serial number (``stock.lot``)."""

    _name = "sales.manual.flash.file"
    _inherit = ["sales.manual.closed"]
    _description = "Flash Test File"
    _order = "id desc"

    name = fields.Char(string="File", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    digest = fields.Char(required=True, readonly=True, help="SHA-256 of what was imported.")
    serial_qty = fields.Integer(string="Serials", readonly=True, help="Serial numbers in the file.")
    new_qty = fields.Integer(string="New", readonly=True, help="Serial numbers that were not known before.")
    lot_ids = fields.One2many("stock.lot", "flash_file_id", readonly=True)

    _digest_unique = models.UniqueIndex("(company_id, digest)", "This file has been imported already.")

    @api.model
    def _keep_tests(self, company, name, digest, tests):
        """Keep the measured power of serial numbers, and make those that are not known.

        :param tests: [(serial, product, lot or None, power in W, day or None)], looked at by the caller
        :return: (the lots, in the order of ``tests``; how many of them are new; how many have another power now)
        """
        lots = self.env["stock.lot"].sudo()  # sudo: whoever tests modules need not keep stock
        known = self._known(company, digest)
        made = known or self._passed().sudo().create(
            {"name": name, "company_id": company.id, "digest": digest, "serial_qty": len(tests), "new_qty": 0}
        )
        new = [
            {
                "name": serial,
                "product_id": product.id,
                "measured_power_w": power_w,
                "flash_date": day,
                "flash_file_id": made.id,
            }
            for serial, product, lot, power_w, day in tests
            if not lot
        ]
        # a file that was imported before, or a test older than the last one, takes nothing back
        changed = [
            (lot.id, power_w, day)
            for _serial, _product, lot, power_w, day in tests
            if lot and not known and lot._is_other_test(power_w, day)
        ]
        created = lots
        for start in range(0, len(new), LOTS_AT_ONCE):
            # no note in the history of each: the file is their history
            created += lots._flash_passed().create(new[start : start + LOTS_AT_ONCE])
        self._rewrite_tests(made, changed)
        if new:
            made._passed().new_qty += len(new)
        by_name = dict(zip((vals["name"] for vals in new), created, strict=True))
        return lots.concat(*(lot or by_name[serial] for serial, _product, lot, *_test in tests)), len(new), len(changed)

    def _known(self, company, digest):
        # sudo: whether this very file was imported is asked of all that were
        return self.sudo().search([("company_id", "=", company.id), ("digest", "=", digest)], limit=1)

    def _rewrite_tests(self, file, changed):
        """Write [(lot id, power, day)] in one statement: as many lots as a day's production have another value each."""
        if not changed:
            return
        lots = self.env["stock.lot"].browse(lot_id for lot_id, _power, _day in changed)
        ids, powers, days = (list(values) for values in zip(*changed, strict=True))
        self.env.cr.execute(
            SQL(
                """UPDATE stock_lot lot
                      SET measured_power_w = tested.power_w, flash_date = tested.day, flash_file_id = %(file)s,
                          write_uid = %(user)s, write_date = NOW() AT TIME ZONE 'UTC'
                     FROM UNNEST(%(ids)s, %(powers)s::numeric[], %(days)s::date[]) AS tested(id, power_w, day)
                    WHERE lot.id = tested.id""",
                file=file.id,
                user=self.env.uid,
                ids=ids,
                powers=powers,
                days=days,
            )
        )
        lots.invalidate_recordset(["measured_power_w", "flash_date", "flash_file_id", "write_uid", "write_date"])

    def action_open_serials(self):
        """Show the serial numbers whose last test this file holds."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("sales_manual_addon.sales_manual_lot_action"),
            "domain": [("flash_file_id", "=", self.id)],
            "context": {},
        }
