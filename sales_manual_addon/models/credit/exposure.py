from odoo import api, fields, models
from odoo.tools import SQL

from .customer import GRADES
from .exposure_sql import MANY, exposure_sql

STATES = [("over", "Over limit"), ("overdue", "Overdue"), ("within", "Within limit"), ("none", "No limit")]


class SalesManualCreditExposure(models.Model):
    """What each customer owes or is about to owe, beside what was allowed (CUS-2): one statement over Odoo's documents.

    Exposure = open receivables + shipped and not invoiced + open notices - advances, with tax, in company currency.
    """

    _name = "sales.manual.credit.exposure"
    _description = "Customer Exposure"
    _auto = False
    _order = "free_amount, id"
    _rec_name = "partner_id"
    _depends = {
        "account.move": ["state", "move_type"],
        "account.move.line": ["amount_residual", "reconciled", "parent_state", "partner_id", "date_maturity",
                              "price_total", "quantity", "sale_line_ids"],
        "account.payment": ["state", "amount", "move_id", "partner_id"],
        "sale.order": ["state", "partner_invoice_id", "currency_id"],
        "sale.order.line": ["qty_delivered", "qty_invoiced", "price_total", "product_uom_qty", "state"],
        "sales.manual.notice": ["state", "issue_date"],
        "sales.manual.notice.line": ["pieces_qty", "closed_qty", "shipped_qty", "order_line_id"],
        "sales.manual.notice.delivery": ["pieces_qty", "kind"],
        "sales.manual.credit": ["is_limited", "temporary_limit", "insured_limit", "overdue_days", "customer_grade"],
        "res.partner": ["credit_limit", "commercial_partner_id"],
    }  # fmt: skip

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    customer_grade = fields.Selection(GRADES, readonly=True)
    is_limited = fields.Boolean(string="Limited", readonly=True)
    limit_amount = fields.Monetary(string="Limit", readonly=True, help="Standing or temporary limit, and what is "
                                   "insured.")  # fmt: skip
    receivable_amount = fields.Monetary(string="Open receivables", readonly=True)
    shipped_amount = fields.Monetary(string="Shipped, not invoiced", readonly=True)
    noticed_amount = fields.Monetary(string="Open notices", readonly=True)
    advance_amount = fields.Monetary(string="Advances", readonly=True)
    exposure_amount = fields.Monetary(string="Exposure", readonly=True)
    free_amount = fields.Monetary(
        string="Free", readonly=True, help="What of the limit is left; below nought: over it."
    )
    overdue_amount = fields.Monetary(string="Overdue", readonly=True)
    overdue_days = fields.Integer(string="Days overdue", readonly=True, aggregator="max")
    allowed_days = fields.Integer(string="Days allowed", readonly=True, aggregator=None)
    state = fields.Selection(STATES, readonly=True)

    @property
    def _table_query(self):
        return exposure_sql(self._companies_sql(self.env.companies))

    @api.model
    def _companies_sql(self, companies):
        """Rows of (company id, its today, its currency, its root, limit of customers without one, days allowed)."""
        partners = self.env["res.partner"].sudo()  # sudo: the default limit is read by whoever may read exposures
        limit = partners._fields["credit_limit"]
        return SQL(", ").join(
            SQL(
                "(%s, %s::date, %s, %s, %s::float, %s)",
                company.id,
                company._sales_manual_today(),
                company.currency_id.id,
                company.root_id.id,
                limit.get_company_dependent_fallback(partners.with_company(company)) or 0.0,
                company.credit_overdue_days,
            )
            for company in companies.sudo()  # sudo: zone, currency and settings of the companies asked for
        )

    @api.model
    def _figures(self, company, partners, without_notice_ids=(), with_notice_ids=()):
        """Return {commercial partner id: figures} of these customers, whoever may read them; figures are a dict by
        field names. Customers of whom nothing is known are absent.

        :param without_notice_ids: what is still to leave under these notices does not count
        :param with_notice_ids: these notices count although they are only prepared
        """
        partners = partners.sudo()  # whoever may read them
        partners.fetch(["commercial_partner_id"])  # of thousands, and nothing else of them
        commercial = partners.commercial_partner_id
        if not commercial:
            return {}
        self.env.flush_all()
        family_ids = None
        if len(commercial) <= MANY:
            family = partners.with_context(active_test=False)._search([("commercial_partner_id", "in", commercial.ids)])
            family_ids = family.get_result_ids()
        self.env.cr.execute(
            exposure_sql(self._companies_sql(company), commercial.ids, family_ids, without_notice_ids, with_notice_ids)
        )
        return {row["partner_id"]: row for row in self.env.cr.dictfetchall()}

    # drill-down

    def _family(self):
        return (
            self.env["res.partner"]
            .with_context(active_test=False)
            ._search([("commercial_partner_id", "in", self.partner_id.ids)])
        )

    def _records(self, model, domain, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
            "context": {"create": False},
        }

    def action_open_receivables(self):
        """Show the open items on the customer's receivable accounts."""
        self.ensure_one()
        return self._records(
            "account.move.line",
            [("partner_id.commercial_partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id),
             ("account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"), ("reconciled", "=", False)],
            self.env._("Open receivables"),
        )  # fmt: skip

    def action_open_orders(self):
        """Show the customer's confirmed orders that are not wholly invoiced."""
        self.ensure_one()
        return self._records(
            "sale.order",
            [("partner_invoice_id.commercial_partner_id", "=", self.partner_id.id), ("state", "=", "sale"),
             ("company_id", "=", self.company_id.id), ("invoice_status", "!=", "invoiced")],
            self.env._("Orders not invoiced"),
        )  # fmt: skip

    def action_open_notices(self):
        """Show the notices under which goods may still leave."""
        self.ensure_one()
        return self._records(
            "sales.manual.notice",
            [("partner_id.commercial_partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id),
             ("state", "in", ("signing", "released"))],
            self.env._("Open notices"),
        )  # fmt: skip

    def action_open_credit(self):
        """Open the customer's limits, grade, requests and checks."""
        self.ensure_one()
        self.check_access("read")
        credit = self.env["sales.manual.credit"]._of(self.partner_id, self.company_id)
        return credit.sudo(False)._get_records_action(name=self.env._("Customer credit"))
