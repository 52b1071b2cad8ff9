from odoo import api, models


class SalesManualDesk(models.AbstractModel):
    """The sums of the statistics room."""

    _inherit = "sales.manual.desk"

    @api.model
    def _figures(self, cards):
        figures = super()._figures(cards)
        for line in self._measured(cards, figures, "shipped"):
            # what left this month and is counted in sales; what came back is not taken off
            figures[line.id]["sum"] = self._sum_text(
                self.env["sales.manual.shipment"]._read_group(
                    [("kind", "=", "out"), ("day", ">=", "today =1d"), ("is_counted", "=", True)],
                    ["company_id", "currency_id"],
                    ["power_mw:sum", "pieces_qty:sum", "amount:sum"],
                )
            )
        return figures
