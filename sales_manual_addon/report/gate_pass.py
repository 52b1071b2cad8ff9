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
            "docs": self._vehicles(dispatches),
            "moment": self._time,
        }

    def _vehicles(self, dispatches):
        """[passes of one vehicle that the user may read], each vehicle once; of a void pass itself alone."""
        passes = dispatches._vehicle().with_env(self.env)._filtered_access("read")
        # sudo: the print names orders and contracts to posts that cannot open them
        return list(passes.sudo().grouped(lambda dispatch: dispatch.lead_id or dispatch).values())
