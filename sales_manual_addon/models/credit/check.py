from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesManualCreditCheck(models.Model):
    """What the credit check was asked, the figures it found, what it said, when and by whose act. Append-only."""

    _name = "sales.manual.credit.check"
    _inherit = ["sales.manual.closed"]
    _description = "Credit Check"
    _order = "id desc"
    _is_append_only = True

    credit_id = fields.Many2one("sales.manual.credit", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(related="credit_id.partner_id", string="Customer", store=True, index=True)
    company_id = fields.Many2one(related="credit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    notice_id = fields.Many2one("sales.manual.notice", readonly=True, index="btree_not_null", ondelete="set null")
    notice_name = fields.Char(string="Notice's number", readonly=True)
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime(required=True, readonly=True, default=lambda self: fields.Datetime.now())
    occasion = fields.Selection(
        [("issue", "Issue"), ("sign", "Signature"), ("leave", "Goods issue")], required=True, readonly=True
    )
    verdict = fields.Selection(
        [("passed", "Passed"), ("warned", "Warned"), ("overridden", "Overridden"), ("refused", "Refused")],
        required=True,
        readonly=True,
    )
    is_limited = fields.Boolean(string="Limited", readonly=True)
    limit_amount = fields.Monetary(string="Limit", readonly=True)
    receivable_amount = fields.Monetary(string="Open receivables", readonly=True)
    shipped_amount = fields.Monetary(string="Shipped, not invoiced", readonly=True)
    noticed_amount = fields.Monetary(string="Open notices", readonly=True)
    advance_amount = fields.Monetary(string="Advances", readonly=True)
    exposure_amount = fields.Monetary(string="Exposure", readonly=True)
    overdue_amount = fields.Monetary(string="Overdue", readonly=True)
    overdue_days = fields.Integer(string="Days overdue", readonly=True, aggregator=None)
    allowed_days = fields.Integer(string="Days allowed", readonly=True, aggregator=None)
    findings = fields.Json(readonly=True, export_string_translation=False)
    finding_text = fields.Text(string="Found", compute="_compute_finding_text", export_string_translation=True)
    override_id = fields.Many2one("sales.manual.credit.request", readonly=True, ondelete="restrict")

    @api.depends("occasion", "partner_id", "notice_name")
    def _compute_display_name(self):
        occasions = dict(self._fields["occasion"]._description_selection(self.env))
        for check in self:
            parts = occasions.get(check.occasion), check.notice_name or check.partner_id.display_name
            check.display_name = " · ".join(filter(None, parts))

    @api.depends("findings")
    @api.depends_context("lang")
    def _compute_finding_text(self):
        notices = self.env["sales.manual.notice"]
        for check in self:
            check.finding_text = "\n".join(
                notices._credit_message(finding["code"], finding["values"]) for finding in check.findings or ()
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Credit checks stay as they were."))
