from odoo import api, models


class ReportProforma(models.AbstractModel):
    """What the printed pro forma invoice shows (CMD-8). Reads only; whoever reads the invoice may print it."""

    _name = "report.sales_manual_addon.report_proforma"
    _inherit = ["sales.manual.paper"]
    _description = "Printed pro forma invoice"

    @api.model
    def _get_report_values(self, docids, data=None):
        proformas = self.env["sales.manual.proforma"].browse(docids)
        proformas.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": proformas._name,
            # sudo: customer and contract are part of the paper, whoever may open them
            "docs": proformas.sudo(),
            "size": self._size(data),
            "money": lambda doc, value: f"{value:,.{doc.currency_id.decimal_places}f}",
            "price": lambda value: f"{value:,.6f}".rstrip("0").rstrip("."),
            "address": self._address,
        }

    def _address(self, partner):
        return partner.with_context(lang="en_US")._display_address(without_company=True).strip()
