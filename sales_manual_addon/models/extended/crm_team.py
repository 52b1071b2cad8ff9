from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    sales_manual_market = fields.Selection(
        [("domestic", "Domestic"), ("international", "International")], string="Market",
        help="The market this department sells to; its posts see the contracts of it.")
