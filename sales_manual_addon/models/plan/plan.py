from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..contract.bounds import refuse_unusable
from .weeks import month_weeks


class SalesManualPlan(models.Model):
    """A month's plan of a market, by week (发货计划; CMD-10, CMD-12): what sales wants, what planning agrees to.

    Fields and who makes one. Its ways: ``collect``, ``flow``, ``version``, ``figures``, ``screen``, ``grid`` and
    ``sheet`` beside this file.
    """

    _name = "sales.manual.plan"
    _inherit = ["sales.manual.guarded", "mail.thread", "mail.activity.mixin"]
    _description = "Monthly Plan"
    _order = "month desc, market, version desc, id desc"
    _guarded_fields = frozenset(
        {"version", "state", "user_id", "previous_id", "sent_date", "agreed_user_id", "agreed_date", "period"}
    )

    kind = fields.Selection([("shipping", "Shipping plan")], string="Plan", required=True, default="shipping")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    market = fields.Selection(
        [("domestic", "Domestic"), ("international", "International")],
        required=True,
        index=True,
        default=lambda self: self._default_market(),
    )
    month = fields.Date(
        string="Plan month", required=True, index=True, default=lambda self: self._default_month(), tracking=True
    )
    # Odoo's Chinese name of a month has no year first: lists group by this
    period = fields.Char(string="Month", compute="_compute_period", store=True)
    version = fields.Integer(default=1, required=True, readonly=True, copy=False, aggregator=None)
    previous_id = fields.Many2one(
        "sales.manual.plan", string="Previous version", readonly=True, copy=False, ondelete="restrict"
    )
    state = fields.Selection(
        [("collecting", "Collecting"), ("agreeing", "With planning"), ("agreed", "Agreed"), ("closed", "Replaced")],
        default="collecting",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Prepared by", readonly=True, copy=False, default=lambda self: self.env.uid
    )
    sent_date = fields.Datetime(string="Sent to planning", readonly=True, copy=False)
    agreed_user_id = fields.Many2one("res.users", string="Agreed by", readonly=True, copy=False)
    agreed_date = fields.Datetime(string="Agreed on", readonly=True, copy=False)
    note = fields.Text(string="Notes")
    line_ids = fields.One2many("sales.manual.plan.line", "plan_id", string="Plan lines")

    # a second version is made by closing the first, so that a month has one open plan of a market
    _version_unique = models.UniqueIndex(
        "(company_id, kind, market, month, version)",
        "The month has a plan of this market already. Open it; a change of an agreed plan is a new version of it.",
    )

    @api.model
    def _default_month(self):
        return self.env.company._sales_manual_today().replace(day=1) + relativedelta(months=1)

    @api.model
    def _default_market(self):
        """The market whose plan the user makes, where it is one only."""
        mine = [market for market in ("domestic", "international") if self._sees_market(market)]
        return mine[0] if len(mine) == 1 else False

    @api.depends("month")
    def _compute_period(self):
        for plan in self:
            plan.period = plan.month and plan.month.strftime("%Y-%m")

    @api.depends("kind", "market", "month", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        markets = dict(self._fields["market"]._description_selection(self.env))
        for plan in self:
            month = plan.month and plan.month.strftime("%Y-%m")
            name = " · ".join(filter(None, (kinds.get(plan.kind), markets.get(plan.market), month)))
            plan.display_name = f"{name} ({plan.version})" if plan.version > 1 else name

    @api.constrains("month")
    def _check_month(self):
        for plan in self:
            if plan.month.day != 1:
                raise ValidationError(self.env._("%(plan)s: a plan is of a whole month.", plan=plan.display_name))

    def _weeks(self):
        """[(first day, last day)] of the weeks of the plan."""
        self.ensure_one()
        return month_weeks(self.month)

    def _month_end(self):
        self.ensure_one()
        return fields.Date.end_of(self.month, "month")

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_unusable(self, vals)
            if vals.get("month"):
                # whichever day of it was chosen
                vals["month"] = fields.Date.to_date(vals["month"]).replace(day=1)
        plans = super().create(vals_list)
        plans._check_maker()
        return plans

    def write(self, vals):
        if self._has_pass():
            return super().write(vals)
        refuse_unusable(self, vals)
        self._check_maker()
        if not vals.keys().isdisjoint(("kind", "company_id", "market", "month")):
            raise UserError(
                self.env._("A plan stays what it is of: company, market and month. Make another plan instead.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_new(self):
        self._check_maker()
        for plan in self:
            if plan.state != "collecting" or plan.previous_id or plan.sent_date:
                raise UserError(
                    self.env._(
                        "%(plan)s has been with production planning and is on record. Make a new version of it.",
                        plan=plan.display_name,
                    )
                )

    # who

    @api.model
    def _sees_market(self, market):
        """Whether the user writes all contracts of the market, and so plans for all of it."""
        return self.env.user.has_group("sales_manual_addon.group_plan_make") and self.env.user.has_group(
            f"sales_manual_addon.group_scope_{market}"
        )

    def _is_maker(self):
        self.ensure_one()
        return bool(self.market) and self._sees_market(self.market)

    def _check_maker(self):
        if self.env.su:
            return
        for plan in self:
            if not plan._is_maker():
                raise AccessError(
                    self.env._(
                        "%(plan)s is made by the contract post of its market.", plan=plan.display_name or plan.period
                    )
                )
        self.check_access("write")

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _check_state(self, *states):
        for plan in self:
            if plan.state not in states:
                raise UserError(
                    self.env._(
                        "%(plan)s is in state %(state)s: reload to see what changed.",
                        plan=plan.display_name,
                        state=plan._state_label(),
                    )
                )
