from odoo import models


class SalesManualNumbering(models.AbstractModel):
    _name = "sales.manual.numbering"
    _description = "Gapless numbers"

    def _next_number(self, company, code, prefix, date):
        """Return the next number of ``code`` in ``company`` for the year of ``date``, e.g. ``A-2026-00417``.

        Gapless: one ``no_gap`` sequence per company and code, made when first asked for, with a range per year.
        Take it last in a transaction: its row stays locked until commit.
        """
