from odoo import fields, models
from odoo.tools import SQL


class SalesManualPlanSupply(models.Model):
    """A plan's products against what there is and what comes: stock on hand, of it reserved for batches, receipts and
    production promised until the end of the month, pieces on open notices (CMD-10, CMD-12).
    """

    _name = "sales.manual.plan.supply"
    _description = "Plan against Stock"
    _auto = False
    _order = "left_qty, product_id"
    _rec_name = "product_id"
    _depends = {
        "sales.manual.plan": ["company_id", "month", "state", "market"],
        "sales.manual.plan.line": ["plan_id", "product_id", "planned_qty", "agreed_qty", "is_answered"],
        "sales.manual.notice": ["state", "market"],
        "sales.manual.notice.line": ["notice_id", "product_id", "pieces_qty", "closed_qty", "shipped_qty"],
        "sales.manual.notice.delivery": ["notice_line_id", "day", "kind", "pieces_qty"],
        "stock.quant": ["product_id", "location_id", "quantity"],
        "stock.move": ["product_id", "state", "date", "product_qty", "location_id", "location_dest_id", "sale_line_id"],
        "stock.move.line": ["move_id", "product_id", "quantity_product_uom"],
        "sale.order.line": ["contract_batch_line_id"],
    }  # fmt: skip

    plan_id = fields.Many2one("sales.manual.plan", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product category", readonly=True)
    wanted_qty = fields.Integer(
        string="Planned", readonly=True, help="What is agreed, or planned where it is not answered yet."
    )
    shipped_qty = fields.Integer(string="Shipped", readonly=True, help="Of the plan's market, within the month.")
    on_hand_qty = fields.Integer(string="On hand", readonly=True, help="In all internal locations of the company.")
    assigned_qty = fields.Integer(
        string="For batches", readonly=True, help="Of what is on hand, reserved by transfers of contract orders."
    )
    noticed_qty = fields.Integer(string="Open notices", readonly=True, help="On issued notices and still to leave.")
    incoming_qty = fields.Integer(
        string="Promised", readonly=True, help="Production and purchases expected in stock by the end of the month."
    )
    left_qty = fields.Integer(
        string="Left then",
        readonly=True,
        help="On hand and promised, less what the plan still lets leave. Below 0 it is short.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT figure.*,
                   figure.on_hand_qty + figure.incoming_qty - GREATEST(figure.wanted_qty - figure.shipped_qty, 0)
                       AS left_qty
              FROM (
            SELECT wanted.id, wanted.plan_id, plan.company_id, wanted.product_id, template.categ_id, wanted.wanted_qty,
                   COALESCE(shipped.pieces, 0)::int AS shipped_qty,
                   COALESCE(on_hand.pieces, 0)::int AS on_hand_qty,
                   COALESCE(assigned.pieces, 0)::int AS assigned_qty,
                   COALESCE(noticed.pieces, 0)::int AS noticed_qty,
                   COALESCE(incoming.pieces, 0)::int AS incoming_qty
              FROM (SELECT MIN(line.id) AS id, line.plan_id, line.product_id,
                           SUM(CASE WHEN line.is_answered THEN line.agreed_qty ELSE line.planned_qty END)::int
                               AS wanted_qty
                      FROM sales_manual_plan_line line GROUP BY line.plan_id, line.product_id) wanted
              JOIN sales_manual_plan plan ON plan.id = wanted.plan_id
              JOIN product_product product ON product.id = wanted.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN res_company company ON company.id = plan.company_id
              JOIN res_partner company_partner ON company_partner.id = company.partner_id
         LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
        CROSS JOIN LATERAL (SELECT (plan.month + INTERVAL '1 month')::timestamp
                                   AT TIME ZONE COALESCE(calendar.tz, company_partner.tz, 'UTC')
                                   AT TIME ZONE 'UTC' AS month_end) until
         LEFT JOIN LATERAL (
                   SELECT SUM(quant.quantity) AS pieces
                     FROM stock_quant quant JOIN stock_location location ON location.id = quant.location_id
                    WHERE quant.product_id = wanted.product_id AND location.usage = 'internal'
                      AND location.company_id = plan.company_id) on_hand ON TRUE
         LEFT JOIN LATERAL (
                   SELECT SUM(move_line.quantity_product_uom) AS pieces
                     FROM stock_move move
                     JOIN stock_move_line move_line ON move_line.move_id = move.id
                     JOIN sale_order_line order_line ON order_line.id = move.sale_line_id
                    WHERE move.product_id = wanted.product_id AND move.company_id = plan.company_id
                      AND move.state IN ('assigned', 'partially_available')
                      AND order_line.contract_batch_line_id IS NOT NULL) assigned ON TRUE
         LEFT JOIN LATERAL (
                   SELECT SUM(notice_line.pieces_qty - notice_line.closed_qty - notice_line.shipped_qty) AS pieces
                     FROM sales_manual_notice_line notice_line
                     JOIN sales_manual_notice notice ON notice.id = notice_line.notice_id
                    WHERE notice_line.product_id = wanted.product_id AND notice.company_id = plan.company_id
                      AND notice.state IN ('signing', 'released')) noticed ON TRUE
         LEFT JOIN LATERAL (
                   SELECT SUM(move.product_qty) AS pieces
                     FROM stock_move move
                     JOIN stock_location source ON source.id = move.location_id
                     JOIN stock_location target ON target.id = move.location_dest_id
                    WHERE move.product_id = wanted.product_id AND move.company_id = plan.company_id
                      AND move.state IN ('waiting', 'confirmed', 'partially_available', 'assigned')
                      AND source.usage IN ('supplier', 'production') AND target.usage = 'internal'
                      AND move.date < until.month_end) incoming ON TRUE
         LEFT JOIN LATERAL (
                   SELECT SUM(delivery.pieces_qty) AS pieces
                     FROM sales_manual_notice_delivery delivery
                     JOIN sales_manual_notice_line notice_line ON notice_line.id = delivery.notice_line_id
                     JOIN sales_manual_notice notice ON notice.id = notice_line.notice_id
                    WHERE notice_line.product_id = wanted.product_id AND notice.company_id = plan.company_id
                      AND notice.market = plan.market AND delivery.kind = 'out' AND delivery.day >= plan.month
                      AND delivery.day < (plan.month + INTERVAL '1 month')::date) shipped ON TRUE
                   ) figure
            """
        )
