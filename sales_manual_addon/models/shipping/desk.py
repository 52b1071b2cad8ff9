from odoo import api, models
from odoo.tools import SQL


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
        for line in self._measured(cards, figures, "shipped"):
            figures[line.id]["sum"] = self._sum_text(self._shipped_rows())
        return figures

    @api.model
    def _shipped_rows(self):
        """What left this month under the notices that the user sees, by company and currency; what came back is not
        taken off.
        """
        query = self.env["sales.manual.notice.delivery"]._search([("kind", "=", "out"), ("date", ">=", "today =1d")])
        self.env["sales.manual.notice.line"].flush_model(["power_w", "pieces_qty", "amount"])
        rows = self.env.execute_query(
            SQL(
                """WITH delivery AS MATERIALIZED (SELECT notice_id, notice_line_id, pieces_qty
                                              FROM sales_manual_notice_delivery WHERE id IN %s)
               SELECT notice.company_id, notice.currency_id,
                      SUM(delivery.pieces_qty * line.power_w / NULLIF(line.pieces_qty, 0)) / 1000000,
                      SUM(delivery.pieces_qty),
                      SUM(delivery.pieces_qty * line.amount / NULLIF(line.pieces_qty, 0))
                 FROM delivery
                 JOIN sales_manual_notice_line line ON line.id = delivery.notice_line_id
                 JOIN sales_manual_notice notice ON notice.id = delivery.notice_id
                GROUP BY notice.company_id, notice.currency_id""",
                query.subselect(),
            )
        )
        companies, currencies = self.env["res.company"], self.env["res.currency"]
        return [
            (companies.browse(company_id), currencies.browse(currency_id), mw or 0, pieces, amount or 0)
            for company_id, currency_id, mw, pieces, amount in rows
        ]
