from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from ..contract.bounds import refuse_unusable


class ProductCategory(models.Model):
    """Stock watched against a ceiling: that of large modules (CMD-12), or of any other category."""

    _inherit = "product.category"

    plan_stock_ceiling_qty = fields.Integer(
        string="Stock ceiling (pieces)",
        company_dependent=True,
        help="The most pieces of this category and those below it that may lie in the company's stock; for large "
        "modules, for example. Beyond it the shipping plan and the desk warn. 0: not watched.",
    )
    plan_on_hand_qty = fields.Integer(
        string="On hand (pieces)",
        compute="_compute_plan_stock",
        groups="sales_manual_addon.group_user,sales_manual_addon.group_configuration",
    )
    plan_over_ceiling_qty = fields.Integer(
        string="Over the ceiling",
        compute="_compute_plan_stock",
        search="_search_plan_over_ceiling_qty",
        groups="sales_manual_addon.group_user,sales_manual_addon.group_configuration",
    )

    @api.depends("plan_stock_ceiling_qty")
    @api.depends_context("company")
    def _compute_plan_stock(self):
        on_hand = self._plan_on_hand(self.env.company)
        for category in self:
            pieces, ceiling = on_hand.get(category.id, 0), category.plan_stock_ceiling_qty
            category.plan_on_hand_qty = pieces
            category.plan_over_ceiling_qty = max(pieces - ceiling, 0) if ceiling else 0

    @api.model
    def _search_plan_over_ceiling_qty(self, operator, value):
        if operator != ">" or value != 0:
            return NotImplemented
        watched = self._plan_watched()
        on_hand = watched._plan_on_hand(self.env.company)
        over = watched.filtered(lambda category: on_hand.get(category.id, 0) > category.plan_stock_ceiling_qty)
        return [("id", "in", over.ids)]

    @api.model
    def _plan_watched(self):
        """The categories with a ceiling in the company of the environment."""
        return self.search([("plan_stock_ceiling_qty", ">", 0)])

    def _plan_on_hand(self, company):
        """{category: pieces in internal locations of ``company``}, those of the categories below included."""
        if not self.ids:
            return {}
        self.env["stock.quant"].flush_model(["product_id", "location_id", "quantity"])
        rows = self.env.execute_query(
            SQL(
                """
            SELECT watched.id, SUM(quant.quantity)
              FROM product_category watched
              JOIN product_category category ON category.parent_path LIKE watched.parent_path || '%%'
              JOIN product_template template ON template.categ_id = category.id
              JOIN product_product product ON product.product_tmpl_id = template.id
              JOIN stock_quant quant ON quant.product_id = product.id
              JOIN stock_location location ON location.id = quant.location_id
             WHERE watched.id = ANY(%s) AND location.usage = 'internal' AND location.company_id = %s
             GROUP BY watched.id
            """,
                self.ids,
                company.id,
            )
        )
        return {category_id: int(pieces) for category_id, pieces in rows}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("plan_stock_ceiling_qty"):
                self._check_plan_ceiling(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_plan_ceiling(vals)
        return super().write(vals)

    @api.model
    def _check_plan_ceiling(self, vals):
        if "plan_stock_ceiling_qty" not in vals:
            return
        refuse_unusable(self, {"plan_stock_ceiling_qty": vals["plan_stock_ceiling_qty"]})
        if not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(self.env._("Stock ceilings are set by those who configure Sales HQ."))
        if (vals["plan_stock_ceiling_qty"] or 0) < 0:
            raise ValidationError(self.env._("A stock ceiling is not negative; 0 means that stock is not watched."))
