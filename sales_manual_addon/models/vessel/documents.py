"""Ways from contract, notice and batch to the vessels they are booked on."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesManualOnVessels(models.AbstractModel):
    """A document with vessel bookings."""

    _name = "sales.manual.on.vessels"
    _description = "Document on vessels"
    _vessel_row_field = None  # the many2one of sales.manual.vessel.allocation to this model

    vessel_count = fields.Integer(string="Vessels", compute="_compute_vessel_count")

    @api.depends_context("uid")
    def _compute_vessel_count(self):
        name, counts = self._vessel_row_field, defaultdict(int)
        rows = self.env["sales.manual.vessel.allocation"]
        if rows.has_access("read"):
            counts.update(
                (document.id, count)
                for document, count in rows._read_group(
                    [(name, "in", self.ids), ("booking_id.state", "!=", "cancelled")],
                    [name],
                    ["booking_id:count_distinct"],
                )
            )
        for document in self:
            document.vessel_count = counts[document._origin.id]

    def action_open_vessels(self):
        """Show the vessel bookings that goods of these documents are on."""
        rows = self.env["sales.manual.vessel.allocation"].search([(self._vessel_row_field, "in", self.ids)])
        return rows.booking_id._get_records_action(name=self.env._("Vessel bookings"))


class SalesManualContract(models.Model):
    _name = "sales.manual.contract"
    _inherit = ["sales.manual.contract", "sales.manual.on.vessels"]
    _vessel_row_field = "contract_id"


class SalesManualNotice(models.Model):
    _name = "sales.manual.notice"
    _inherit = ["sales.manual.notice", "sales.manual.on.vessels"]
    _vessel_row_field = "notice_id"


class SalesManualBatch(models.Model):
    _name = "sales.manual.batch"
    _inherit = ["sales.manual.batch", "sales.manual.on.vessels"]
    _vessel_row_field = "batch_id"
    _guarded_fields = frozenset({"vessel_proposed_date"})

    vessel_proposed_date = fields.Date(
        string="Vessel's date", readonly=True, copy=False, help="The vessel's departure moved by as many days."
    )

    def action_take_vessel_date(self):
        """Move these planned batches to the date that the vessel's slip proposes.

        :raise UserError: no date is proposed, or the batch cannot move any more
        """
        self.check_access("write")
        for batch in self:
            if not batch.vessel_proposed_date:
                raise UserError(self.env._("%(batch)s: no vessel proposes another date.", batch=batch.name))
            date = batch.vessel_proposed_date
            batch.write({"delivery_date": date})
            batch._passed().vessel_proposed_date = False
        return True

    def action_leave_vessel_date(self):
        """Keep the batch's date; the proposal goes."""
        self.check_access("write")
        self.contract_id._check_decomposable()
        self._passed().write({"vessel_proposed_date": False})
        return True
