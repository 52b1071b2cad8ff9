from odoo import fields, models
from odoo.tools import SQL

from .figures import month_totals


class SalesManualPlanUnplanned(models.Model):
    """What left in a plan's month, or is to leave on a notice, of contract lines that the plan does not have (CMD-10).

    Read beside the plan's lines: planning is not asked for them, and they go when the plan takes their contract line.
    """

    _name = "sales.manual.plan.unplanned"
    _description = "Shipped without Plan"
    _auto = False
    _order = "shipped_qty desc, partner_id, contract_id, id"
    _rec_name = "contract_line_id"
    _depends = {
        "sales.manual.plan": ["company_id", "market", "month", "period", "state"],
        "sales.manual.plan.line": ["plan_id", "contract_line_id"],
        "sales.manual.contract": ["market", "partner_id", "user_id", "team_id"],
        "sales.manual.contract.line": ["contract_id", "product_id"],
        "sales.manual.batch.line": ["contract_line_id"],
        "sales.manual.notice": ["class_id", "company_id", "state", "ship_date"],
        "sales.manual.notice.line": ["notice_id", "batch_line_id", "pieces_qty", "closed_qty"],
        "sales.manual.notice.delivery": ["notice_line_id", "company_id", "day", "kind", "pieces_qty"],
    }  # fmt: skip

    plan_id = fields.Many2one("sales.manual.plan", readonly=True)
    period = fields.Char(string="Month", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    market = fields.Selection([("domestic", "Domestic"), ("international", "International")], readonly=True)
    contract_id = fields.Many2one("sales.manual.contract", readonly=True)
    contract_line_id = fields.Many2one("sales.manual.contract.line", string="Contract line", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Department", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    noticed_qty = fields.Integer(
        string="On notices", readonly=True, help="On issued notices that leave by the end of the month."
    )
    shipped_qty = fields.Integer(string="Shipped", readonly=True, help="Left within the month.")

    @property
    def _table_query(self):
        # of each plan what moves in its month comes first: neither its contracts nor their history are gone through
        cells = SQL(
            """
            SELECT plan.id AS plan_id, moving.contract_line_id, plan.month,
                   (plan.month + INTERVAL '1 month')::date AS month_end
              FROM sales_manual_plan plan
        CROSS JOIN LATERAL (
                   SELECT batch_line.contract_line_id
                     FROM sales_manual_notice_delivery delivery
                     JOIN sales_manual_notice_line notice_line ON notice_line.id = delivery.notice_line_id
                     JOIN sales_manual_batch_line batch_line ON batch_line.id = notice_line.batch_line_id
                    WHERE delivery.company_id = plan.company_id AND delivery.kind = 'out' AND delivery.day >= plan.month
                      AND delivery.day < (plan.month + INTERVAL '1 month')::date
                    UNION
                   SELECT batch_line.contract_line_id
                     FROM sales_manual_notice notice
                     JOIN sales_manual_notice_line notice_line ON notice_line.notice_id = notice.id
                     JOIN sales_manual_batch_line batch_line ON batch_line.id = notice_line.batch_line_id
                    WHERE notice.company_id = plan.company_id AND notice.state IN ('signing', 'released')
                      AND notice.ship_date < (plan.month + INTERVAL '1 month')::date) moving
             WHERE plan.state != 'closed'
               AND NOT EXISTS (SELECT FROM sales_manual_plan_line line
                                WHERE line.plan_id = plan.id AND line.contract_line_id = moving.contract_line_id)
            """
        )
        return SQL(
            """
            SELECT (figure.plan_id::bigint << 31) + figure.contract_line_id AS id, figure.plan_id, plan.period,
                   plan.company_id, plan.market, line.contract_id, figure.contract_line_id, contract.partner_id,
                   contract.user_id, contract.team_id, line.product_id, figure.noticed_qty, figure.shipped_qty
              FROM (%s) figure
              JOIN sales_manual_plan plan ON plan.id = figure.plan_id
              JOIN sales_manual_contract_line line ON line.id = figure.contract_line_id
              JOIN sales_manual_contract contract ON contract.id = line.contract_id AND contract.market = plan.market
             WHERE figure.noticed_qty > 0 OR figure.shipped_qty > 0
            """,
            month_totals(cells),
        )

    def action_open_contract(self):
        """Open the contract of the row."""
        return self.contract_id._get_records_action()
