from odoo import api, models


class ReportSalesManualPost(models.AbstractModel):
    """The printed job description (manual: section 6), in English and Chinese at once."""

    _name = "report.sales_manual_addon.report_post"
    _inherit = ["sales.manual.paper"]
    _description = "Printed job description"

    @api.model
    def _get_report_values(self, docids, data=None):
        posts = self.env["sales.manual.post"].browse(docids)
        posts.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": posts._name,
            "docs": posts,
            "size": self._size(data),
            "both": self._lines,
            "joined": lambda records: "；".join(self._both(record, "name") for record in records),
        }

    def _lines(self, record, name):
        """The value of a translated text, English first, Chinese beneath where it differs."""
        texts = [record.with_context(lang=lang)[name] or "" for lang in self._languages()]
        return "\n".join(dict.fromkeys(filter(None, texts)))

    def _languages(self):
        return ["en_US", *(["zh_CN"] if self.env["res.lang"]._get_data(code="zh_CN") else [])]
