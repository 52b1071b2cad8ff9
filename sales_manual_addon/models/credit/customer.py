from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

GRADES = [("1", "Grade 1"), ("2", "Grade 2"), ("3", "Grade 3")]


class SalesManualCredit(models.Model):
    """What a company lends a customer beyond Odoo's own credit limit, and the customer's grade (CUS-2).

    One row for each commercial partner and company. Its counter is what whoever draws on the credit increments first.
    """

    _name = "sales.manual.credit"
    _inherit = ["sales.manual.guarded", "mail.thread"]
    _description = "Customer Credit"
    _order = "partner_id, company_id"

    _mail_post_access = "read"
    _guarded_fields = frozenset(
        {
            "partner_id",
            "company_id",
            "counter",
            "is_limited",
            "temporary_limit",
            "temporary_from",
            "temporary_to",
            "insured_limit",
            "insured_to",
            "has_overdue_days",
            "overdue_days",
            "turnover",
            "proposed_grade",
            "grade_date",
            "request_ids",
            "check_ids",
        }
    )

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    counter = fields.Integer(readonly=True, copy=False, aggregator=None, export_string_translation=False)
    is_limited = fields.Boolean(
        string="Limit decided", readonly=True, tracking=True, help="The limit counts even where it is nought."
    )
    credit_limit = fields.Monetary(
        string="Standing limit", compute="_compute_credit_limit", help="The credit limit on the customer's own page."
    )
    temporary_limit = fields.Monetary(readonly=True, tracking=True, help="In the place of the standing limit.")
    temporary_from = fields.Date(string="From", readonly=True)
    temporary_to = fields.Date(string="Until", readonly=True, tracking=True, help="The last day counts.")
    insured_limit = fields.Monetary(readonly=True, tracking=True, help="Added to the limit.")
    insured_to = fields.Date(string="Insured until", readonly=True, tracking=True, help="The last day counts.")
    has_overdue_days = fields.Boolean(string="Own days overdue", readonly=True)
    overdue_days = fields.Integer(string="Days overdue allowed", readonly=True, tracking=True, aggregator=None)
    turnover = fields.Monetary(string="Turnover of a year", readonly=True, help="Invoiced less refunded, without tax.")
    proposed_grade = fields.Selection(GRADES, readonly=True)
    grade_date = fields.Date(string="Proposed on", readonly=True)
    grade = fields.Selection(
        GRADES, string="Decided grade", tracking=True, help="In the place of the proposed grade; empty: as proposed."
    )
    grade_reason = fields.Char(string="Why this grade", tracking=True)
    customer_grade = fields.Selection(GRADES, compute="_compute_customer_grade", store=True, string="Customer grade")
    request_ids = fields.One2many("sales.manual.credit.request", "credit_id", string="Requests")
    check_ids = fields.One2many("sales.manual.credit.check", "credit_id", string="Checks")

    _customer_unique = models.UniqueIndex("(company_id, partner_id)", "The customer has a row in this company already.")

    @api.depends("partner_id", "company_id")
    def _compute_display_name(self):
        for credit in self:
            credit.display_name = credit.partner_id.display_name

    @api.depends("partner_id", "company_id")
    def _compute_credit_limit(self):
        for credit in self:
            # sudo: whoever may see the credit sees the limit, which Odoo shows to accountants only
            credit.credit_limit = credit.partner_id.sudo().with_company(credit.company_id).credit_limit

    @api.depends("grade", "proposed_grade")
    def _compute_customer_grade(self):
        for credit in self:
            credit.customer_grade = credit.grade or credit.proposed_grade

    @api.constrains("grade", "grade_reason")
    def _check_grade_reason(self):
        for credit in self:
            if credit.grade and not (credit.grade_reason or "").strip():
                raise ValidationError(self.env._("%(customer)s: say why this grade.", customer=credit.display_name))

    @api.constrains("partner_id")
    def _check_commercial(self):
        for credit in self:
            if credit.partner_id != credit.partner_id.commercial_partner_id:
                raise ValidationError(self.env._("Credit is given to a company, not to one of its addresses."))

    def write(self, vals):
        if "grade" in vals and "grade_reason" not in vals and not self._has_pass():
            if any(credit.grade != (vals["grade"] or False) for credit in self):
                raise UserError(self.env._("Say why together with the new grade."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A customer's credit stays: it is the record of what was allowed."))

    @api.model
    def _lock(self, pairs):
        """Take the right to draw on, or give back, the credit of these customers until the transaction ends.

        Increments the counter of each row, in order, and makes those that are missing; of two transactions the later
        fails as a serialization failure and is retried (architecture rule 16). Call it before reading any exposure.

        :param pairs: iterable of (company id, commercial partner id)
        """
        pairs = sorted(set(pairs))
        if not pairs:
            return
        self.flush_model()
        values = SQL(", ").join(SQL("(%s, %s)", company_id, partner_id) for company_id, partner_id in pairs)
        self.env.cr.execute(
            SQL(
                """
            INSERT INTO sales_manual_credit (company_id, partner_id, counter, create_uid, write_uid, create_date,
                                             write_date)
            SELECT pair.company_id, pair.partner_id, 1, %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC',
                   now() AT TIME ZONE 'UTC'
              FROM (VALUES %(values)s) AS pair(company_id, partner_id)
             ORDER BY pair.company_id, pair.partner_id
                ON CONFLICT (company_id, partner_id)
                DO UPDATE SET counter = COALESCE(sales_manual_credit.counter, 0) + 1
            """,
                uid=self.env.uid,
                values=values,
            )
        )
        self.invalidate_model(["counter"], flush=False)

    @api.model
    def _of(self, partners, company):
        """The rows of these customers in the company, made where there are none, readable to our own code only."""
        commercial = partners.commercial_partner_id
        # sudo: the row is made by whoever first does something with the customer's credit
        rows = self.sudo().search([("partner_id", "in", commercial.ids), ("company_id", "=", company.id)])
        missing = commercial - rows.partner_id
        if missing:
            # as _lock makes them: two who find none do not both make one
            self._lock((company.id, partner.id) for partner in missing)
            rows = self.sudo().search([("partner_id", "in", commercial.ids), ("company_id", "=", company.id)])
        return rows

    # what the screens open

    def _open_records(self, model, domain, name, **context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
            "context": {"create": False, **context},
        }

    def action_request(self):
        """Open a new request for the customer's limits."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit request"),
            "res_model": "sales.manual.credit.request",
            "views": [(False, "form")],
            "context": {"default_partner_id": self.partner_id.id, "default_company_id": self.company_id.id},
        }
