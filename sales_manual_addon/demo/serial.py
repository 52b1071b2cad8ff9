from odoo import api, models


class SalesManualDemo(models.AbstractModel):
    _inherit = "sales.manual.demo"

    @api.model
    def _load_serials(self):
        pass
