from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..shipping.gate_row import BACK, DIRECT
from .notice_class import FROM_BRANCH

# goods of a notice to a branch that end up with a customer
ASTRAY = "astray"


class SalesManualNotice(models.Model):
    """Stock placed with branches abroad (铺货), moved between them and recalled (调货; INT-3): an internal transfer."""

    _inherit = "sales.manual.notice"

    @api.onchange("branch_id", "warehouse_id")
    def _onchange_branch_id(self):
        if self.class_source == FROM_BRANCH and self.branch_id:
            partners = (self.branch_id | self.warehouse_id).filtered("is_branch_abroad").partner_id
            self.partner_id = self.partner_id or partners[:1]

    def _transfer_type(self):
        return self.warehouse_id.int_type_id if self.class_id.source == FROM_BRANCH else super()._transfer_type()

    def _transfer_destination(self):
        if self.class_id.source == FROM_BRANCH:
            return self.branch_id.lot_stock_id
        return super()._transfer_destination()


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    is_branch_abroad = fields.Boolean(
        string="Branch abroad",
        help="Keeps the company's stock with a branch or subsidiary abroad. Where the company ships by shipping "
        "notices, stock goes there by a released notice alone.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        warehouses = super().create(vals_list)
        warehouses.filtered("is_branch_abroad")._check_branch_configuration()
        return warehouses

    def write(self, vals):
        if "is_branch_abroad" in vals:
            changed = self.filtered(lambda place: place.is_branch_abroad != bool(vals["is_branch_abroad"]))
            changed._check_branch_configuration()
        return super().write(vals)

    def _check_branch_configuration(self):
        if self and not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(
                self.env._(
                    "%(warehouses)s: which warehouses are branches abroad is decided by those who configure Sales HQ.",
                    warehouses=", ".join(self.mapped("display_name")),
                )
            )


class SalesManualGateBranch(models.AbstractModel):
    """Stock reaches a branch abroad by its released notice, where the company ships by notices."""

    _inherit = "sales.manual.gate"

    def _branch_leg_sql(self):
        """How a move line travels for the notice's warehouse ``branch``, whose root is ``root``; else NULL."""
        there = SQL("dest.parent_path LIKE root.parent_path || '%%'")
        from_there = SQL("source.parent_path LIKE root.parent_path || '%%'")
        return SQL(
            """CASE WHEN %(there)s AND NOT %(from_there)s THEN %(direct)s
                    WHEN %(from_there)s AND NOT %(there)s THEN %(back)s
                    WHEN %(dest_out)s THEN %(astray)s END""",
            there=there,
            from_there=from_there,
            dest_out=self._is_out_sql("dest"),
            direct=DIRECT,
            back=BACK,
            astray=ASTRAY,
        )

    def _check_branches(self, moves):
        """Refuse done moves that take stock into a branch abroad, or from one to another, beside the notices."""
        if reasons := self._branch_reasons(moves):
            raise UserError("\n\n".join(reasons.values()))

    def _branch_reasons(self, moves, open_line_ids=()):
        """{move id: why it may not}. ``open_line_ids``: move lines that count as if done."""
        companies = self.env["stock.picking.type"]._companies_requiring_notices()
        moves = moves.filtered(lambda move: move.company_id.id in companies)
        if not moves or not self.env["stock.warehouse"].sudo().search_count([("is_branch_abroad", "=", True)], limit=1):
            return {}
        self._flush_moves()
        self.env["stock.warehouse"].flush_model(["is_branch_abroad", "view_location_id"])
        self.env["sales.manual.notice"].flush_model(["class_id", "branch_id"])
        rows = self.env.execute_query(
            SQL(
                """
            SELECT move.id, line.product_id, warehouse.id
              FROM stock_move move
              JOIN stock_move_line line ON line.move_id = move.id
              JOIN stock_location source ON source.id = line.location_id AND source.usage IN ('internal', 'transit')
              JOIN stock_location dest ON dest.id = line.location_dest_id
              JOIN stock_warehouse warehouse ON warehouse.is_branch_abroad
              JOIN stock_location root ON root.id = warehouse.view_location_id
               AND dest.parent_path LIKE root.parent_path || '%%'
               AND source.parent_path NOT LIKE root.parent_path || '%%'
         LEFT JOIN stock_picking picking ON picking.id = move.picking_id
         LEFT JOIN sales_manual_notice notice ON notice.id = picking.shipping_notice_id
         LEFT JOIN sales_manual_notice_class class ON class.id = notice.class_id
             WHERE move.id IN %(moves)s AND (move.state = 'done' OR line.id IN %(open)s) AND line.quantity > 0
               AND (class.source = 'branch' AND notice.branch_id = warehouse.id) IS NOT TRUE
                """,
                moves=tuple(moves.ids),
                open=tuple(open_line_ids) or (0,),
            )
        )
        products, warehouses = self.env["product.product"].sudo(), self.env["stock.warehouse"].sudo()  # whoever moves
        return {
            move_id: self.env._(
                "%(product)s cannot go to %(warehouse)s by itself: stock reaches a branch abroad by a released "
                "shipping notice. Make a notice of the class for branches.",
                product=products.browse(product_id).display_name,
                warehouse=warehouses.browse(warehouse_id).display_name,
            )
            for move_id, product_id, warehouse_id in rows
        }
