from odoo import fields, models
from odoo.tools import SQL


class SalesManualShipment(models.Model):
    """What left and came back, a row for each notice line and stock move (CMD-9, CMD-22): the shipment table
    (出货统计表) and the dispatch detail (出库明细表).

    Read from the deliveries that shipping records; pieces, power and amount of what came back are negative.
    """

    _name = "sales.manual.shipment"
    _description = "Shipment"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "notice_id"
    _depends = {
        "sales.manual.notice.delivery": [
            "notice_line_id", "notice_id", "company_id", "kind", "pieces_qty", "date", "day", "move_id",
        ],
        "sales.manual.notice.line": ["order_line_id", "batch_line_id", "product_id", "pieces_qty", "power_w", "amount"],
        "sales.manual.notice": [
            "name", "state", "class_id", "contract_id", "partner_id", "user_id", "team_id", "market", "warehouse_id",
            "currency_id",
        ],
        "sales.manual.batch.line": ["batch_id"],
        "sale.order": ["currency_rate"],
        "sale.order.line": ["order_id"],
        "stock.move": ["picking_id"],
    }  # fmt: skip

    day = fields.Date(readonly=True, help="The day on which the pieces left or came back, where the company works.")
    date = fields.Datetime(string="Moment", readonly=True)
    kind = fields.Selection([("out", "Shipped"), ("return", "Returned")], readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    notice_id = fields.Many2one("sales.manual.notice", string="Shipping notice", readonly=True)
    notice_state = fields.Char(readonly=True, export_string_translation=False)
    class_id = fields.Many2one("sales.manual.notice.class", readonly=True)
    is_counted = fields.Boolean(string="Counted in sales", readonly=True)
    market = fields.Selection([("domestic", "Domestic"), ("international", "International")], readonly=True)
    contract_id = fields.Many2one("sales.manual.contract", readonly=True)
    batch_id = fields.Many2one("sales.manual.batch", string="Delivery batch", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    picking_id = fields.Many2one("stock.picking", string="Transfer", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Department", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product category", readonly=True)
    pieces_qty = fields.Integer(string="Pieces", readonly=True)
    power_mw = fields.Float(string="MW", digits=(16, 6), readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(
        readonly=True, help="Share of the order line's amount without tax, in the currency of the notice."
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company currency")
    company_amount = fields.Monetary(
        string="Amount (company)",
        currency_field="company_currency_id",
        readonly=True,
        help="The amount in the company's currency at the rate of the order, as in Odoo's sales analysis.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT delivery.id, delivery.day, delivery.date, delivery.kind, delivery.company_id,
                   notice.id AS notice_id, notice.state AS notice_state, notice.class_id, class.is_counted,
                   notice.market, notice.contract_id, batch_line.batch_id, orders.id AS order_id, move.picking_id,
                   notice.partner_id, notice.user_id, notice.team_id, notice.warehouse_id, line.product_id,
                   template.categ_id, notice.currency_id,
                   sign.factor * delivery.pieces_qty AS pieces_qty,
                   sign.factor * delivery.pieces_qty * line.power_w / line.pieces_qty / 1e6 AS power_mw,
                   sign.factor * delivery.pieces_qty * line.amount / line.pieces_qty AS amount,
                   sign.factor * delivery.pieces_qty * line.amount / line.pieces_qty
                       / COALESCE(NULLIF(orders.currency_rate, 0), 1) AS company_amount
              FROM sales_manual_notice_delivery delivery
              JOIN sales_manual_notice_line line ON line.id = delivery.notice_line_id
              JOIN sales_manual_notice notice ON notice.id = line.notice_id
              JOIN sales_manual_notice_class class ON class.id = notice.class_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN stock_move move ON move.id = delivery.move_id
         LEFT JOIN sales_manual_batch_line batch_line ON batch_line.id = line.batch_line_id
         LEFT JOIN sale_order_line order_line ON order_line.id = line.order_line_id
         LEFT JOIN sale_order orders ON orders.id = order_line.order_id
        CROSS JOIN LATERAL (SELECT CASE delivery.kind WHEN 'out' THEN 1 ELSE -1 END AS factor) sign
            """
        )

    def action_open_notice(self):
        """Open the shipping notice of the row."""
        return self.notice_id._get_records_action()
