from odoo import api, fields, models
from odoo.tools import SQL


class SalesManualReturnAnalysis(models.Model):
    """What came back of what left (INT-6): a row for each line of a return report, and a row for each delivery.

    Pieces of reports stand on the day of the request with cause and responsibility, pieces shipped on the day they
    left. Their share is asked by product, customer, market or month; by cause there is nothing shipped to divide by.
    """

    _name = "sales.manual.return.analysis"
    _description = "Return Analysis"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "product_id"
    _depends = {
        "sales.manual.return": [
            "state", "company_id", "partner_id", "market", "user_id", "team_id", "notice_id", "contract_id",
            "request_date", "reason", "cause", "responsibility", "decision",
        ],
        "sales.manual.return.line": ["return_id", "product_id", "pieces_qty", "decided_qty", "received_qty"],
        "sales.manual.notice.delivery": ["notice_line_id", "notice_id", "company_id", "kind", "pieces_qty", "day"],
        "sales.manual.notice.line": ["product_id"],
        "sales.manual.notice": ["partner_id", "market", "user_id", "team_id", "contract_id"],
    }  # fmt: skip

    day = fields.Date(readonly=True, help="The day of the customer's request, or on which the pieces left.")
    company_id = fields.Many2one("res.company", readonly=True)
    return_id = fields.Many2one("sales.manual.return", string="Return report", readonly=True)
    notice_id = fields.Many2one("sales.manual.notice", string="Shipping notice", readonly=True)
    contract_id = fields.Many2one("sales.manual.contract", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    market = fields.Selection([("domestic", "Domestic"), ("international", "International")], readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Department", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product category", readonly=True)
    reason = fields.Selection(lambda self: self._labels("reason"), readonly=True)
    cause = fields.Selection(lambda self: self._labels("cause"), readonly=True)
    responsibility = fields.Selection(lambda self: self._labels("responsibility"), readonly=True)
    decision = fields.Selection(lambda self: self._labels("decision"), readonly=True)
    shipped_qty = fields.Integer(string="Pieces shipped", readonly=True)
    pieces_qty = fields.Integer(string="Pieces asked back", readonly=True)
    decided_qty = fields.Integer(string="Pieces agreed", readonly=True)
    received_qty = fields.Integer(string="Pieces received", readonly=True)
    share = fields.Float(
        string="Asked back (%)", digits=(16, 4), readonly=True, aggregator="avg",
        help="Pieces asked back of a hundred shipped, each in its own period.",
    )  # fmt: skip

    @api.model
    def _labels(self, name):
        return self.env["sales.manual.return"]._fields[name]._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT 2 * line.id AS id, report.request_date AS day, report.company_id, report.id AS return_id,
                   report.notice_id, report.contract_id, report.partner_id, report.market, report.user_id,
                   report.team_id, line.product_id, template.categ_id, report.reason, report.cause,
                   report.responsibility, report.decision, 0 AS shipped_qty, line.pieces_qty,
                   CASE report.state WHEN 'decided' THEN line.decided_qty ELSE 0 END AS decided_qty, line.received_qty,
                   NULL::float8 AS share
              FROM sales_manual_return_line line
              JOIN sales_manual_return report ON report.id = line.return_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE report.state IN ('examining', 'signing', 'decided')
         UNION ALL
            SELECT 2 * delivery.id + 1, delivery.day, delivery.company_id, NULL, notice.id, notice.contract_id,
                   notice.partner_id, notice.market, notice.user_id, notice.team_id, notice_line.product_id,
                   template.categ_id, NULL, NULL, NULL, NULL, delivery.pieces_qty, 0, 0, 0, NULL
              FROM sales_manual_notice_delivery delivery
              JOIN sales_manual_notice_line notice_line ON notice_line.id = delivery.notice_line_id
              JOIN sales_manual_notice notice ON notice.id = notice_line.notice_id
              JOIN product_product product ON product.id = notice_line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE delivery.kind = 'out'
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        """The share of a group is that of its sums, never a mean of shares."""
        if aggregate_spec.startswith("share:"):
            return SQL(
                "100.0 * SUM(%s) / NULLIF(SUM(%s), 0)",
                self._field_to_sql(self._table, "pieces_qty", query),
                self._field_to_sql(self._table, "shipped_qty", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    def action_open_source(self):
        """Open the return report of the row, or the notice under which the pieces left."""
        return (self.return_id or self.notice_id)._get_records_action()
