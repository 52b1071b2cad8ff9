"""Ways from documents to the serial numbers that left under them."""

from odoo import fields, models


class SalesManualNotice(models.Model):
    _inherit = "sales.manual.notice"

    serial_count = fields.Integer(compute="_compute_serial_count", export_string_translation=False)

    def _compute_serial_count(self):
        counts = dict(
            self.env["sales.manual.serial"]._read_group([("notice_id", "in", self.ids)], ["notice_id"], ["__count"])
        )
        for notice in self:
            notice.serial_count = counts.get(notice._origin, 0)

    def action_open_serials(self):
        """Show the serial numbers that left under this notice."""
        return self.env["sales.manual.serial"]._action_open([("notice_id", "in", self.ids)])


class SalesManualContract(models.Model):
    _inherit = "sales.manual.contract"

    has_serials = fields.Boolean(compute="_compute_has_serials", export_string_translation=False)

    def _compute_has_serials(self):
        for contract in self:
            contract.has_serials = "serial" in contract.line_ids.product_id.mapped("tracking")

    def action_open_serials(self):
        """Show the serial numbers that left under the notices of this contract."""
        return self.env["sales.manual.serial"]._action_open([("contract_id", "in", self.ids)])
