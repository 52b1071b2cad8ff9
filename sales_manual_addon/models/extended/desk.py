"""What the desk asks of Odoo's own documents: searches, no columns."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

COUNTED = ["order_line_id", "pieces_qty", "noticed_qty", "released_qty", "shipped_qty"]


def _orders_of(condition):
    """Orders of the batch lines that meet ``condition``, which a small index answers.

    By arrays, since PostgreSQL takes two columns that are compared for a third of the table and would read all of it.
    """
    return SQL(
        """(SELECT UNNEST(ARRAY(
            SELECT order_id FROM sale_order_line WHERE id = ANY(ARRAY(
                SELECT order_line_id FROM sales_manual_batch_line WHERE order_line_id IS NOT NULL AND %s)))))""",
        condition,
    )


# some pieces are on no notice; some may still leave under one
WITHOUT_NOTICE = _orders_of(SQL("noticed_qty < pieces_qty"))
TO_LEAVE = _orders_of(SQL("released_qty > shipped_qty"))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    waits_for_shipping_notice = fields.Boolean(
        compute="_compute_waits_for_shipping_notice", search="_search_waits_for_shipping_notice",
        help="A confirmed contract order with pieces on no shipping notice.",
    )  # fmt: skip

    @api.depends("state", "sales_contract_id")
    def _compute_waits_for_shipping_notice(self):
        waiting = self.search([("id", "in", self.ids), ("waits_for_shipping_notice", "=", True)])
        for order in self:
            order.waits_for_shipping_notice = order._origin in waiting

    @api.model
    def _search_waits_for_shipping_notice(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["sales.manual.batch.line"].flush_model(COUNTED)
        domain = (
            Domain("state", "=", "sale") & Domain("sales_contract_id", "!=", False) & Domain("id", "in", WITHOUT_NOTICE)
        )
        return domain if True in value else ~domain


class StockPicking(models.Model):
    _inherit = "stock.picking"

    waits_for_shipping_notice = fields.Boolean(
        compute="_compute_waits_for_shipping_notice", search="_search_waits_for_shipping_notice",
        help="An open delivery of a contract order of which no released notice lets anything leave.",
    )  # fmt: skip

    @api.depends("state", "sale_id")
    def _compute_waits_for_shipping_notice(self):
        waiting = self.search([("id", "in", self.ids), ("waits_for_shipping_notice", "=", True)])
        for picking in self:
            picking.waits_for_shipping_notice = picking._origin in waiting

    @api.model
    def _search_waits_for_shipping_notice(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["sales.manual.batch.line"].flush_model(COUNTED)
        of_contract = Domain("sales_contract_id", "!=", False) & ~Domain("id", "in", TO_LEAVE)
        domain = (
            Domain("state", "in", ("waiting", "confirmed", "assigned"))
            & Domain("picking_type_id.code", "=", "outgoing")
            # whoever ships need not read the order
            & Domain("sale_id", "any!", of_contract)
        )
        return domain if True in value else ~domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_in_my_sales_region = fields.Boolean(
        compute="_compute_is_in_my_sales_region", search="_search_is_in_my_sales_region",
        help="A customer in a country or province that one of the user's assignments names.",
    )  # fmt: skip

    @api.depends("country_id", "state_id", "parent_id", "customer_rank")
    @api.depends_context("uid")
    def _compute_is_in_my_sales_region(self):
        mine = self.search([("id", "in", self.ids), ("is_in_my_sales_region", "=", True)])
        for partner in self:
            partner.is_in_my_sales_region = partner._origin in mine

    @api.model
    def _search_is_in_my_sales_region(self, operator, value):
        if operator != "in":
            return NotImplemented
        assignments = self.env["sales.manual.post.assignment"]
        # sudo: everybody may know his own regions
        mine = assignments.sudo().search(assignments._current_domain() & Domain("user_id", "=", self.env.uid))
        region = Domain("country_id", "in", mine.country_ids.ids) | Domain("state_id", "in", mine.state_ids.ids)
        domain = Domain("parent_id", "=", False) & Domain("customer_rank", ">", 0) & region
        return domain if True in value else ~domain
