from odoo import api, models


class ReportSalesManualGatePass(models.AbstractModel):
    """What the printed gate pass (出门证) shows. Reads only; the button counts the prints."""

    _name = "report.sales_manual_addon.report_gate_pass"
    _inherit = ["report.sales_manual_addon.report_notice"]
    _description = "Printed gate pass"

    @api.model
    def _get_report_values(self, docids, data=None):
        dispatches = self.env["sales.manual.dispatch"].browse(docids)
        dispatches.check_access("read")
        scale = self._scale() if (data or {}).get("report_type") == "pdf" else 1
        return {
            "doc_ids": docids,
            "doc_model": dispatches._name,
            "size": lambda value: f"{value * scale:.2f}",
            "docs": dispatches.sudo(),  # the print names orders and contracts to posts that cannot open them
            "moment": self._time,
        }
