from odoo import api, models


class ReportReturn(models.AbstractModel):
    """What the printed return report shows (DOM-3). Reads only; whoever reads the report may print it."""

    _name = "report.sales_manual_addon.report_return"
    _inherit = ["sales.manual.paper"]
    _description = "Printed return report"

    @api.model
    def _get_report_values(self, docids, data=None):
        reports = self.env["sales.manual.return"].browse(docids)
        reports.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": reports._name,
            # sudo: the print shows numbers of notice and serials to posts that cannot open them
            "docs": reports.sudo(),
            "size": self._size(data),
            "moment": self._time,
            "both": self._both,
            "boxes": self._boxes,
        }

    def _boxes(self, report):
        """[(title, name, moment, digest)]: who reported, examined and decided; empty where it is still to be signed by
        hand.
        """
        signed = report.signoff_card_ids.signoff_id[:1]
        made = report.signoff_ids.filtered(lambda act: act.act == "make").sorted("chain_index")[-1:]
        is_examined = bool(made) and report.state in ("signing", "decided")
        return [
            ("Reported 报告", report.reported_by_id.name, report.reported_date, ""),
            (
                "Examined 检验",
                made.user_id.name if is_examined else "",
                made.date if is_examined else False,
                (made.digest or "")[:16] if is_examined else "",
            ),
            ("Decided 批准", signed.signed_by or "", signed.date, (signed.digest or "")[:16]),
            ("Customer 客户", "", False, ""),
        ]
