from odoo import api, models


class SalesManualNoticeDelivery(models.Model):
    _inherit = "sales.manual.notice.delivery"

    # this month's among those of ten years
    _date_idx = models.Index("(date) WHERE kind = 'out'")


class SalesManualBatchLine(models.Model):
    _inherit = "sales.manual.batch.line"

    # what is ordered and on no notice; what is released and has not left: few among many
    _not_noticed = models.Index("(order_line_id) WHERE order_line_id IS NOT NULL AND noticed_qty < pieces_qty")
    _not_left = models.Index("(order_line_id) WHERE order_line_id IS NOT NULL AND released_qty > shipped_qty")


class SalesManualDesk(models.AbstractModel):
    """The sums of the shipping room."""

    _inherit = "sales.manual.desk"

    @api.model
    def _figures(self, cards):
        figures = super()._figures(cards)
        for line in self._measured(cards, figures, "noticed"):
            groups = self._list(line)._read_group(
                line._domain(), ["company_id", "currency_id"], ["power_kw:sum", "pieces_qty:sum", "amount:sum"]
            )
            figures[line.id]["sum"] = self._sum_text(
                [(company, currency, kw / 1000, pieces, amount) for company, currency, kw, pieces, amount in groups]
            )
        return figures
