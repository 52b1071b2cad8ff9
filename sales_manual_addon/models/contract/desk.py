from collections import defaultdict

from odoo import api, models
from odoo.tools import formatLang


class SalesManualContract(models.Model):
    _inherit = "sales.manual.contract"

    # what is new, without reading what is old
    _effective_date_idx = models.Index("(effective_date) WHERE effective_date IS NOT NULL")


class SalesManualBatch(models.Model):
    _inherit = "sales.manual.batch"

    # what has not left yet, the earliest first: late batches are counted and listed without the shipped ones
    _not_shipped = models.Index("(delivery_date) WHERE state IN ('planned', 'ordered', 'shipping')")


class SalesManualDesk(models.AbstractModel):
    """The sums of the contract room."""

    _inherit = "sales.manual.desk"

    @api.model
    def _figures(self, cards):
        figures = super()._figures(cards)
        for line in self._measured(cards, figures, "contracted"):
            figures[line.id]["sum"] = self._sum_text(
                self._list(line)._read_group(
                    line._domain(),
                    ["company_id", "currency_id"],
                    ["power_mw:sum", "pieces_qty:sum", "computed_amount:sum"],
                )
            )
        return figures

    @api.model
    def _measured(self, cards, figures, measure):
        """The lines of these cards that are summed up by ``measure``, where there is anything to sum."""
        lines = self._lines(cards).filtered(lambda line: line.measure == measure)
        return lines.filtered(lambda line: figures[line.id]["count"])

    @api.model
    def _sum_text(self, groups):
        """Word rows of (company, currency, MW, pieces, amount): amounts in the currency of each company, by the rate of
        its day.
        """
        power_mw = pieces = 0
        amounts = defaultdict(float)
        for company, currency, group_mw, group_pieces, amount in groups:
            power_mw += group_mw
            pieces += group_pieces
            own = company.sudo().currency_id  # sudo: the currency of a company of the user
            today = company._sales_manual_today()
            amounts[own] += currency._convert(amount, own, company, today) if currency else amount
        return self.env._(
            "%(power)s MW · %(pieces)s pieces · %(amount)s",
            power=formatLang(self.env, power_mw, digits=3),
            pieces=formatLang(self.env, pieces, digits=0),
            amount=" · ".join(formatLang(self.env, amount, currency_obj=own) for own, amount in amounts.items()),
        )
