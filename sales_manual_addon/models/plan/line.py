from odoo import api, fields, models


class SalesManualPlanLine(models.Model):
    """A cell of a plan: what leaves of a contract's line in one week. Who writes what of it: ``line_writing``."""

    _name = "sales.manual.plan.line"
    _inherit = ["sales.manual.guarded"]
    _description = "Plan Line"
    _order = "plan_id, partner_id, contract_id, contract_line_id, week_date"
    _guarded_fields = frozenset(
        {
            "company_id", "market", "period", "contract_id", "partner_id", "user_id", "team_id", "product_id", "week",
            "batch_qty", "carried_qty", "previous_qty", "is_answered", "answer_user_id", "answer_date", "planned_kw",
            "agreed_kw", "difference_qty",
        }
    )  # fmt: skip

    plan_id = fields.Many2one("sales.manual.plan", required=True, index=True, ondelete="cascade")
    plan_state = fields.Selection(related="plan_id.state", string="Plan status")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    market = fields.Selection(related="plan_id.market", store=True)
    period = fields.Char(related="plan_id.period", string="Month", store=True)
    contract_line_id = fields.Many2one(
        "sales.manual.contract.line",
        string="Contract line",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('contract_id.state', '=', 'effective'), ('contract_id.market', '=', market), "
        "('company_id', '=', company_id)]",
    )
    contract_id = fields.Many2one(related="contract_line_id.contract_id", store=True, index=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer", store=True, index=True)
    user_id = fields.Many2one(related="contract_id.user_id", string="Salesperson", store=True, index=True)
    team_id = fields.Many2one(related="contract_id.team_id", string="Department", store=True, index=True)
    product_id = fields.Many2one(related="contract_line_id.product_id", store=True, index=True)
    week_date = fields.Date(
        string="Week from", required=True, help="First day of the week in the month; another day of it will do."
    )
    week = fields.Char(compute="_compute_week", store=True)
    batch_qty = fields.Integer(
        string="From batches", readonly=True, copy=False, default=0, help="Open pieces of the batches due in the week."
    )
    carried_qty = fields.Integer(
        string="Carried over",
        readonly=True,
        copy=False,
        default=0,
        help="Pieces of the planned ones that were agreed for the month before and have not left.",
    )
    requested_qty = fields.Integer(
        string="Requested", default=0, help="What the salesperson asks for, instead of what the batches say."
    )
    planned_qty = fields.Integer(string="Planned", default=0, help="What sales wants to leave in the week.")
    promised_qty = fields.Integer(
        string="Promised", default=0, help="What production planning will have ready, from stock or production."
    )
    agreed_qty = fields.Integer(string="Agreed", default=0, help="What both have agreed on.")
    note = fields.Char(string="Remark")
    answer = fields.Char(string="Planning's remark")
    is_answered = fields.Boolean(string="Answered", readonly=True, copy=False)
    answer_user_id = fields.Many2one("res.users", string="Answered by", readonly=True, copy=False)
    answer_date = fields.Datetime(string="Answered on", readonly=True, copy=False)
    previous_qty = fields.Integer(
        string="Before", readonly=True, copy=False, default=0, help="What the previous version had agreed."
    )
    planned_kw = fields.Float(string="Planned (kW)", digits=(16, 3), compute="_compute_power", store=True)
    agreed_kw = fields.Float(string="Agreed (kW)", digits=(16, 3), compute="_compute_power", store=True)
    difference_qty = fields.Integer(
        string="Change",
        compute="_compute_difference_qty",
        store=True,
        help="What is agreed, or planned where it is not answered, less what the previous version had agreed.",
    )
    noticed_qty = fields.Integer(
        string="On notices", compute="_compute_figures", help="On issued notices that leave by the end of the month."
    )
    shipped_qty = fields.Integer(string="Shipped", compute="_compute_figures", help="Left within the month.")
    is_short = fields.Boolean(compute="_compute_is_short", export_string_translation=False)

    _cell_unique = models.UniqueIndex(
        "(plan_id, contract_line_id, week_date)",
        "The plan has this contract line in this week already: change its pieces.",
    )
    _not_negative = models.Constraint(
        "CHECK (planned_qty >= 0 AND requested_qty >= 0 AND promised_qty >= 0 AND agreed_qty >= 0)",
        "Pieces of a plan cannot be negative.",
    )

    @api.depends("plan_id", "contract_line_id", "week")
    def _compute_display_name(self):
        for line in self:
            parts = (line.contract_id.name, line.contract_line_id.display_name, line.week)
            line.display_name = " · ".join(filter(None, parts))

    @api.depends("week_date")
    def _compute_week(self):
        for line in self:
            line.week = line.week_date and line.week_date.strftime("%G-W%V")

    @api.depends("planned_qty", "agreed_qty", "contract_line_id.rated_power_w")
    def _compute_power(self):
        for line in self:
            rated = line.contract_line_id.rated_power_w
            line.planned_kw = line.planned_qty * rated / 1000
            line.agreed_kw = line.agreed_qty * rated / 1000

    @api.depends("planned_qty", "agreed_qty", "is_answered", "previous_qty", "plan_id.previous_id")
    def _compute_difference_qty(self):
        for line in self:
            now = line.agreed_qty if line.is_answered else line.planned_qty
            line.difference_qty = now - line.previous_qty if line.plan_id.previous_id else 0

    @api.depends("is_answered", "promised_qty", "agreed_qty")
    def _compute_is_short(self):
        for line in self:
            line.is_short = line.is_answered and line.promised_qty < line.agreed_qty

    @api.depends("planned_qty", "agreed_qty", "week_date", "plan_id", "contract_line_id")
    def _compute_figures(self):
        figures = self._origin._figures()
        for line in self:
            line.noticed_qty, line.shipped_qty = figures.get(line._origin.id, (0, 0))
