from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    sales_contract_id = fields.Many2one("sales.manual.contract", string="Sales Contract", readonly=True, copy=False,
                                        index="btree_not_null", ondelete="restrict", check_company=True)
