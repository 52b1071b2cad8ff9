from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

WRITE = "sales_manual_addon.group_feedback_write"
CLOSE = "sales_manual_addon.group_feedback_close"


class SalesManualFeedback(models.Model):
    """What a customer says after the goods of a contract arrived (市场反馈报告, DOM-5, INT-5).

    One is open at a time for a contract: arrivals confirmed meanwhile stand on it, those after it was handed in on the
    next. So a deal of one delivery has one report, and a contract of a year is not first reported when it is over.
    """

    _name = "sales.manual.feedback"
    _inherit = ["sales.manual.reasoned", "mail.thread", "mail.activity.mixin"]
    _description = "Feedback Report"
    _order = "due_date desc, id desc"
    _mail_post_access = "read"

    _report_fields = frozenset(
        {"contact", "satisfaction", "product_opinion", "delivery_opinion", "market_note", "suggestion"}
    )
    _guarded_fields = frozenset(
        {
            "contract_id",
            "company_id",
            "partner_id",
            "market",
            "user_id",
            "team_id",
            "state",
            "due_date",
            "dispatch_ids",
            "submitted_date",
            "submitted_by_id",
            "closed_date",
            "closed_by_id",
        }
    )

    contract_id = fields.Many2one(
        "sales.manual.contract", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer", store=True, index=True)
    market = fields.Selection(related="contract_id.market", store=True, index=True)
    user_id = fields.Many2one(related="contract_id.user_id", string="Salesperson", store=True, index=True)
    team_id = fields.Many2one(related="contract_id.team_id", string="Department", store=True, index=True)
    state = fields.Selection(
        [("draft", "To write"), ("submitted", "With marketing"), ("closed", "Closed")],
        default="draft", required=True, readonly=True, index=True, tracking=True,
    )  # fmt: skip
    due_date = fields.Date(string="Due on", required=True, readonly=True)
    dispatch_ids = fields.One2many("sales.manual.dispatch", "feedback_id", string="Arrivals", readonly=True)
    contact = fields.Char(string="Spoken with")
    satisfaction = fields.Selection(
        [("1", "Very poor"), ("2", "Poor"), ("3", "Fair"), ("4", "Good"), ("5", "Very good")],
        string="Customer's verdict", tracking=True,
    )  # fmt: skip
    product_opinion = fields.Text(string="On the product")
    delivery_opinion = fields.Text(string="On delivery and service")
    market_note = fields.Text(string="On market and prices")
    suggestion = fields.Text(string="Wishes")
    submitted_date = fields.Datetime(string="Handed in on", readonly=True)
    submitted_by_id = fields.Many2one("res.users", string="Handed in by", readonly=True)
    answer = fields.Text(string="Marketing's answer")
    closed_date = fields.Datetime(string="Closed on", readonly=True)
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True)
    is_overdue = fields.Boolean(string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue")

    _open_once = models.UniqueIndex(
        "(contract_id) WHERE state = 'draft'", "A feedback report of this contract is being written."
    )
    _due = models.Index("(due_date) WHERE state = 'draft'")

    @api.depends("contract_id", "due_date")
    def _compute_display_name(self):
        for report in self.sudo():  # the contract's number is no secret of its report
            report.display_name = f"{report.contract_id.display_name} · {report.due_date}"

    @api.depends("state", "due_date")
    def _compute_is_overdue(self):
        today = self.env.company._sales_manual_today()
        for report in self:
            report.is_overdue = report.state == "draft" and bool(report.due_date) and report.due_date < today

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = [("state", "=", "draft"), ("due_date", "<", self.env.company._sales_manual_today())]
        return overdue if True in value else ["!", "&", *overdue]

    # who may write what, when

    @api.model_create_multi
    def create(self, vals_list):
        if not self._has_pass():
            raise AccessError(self.env._("Feedback reports are made by themselves when an arrival is confirmed."))
        return super().create(vals_list)

    def write(self, vals):
        if not self._has_pass():
            if vals.keys() & self._report_fields:
                self._check_may(WRITE)
                self._check_state(("draft",))
            if "answer" in vals:
                self._check_may(CLOSE)
                self._check_state(("submitted",))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A feedback report stays on record."))

    def _check_may(self, group):
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(
                self.env._(
                    "%(user)s has no right to this. It takes: %(right)s.",
                    user=self.env.user.name,
                    right=self.env.ref(group).sudo().name,  # a name
                )
            )

    def _check_state(self, states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for report in self:
            if report.state not in states:
                raise UserError(
                    self.env._(
                        "Feedback report %(report)s is in state %(state)s: that cannot be done now. Reload to see what "
                        "changed.",
                        report=report.display_name,
                        state=labels[report.state],
                    )
                )
