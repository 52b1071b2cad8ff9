from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class SalesManualFreeze(models.TransientModel):
    """Collects which month of a report is frozen; the frozen report does it."""

    _name = "sales.manual.freeze"
    _description = "Freeze a month"

    kind = fields.Selection(
        selection=lambda self: self.env["sales.manual.snapshot"]._fields["kind"]._description_selection(self.env),
        string="Report",
        required=True,
        default="shipment",
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    market = fields.Selection(
        [("domestic", "Domestic"), ("international", "International")],
        required=True,
        default=lambda self: self._default_market(),
    )
    month = fields.Date(
        string="Month (any day of it)",
        required=True,
        default=lambda self: self.env.company._sales_manual_today() + relativedelta(months=-1, day=1),
    )
    frozen_id = fields.Many2one("sales.manual.snapshot", string="Frozen before", compute="_compute_frozen_id")
    reason = fields.Text()

    @api.model
    def _default_market(self):
        has_group = self.env.user.has_group
        return "domestic" if has_group("sales_manual_addon.group_scope_domestic_read") else "international"

    @api.depends("kind", "company_id", "market", "month")
    def _compute_frozen_id(self):
        for dialog in self:
            dialog.frozen_id = dialog.month and self.env["sales.manual.snapshot"].search(
                [
                    ("kind", "=", dialog.kind),
                    ("company_id", "=", dialog.company_id.id),
                    ("market", "=", dialog.market),
                    ("date_from", "=", dialog.month.replace(day=1)),
                ],
                order="revision desc",
                limit=1,
            )

    def action_freeze(self):
        """Freeze the month and show what was kept."""
        self.ensure_one()
        snapshot = self.env["sales.manual.snapshot"]._freeze(
            self.kind, self.company_id, self.market, self.month, self.reason
        )
        return snapshot._get_records_action()
