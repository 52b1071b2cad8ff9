from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sales_manual_asks_password = fields.Boolean(related="company_id.sales_manual_asks_password", readonly=False)
    sales_manual_password_minutes = fields.Integer(related="company_id.sales_manual_password_minutes", readonly=False)
