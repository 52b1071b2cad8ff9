from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..control.guard import PASS, PASS_KEY

FLASH_FIELDS = frozenset({"measured_power_w", "flash_date", "flash_file_id"})

# where a serial number is: how often it left and did not come back, the transfer it last left by
Whereabouts = namedtuple("Whereabouts", "times transfer")


class StockLot(models.Model):
    """A serial number knows its flash test. The test comes from its file alone, often before the module is in stock."""

    _inherit = "stock.lot"

    measured_power_w = fields.Float(
        string="Measured (W)",
        digits=(12, 4),
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Power of this piece in the flash test.",
    )
    flash_date = fields.Date(string="Flash test", readonly=True, copy=False)
    flash_file_id = fields.Many2one(
        "sales.manual.flash.file",
        string="Test file",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    shipped_serial_count = fields.Integer(compute="_compute_shipped_serial_count", export_string_translation=False)

    def _compute_shipped_serial_count(self):
        counts = dict(
            self.env["sales.manual.serial"]._read_group([("lot_id", "in", self.ids)], ["lot_id"], ["__count"])
        )
        for lot in self:
            lot.shipped_serial_count = counts.get(lot._origin, 0)

    def action_open_shipped_serials(self):
        """Show by which notices these serial numbers left."""
        return self.env["sales.manual.serial"]._action_open([("lot_id", "in", self.ids)])

    # the test is its file's

    def _flash_passed(self):
        return self.with_context(**{PASS_KEY: PASS, "tracking_disable": True, "mail_create_nolog": True})

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get(PASS_KEY) is not PASS:
            for vals in vals_list:
                self._refuse_flash(vals)
            # what the caller's context says of them by default is no test either
            vals_list = [{**vals, **dict.fromkeys(FLASH_FIELDS, False)} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get(PASS_KEY) is not PASS:
            self._refuse_flash(vals, writing=True)
            self._refuse_other_identity(vals)
        return super().write(vals)

    def _refuse_flash(self, vals, writing=False):
        if any(name in vals and (writing or vals[name]) for name in FLASH_FIELDS):
            raise AccessError(
                self.env._(
                    "The measured power of a serial number comes from a flash-test file and is not written by hand. "
                    "Import the file."
                )
            )

    def _refuse_other_identity(self, vals):
        """A test is of the piece that bears the number: another number on it would be another piece's test."""
        for lot in self.filtered("measured_power_w"):
            if vals.get("name", lot.name) != lot.name or vals.get("product_id", lot.product_id.id) != lot.product_id.id:
                raise UserError(
                    self.env._(
                        "%(serial)s has a flash test: its number and product stay. Import the test of the right "
                        "number.",
                        serial=lot.name,
                    )
                )

    def _is_other_test(self, power_w, day):
        """Whether a test of ``day`` with ``power_w`` is another than the one kept, and not an older one."""
        self.ensure_one()
        if day and self.flash_date and day < self.flash_date:
            return False
        return (self.measured_power_w, self.flash_date or None) != (power_w, day)

    # where they are

    def _take(self):
        """Take the right to ship these serial numbers until the transaction ends. Two transfers that ship the same one
        at the same time do not see each other; the second is started again. In id order: nobody waits in a circle.
        """
        if self:
            self.env.cr.execute(
                SQL(
                    """UPDATE stock_lot SET write_date = write_date
                        WHERE id = ANY(ARRAY(
                              SELECT id FROM stock_lot WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE))""",
                    self.ids,
                )
            )

    @api.model
    def _whereabouts(self, lot_ids):
        """{lot id: Whereabouts} of the serial numbers that left and did not come back."""
        if not lot_ids:
            return {}
        gate = self.env["sales.manual.gate"]
        gate._flush_moves()
        self.env["stock.move.line"].flush_model(["lot_id", "state"])
        return {
            lot_id: Whereabouts(times, transfer)
            for lot_id, times, transfer in self.env.execute_query(
                SQL(
                    """
                    SELECT line.lot_id, SUM(CASE WHEN %(dest_out)s THEN 1 ELSE -1 END) AS times,
                           (ARRAY_AGG(move.reference ORDER BY line.date DESC, line.id DESC)
                               FILTER (WHERE %(dest_out)s))[1]
                      FROM stock_move_line line
                      JOIN stock_move move ON move.id = line.move_id
                      JOIN stock_location source ON source.id = line.location_id
                      JOIN stock_location dest ON dest.id = line.location_dest_id
                     WHERE line.lot_id = ANY(%(lots)s) AND line.state = 'done' AND line.quantity > 0
                       AND %(dest_out)s <> %(source_out)s
                  GROUP BY line.lot_id
                    HAVING SUM(CASE WHEN %(dest_out)s THEN 1 ELSE -1 END) > 0
                    """,
                    lots=list(lot_ids),
                    dest_out=gate._is_out_sql("dest"),
                    source_out=gate._is_out_sql("source"),
                )
            )
        }
