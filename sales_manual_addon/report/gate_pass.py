from odoo import api, models


class ReportSalesManualGatePass(models.AbstractModel):
    """What the printed gate pass (出门证) shows. Reads only; the button counts the prints."""

    _name = "report.sales_manual_addon.report_gate_pass"
    _inherit = ["sales.manual.paper"]
    _description = "Printed gate pass"

    @api.model
    def _get_report_values(self, docids, data=None):
        dispatches = self.env["sales.manual.dispatch"].browse(docids)
        dispatches.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": dispatches._name,
            "size": self._size(data),
            "docs": dispatches.sudo(),  # the print names orders and contracts to posts that cannot open them
            "moment": self._time,
        }
