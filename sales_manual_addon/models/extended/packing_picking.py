from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        packed = self.filtered(
            lambda picking: picking.picking_type_code == "outgoing" and picking.move_line_ids.result_package_id
        )
        result = super()._action_done()
        packed.filtered(lambda picking: picking.state == "done")._file_packing_lists()
        return result
