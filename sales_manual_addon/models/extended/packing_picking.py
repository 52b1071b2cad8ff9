from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        packed = self.filtered(
            lambda picking: (
                picking.state == "done"
                and picking.picking_type_code == "outgoing"
                and picking.move_ids.move_line_ids.result_package_id
            )
        )
        if packed:
            packed._file_packing_lists()
        return result
