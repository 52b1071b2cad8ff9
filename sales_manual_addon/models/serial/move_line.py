from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # a serial number is traced by it, and whether it left already is asked each time goods leave
    _sales_manual_lot = models.Index("(lot_id) WHERE lot_id IS NOT NULL")

    def write(self, vals):
        result = super().write(vals)
        if not {"lot_id", "quant_id"}.isdisjoint(vals):
            # another serial number in the place of one that has left: as many pieces, which the gate has no eye for
            done = self.filtered(lambda line: line.move_id.state == "done")
            self.env["sales.manual.gate"]._check_serials(done.move_id)
        return result
