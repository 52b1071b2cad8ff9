from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    rated_power_w = fields.Float(string="Rated power (W)", digits=(12, 4),
                                 help="Power of one piece at standard test conditions. Contracts in watts need it.")
